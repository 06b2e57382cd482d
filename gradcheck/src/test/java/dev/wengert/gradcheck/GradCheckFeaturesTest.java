package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.testing.Gates;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GradCheckFeaturesTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Tensor X = Tensor.of(0.3, -1.25, 2, 0.7);
  private static final Tensor W = Tensor.of(new double[][] {{0.5, -1, 2}, {1, 0.25, -0.75}});
  private static final Tensor A = Tensor.of(new double[][] {{1, 2}, {3, -4}, {0.5, 1}, {-1, 2}});

  @Test
  void secondOrderAndForwardModePassForARightFunction() {
    Report report =
        GradCheck.of(in -> TANH.apply(in.get(0).matmul(in.get(1))))
            .input("a", A)
            .input("w", W)
            .order(2)
            .forwardMode()
            .taylor()
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.finding(Aspect.SECOND_ORDER, "w").resolution()).isLessThan(1e-7);
    assertThat(report.finding(Aspect.SECOND_ORDER, "cotangent").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding(Aspect.FORWARD_MODE, "a").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding(Aspect.TAYLOR, "a").detail())
        .contains("the remainder vanishes like step^2.0");
    assertThat(report.finding(Aspect.SYMMETRY, "all inputs").verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void detachedSecondDerivativeIsWrong() {
    Function<List<Tensor>, Tensor> square =
        Autodiff.custom(
            "square",
            in -> in.get(0).times(in.get(0)),
            (in, out, d) -> List.of(in.get(0).detach().times(d).times(2)));
    assertThat(GradCheck.of(square).input("x", X).run().verdict()).isEqualTo(Verdict.PASS);
    Report report = GradCheck.of(square).input("x", X).order(2).run();
    assertThat(report.finding(Aspect.SECOND_ORDER, "x").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.toString())
        .contains("WRONG  d gradient / d x")
        .contains("the gradient is zero everywhere: a path that is cut off?");
  }

  @Test
  void secondDerivativeOfALinearFunctionMayBeZero() {
    Report report = GradCheck.of(in -> in.get(0).times(3)).input("x", X).order(2).run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.toString()).contains("zero, as of a linear function");
  }

  @Test
  void taylorRateOfAWrongGradientIsOne() {
    Report report =
        GradCheck.of(in -> Sum.of(in.get(0).times(in.get(0)), false))
            .pullback((in, out, d) -> List.of(in.get(0).times(d)))
            .input("x", X)
            .taylor()
            .run();
    Finding finding = report.finding(Aspect.TAYLOR, "x");
    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains("step^1.0");
  }

  @Test
  void handWrittenPullbackMayLeaveOutConstants() {
    Report report =
        GradCheck.of(in -> in.get(0).times(in.get(1)))
            .constant("c", Tensor.of(2.0, 3, 4, 5))
            .input("x", X)
            .pullback((in, out, d) -> List.of(d.times(in.get(0))))
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void handWrittenPullbackWithConstants() {
    Tensor index = Tensor.of(1, 0, 1);
    Report report =
        GradCheck.of(in -> in.get(0).times(in.get(1)))
            .input("x", X)
            .constant("c", Tensor.of(2.0, 3, 4, 5))
            .constant("index", index)
            .pullback((in, out, d) -> List.of(d.times(in.get(1)), d, d))
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.findings()).hasSize(1);
  }

  @Test
  void dropoutHasADerivativeOnceItsKeyIsFixed() {
    Report report =
        GradCheck.keyed(
                Key.of(7),
                (in, key) -> {
                  Tensor mask = key.bernoulli(0.5, in.get(0).shape()).to(DType.FLOAT64);
                  return in.get(0).times(mask).div(0.5);
                })
            .input("x", X)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void stateThatMovesIsNoticedOrRestored() {
    Tensor[] mean = {Tensor.of(1.0)};
    Function<List<Tensor>, Tensor> f =
        in -> {
          mean[0] = mean[0].times(0.9).plus(0.1);
          mean[0] = mean[0].plus(0.01);
          return in.get(0).times(in.get(0));
        };
    Report watched = GradCheck.of(f).input("x", X).state("mean", () -> mean[0]).run();
    assertThat(watched.verdict()).isEqualTo(Verdict.STATEFUL);
    assertThatThrownBy(watched::assertCorrect)
        .isInstanceOf(GradientError.Stateful.class)
        .hasMessageContaining("the function changed mean at element 0");
    Tensor before = Tensor.of(2.0);
    mean[0] = before;
    Report restored =
        GradCheck.of(f).input("x", X).state("mean", () -> mean[0], t -> mean[0] = t).run();
    assertThat(restored.verdict()).as(restored.toString()).isEqualTo(Verdict.PASS);
    assertThat(mean[0].item()).isEqualTo(2);
  }

  @Test
  void functionOfItsStateIsCheckedByRestoring() {
    Tensor[] count = {Tensor.of(1.0)};
    Function<List<Tensor>, Tensor> f =
        in -> {
          count[0] = count[0].plus(1);
          return in.get(0).times(count[0]);
        };
    assertThat(GradCheck.of(f).input("x", X).run().verdict()).isEqualTo(Verdict.NONDETERMINISTIC);
    Report restored =
        GradCheck.of(f).input("x", X).state("count", () -> count[0], t -> count[0] = t).run();
    assertThat(restored.verdict()).as(restored.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void float32GradientAgainstFloat64Differences() {
    Tensor x = X.to(DType.FLOAT32);
    Report report = GradCheck.of(in -> TANH.apply(in.get(0))).input("x", x).float64Twin().run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("x").resolution()).isLessThan(1e-4);
    Report wrong =
        GradCheck.of(in -> in.get(0).times(in.get(0)))
            .pullback((in, out, d) -> List.of(in.get(0).times(d).times(2.001)))
            .float64Twin(in -> in.get(0).times(in.get(0)))
            .input("x", x)
            .run();
    assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void taylorRemainderOfKinksIsNotAnError() {
    Elementwise relu = Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
    Function<List<Tensor>, Tensor> f = in -> Sum.of(relu.apply(in.get(0)), false);
    Tensor x = Tensor.of(1e-3, 2, -3);
    Report right = GradCheck.of(f).input("x", x).taylor().seed(3).run();
    assertThat(right.finding(Aspect.TAYLOR, "x").verdict()).isEqualTo(Verdict.PASS);
    assertThat(right.finding(Aspect.TAYLOR, "x").detail())
        .contains("the remainder is that of kinks");
    Report wrong =
        GradCheck.of(f)
            .pullback(
                (in, out, d) -> List.of(in.get(0).gt(0).to(DType.FLOAT64).times(d).times(1.1)))
            .input("x", x)
            .taylor()
            .seed(3)
            .run();
    assertThat(wrong.finding(Aspect.TAYLOR, "x").verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void derivativeBelowTheRoundingOfTheLossIsNotWrong() {
    Elementwise exp = Elementwise.of("exp", Expression::exp);
    Report report =
        GradCheck.of(in -> Tensor.scalar(1.0).div(exp.apply(in.get(0).unaryMinus()).plus(1)))
            .input("x", Tensor.of(104.0, 1))
            .run();
    Comparison values = report.finding("x").comparison();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(values.analytic(0)).isBetween(1e-46, 1e-44);
    assertThat(values.numeric(0)).isZero();
    assertThat(values.tolerance(0)).isBetween(1e-18, 1e-13);
  }

  @Test
  void elementsThatAddUpToZeroDoNotHideTheirNoise() {
    Report report =
        GradCheck.of(in -> Sum.of(in.get(0), false).div(4))
            .input("x", Tensor.of(0.1, 0.2, -0.3))
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("x").resolution()).isLessThan(1e-9);
  }

  @Test
  void functionThatRoundsToFloat32IsHeldToFloat32() {
    Function<List<Tensor>, Tensor> f =
        in -> TANH.apply(in.get(0)).to(DType.FLOAT32).to(DType.FLOAT64);
    Report right = GradCheck.of(f).input("x", X).requireResolution(1e-2).run();
    assertThat(right.verdict()).as(right.toString()).isIn(Verdict.PASS, Verdict.KINK_OK);
    assertThat(right.finding("x").resolution()).isGreaterThan(1e-6);
    Report wrong =
        GradCheck.of(in -> f.apply(in).times(1))
            .pullback((in, out, d) -> List.of(out.times(out).unaryMinus().plus(1.01).times(d)))
            .input("x", X)
            .run();
    assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void wrongElementIsFoundByHalves() {
    double[] factors = new double[2000];
    java.util.Arrays.fill(factors, 1);
    factors[1234] = 1.5;
    Tensor factor = Tensor.wrap(factors, 40, 50);
    Report report =
        GradCheck.of(in -> TANH.apply(in.get(0)))
            .pullback(
                (in, out, d) -> List.of(d.times(out.times(out).unaryMinus().plus(1)).times(factor)))
            .input("x", Tensor.wrap(new Signs(3).coarse(2000), 40, 50))
            .mode(Mode.PROJECTED)
            .run();
    Finding finding = report.finding("x");
    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.place()).hasToString("[24, 34]");
    assertThat(finding.output()).hasToString("[24, 34]");
    assertThat(report.toString()).contains("worst at [24, 34]   (out[24, 34] contributes most)");
    assertThat(report.evaluations()).isLessThan(1000);
  }

  /** Along all weights at once a layer is far from linear, and one weight is a small part. */
  @Test
  void wrongWeightIsFoundByHalvesInALayer() {
    Tensor x = Tensor.wrap(new Signs(5).fine(8 * 200), 8, 200);
    int seeds = Gates.of(4, 20);
    for (int seed = 0; seed < seeds; seed++) {
      double[] factors = new double[200 * 200];
      java.util.Arrays.fill(factors, 1);
      int wrong = 1999 * seed + 321;
      factors[wrong] = 1.5;
      Tensor factor = Tensor.wrap(factors, 200, 200);
      double[] weights = new Signs(seed).fine(200 * 200);
      java.util.Arrays.setAll(weights, i -> weights[i] / 15);
      Report report =
          GradCheck.of(in -> TANH.apply(x.matmul(in.get(0))))
              .pullback(
                  (in, out, d) -> {
                    Tensor inner = d.times(out.times(out).unaryMinus().plus(1));
                    return List.of(x.transpose().matmul(inner).times(factor));
                  })
              .input("w", Tensor.wrap(weights, 200, 200))
              .mode(Mode.PROJECTED)
              .seed(seed)
              .run();
      Finding finding = report.finding("w");
      assertThat(finding.verdict()).as("seed %s", seed).isEqualTo(Verdict.WRONG);
      assertThat(finding.place())
          .as("seed %s", seed)
          .hasToString("[%d, %d]".formatted(wrong / 200, wrong % 200));
    }
  }

  @Test
  void nonLinearPullbackIsNamed() {
    Report ones =
        GradCheck.of(in -> in.get(0).times(in.get(0)))
            .pullback((in, out, d) -> List.of(in.get(0).times(2)))
            .input("x", X)
            .run();
    assertThat(ones.verdict()).isEqualTo(Verdict.NON_LINEAR_VJP);
    assertThatThrownBy(ones::assertCorrect)
        .isInstanceOf(GradientError.NonLinearVjp.class)
        .hasMessageContaining("the pullback of zero is not zero");
  }

  @Test
  void severalKinksAtOnePointAreIndependent() {
    Elementwise relu = Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
    Report report =
        GradCheck.of(
                in -> {
                  Tensor x = in.get(0).broadcastTo(2);
                  return relu.apply(x.times(Tensor.of(1.0, -1)));
                })
            .pullback((in, out, d) -> List.of(Tensor.zeros(DType.FLOAT64, 1)))
            .input("x", Tensor.of(0.0))
            .seed(3)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.KINK_OK);
  }

  @Test
  void kinksOfAllElementsAtOnceAreNotWrong() {
    Elementwise relu = Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
    Tensor weights = Tensor.wrap(new Signs(5).fine(5000), 5000);
    for (double slope : new double[] {0, 0.5, 1}) {
      Report report =
          GradCheck.of(in -> Sum.of(relu.apply(in.get(0)).times(weights), false))
              .pullback((in, out, d) -> List.of(weights.times(d).times(slope)))
              .input("x", Tensor.zeros(DType.FLOAT64, 5000))
              .mode(Mode.PROJECTED)
              .run();
      assertThat(report.finding("x").mode()).isEqualTo(Mode.PROJECTED);
      assertThat(report.isCorrect()).as(report.toString()).isTrue();
    }
    Report wrong =
        GradCheck.of(in -> Sum.of(relu.apply(in.get(0)).times(weights), false))
            .pullback((in, out, d) -> List.of(weights.times(d).times(-0.5)))
            .input("x", Tensor.zeros(DType.FLOAT64, 5000))
            .mode(Mode.PROJECTED)
            .run();
    assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.KINK_WRONG);
  }

  @Test
  void hintsNameTheFactor() {
    assertThat(wrong(-1)).contains("numeric / analytic = -1 everywhere: a flipped sign?");
    assertThat(wrong(0.5)).contains("a lost factor 2");
    assertThat(wrong(4))
        .contains(
            "4 is the side of axis 0 of x and the side of axis 0 of the output: a missing 1/4");
    assertThat(wrong(0.25))
        .contains("4 is the side of axis 0 of x", "a 1/4 too much, a mean where a sum belongs");
    assertThat(wrong(0.75)).contains("a 1/4 where a 1/3 belongs");
    assertThat(wrong(0.9)).contains("numeric / analytic = 1.111111 everywhere\n");
  }

  /** Returns the report on the derivative of x^2 times a factor. */
  private static String wrong(double factor) {
    return GradCheck.of(in -> in.get(0).times(in.get(0)))
        .pullback((in, out, d) -> List.of(in.get(0).times(d).times(2 * factor)))
        .input("x", X)
        .run()
        .toString();
  }

  @Test
  void hintsNameTheStructure() {
    Report transposed =
        GradCheck.of(in -> in.get(0).matmul(in.get(0)))
            .pullback(
                (in, out, d) -> {
                  Tensor right = d.matmul(in.get(0).transpose());
                  return List.of(right.plus(in.get(0).transpose().matmul(d)).transpose());
                })
            .input("x", Tensor.of(new double[][] {{1, 2, 0.5}, {-1, 3, 2}, {0.25, -2, 1}}))
            .run();
    assertThat(transposed.toString()).contains("right after a transpose");
    Report centred =
        GradCheck.of(in -> in.get(0).minus(Sum.of(in.get(0), true, 0).div(4)))
            .pullback((in, out, d) -> List.of(d))
            .input("x", A)
            .run();
    assertThat(centred.toString()).contains("right after subtracting the mean over axis 0");
    Elementwise relu = Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
    Report negative =
        GradCheck.of(in -> relu.apply(in.get(0)).times(0.9).plus(in.get(0).times(0.1)))
            .pullback((in, out, d) -> List.of(d.times(in.get(0).gt(0).to(DType.FLOAT64))))
            .input("x", Tensor.of(0.3, -1.25, 2, 0.7, -0.4, 1, -2, 3, -0.1))
            .run();
    assertThat(negative.toString()).contains("wrong only where the input is negative");
  }

  @Test
  void reproductionIsExactJavaCode() {
    Report report =
        GradCheck.of(in -> in.get(0).times(in.get(1)))
            .input("x", Tensor.of(0.1))
            .constant("n", Tensor.wrap(new double[] {3}, 1))
            .seed(17)
            .run();
    assertThat(report.reproduction())
        .isEqualTo(
            """
            GradCheck.of(f)
                .input("x", Tensor.wrap(new double[] {0x1.999999999999ap-4}, 1))
                .constant("n", Tensor.wrap(new double[] {0x1.8p1}, 1))
                .mode(Mode.FULL)
                .seed(0x11L)
                .run();
            """);
  }

  @Test
  void emptyAndScalarTensors() {
    Report empty =
        GradCheck.of(in -> in.get(0).times(in.get(0)))
            .input("x", Tensor.zeros(DType.FLOAT64, 0, 3))
            .run();
    assertThat(empty.verdict()).as(empty.toString()).isEqualTo(Verdict.PASS);
    assertThat(empty.toString()).contains("the input is empty");
    Report scalar =
        GradCheck.of(in -> in.get(0).times(in.get(0))).input("x", Tensor.scalar(3.0)).run();
    assertThat(scalar.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void classicCheckPrintsWhatTextbooksPrint() {
    Classic one = GradCheck.classic(theta -> theta.times(3), Tensor.scalar(4.0), 1e-7);
    assertThat(one.gradient()).containsExactly(3);
    assertThat(one.toString()).startsWith("The gradient is correct!\ndifference = ");
    Classic wrong =
        GradCheck.classic(
            Autodiff.custom(
                "square",
                in -> Sum.of(in.get(0).times(in.get(0)).plus(in.get(1)), false),
                (in, out, d) -> List.of(in.get(0).times(d), Tensor.ones(DType.FLOAT64, 4))),
            List.of(X, X),
            1e-7);
    assertThat(wrong.isCorrect()).isFalse();
    assertThat(wrong.toString())
        .startsWith("There is a mistake in the backward propagation! difference = 0.");
    assertThatThrownBy(() -> GradCheck.classic(theta -> theta, X, 1e-7))
        .hasMessage(
            "classic: the function's value must be a scalar, its shape is [4]; reduce it with"
                + " sum(...)");
  }
}
