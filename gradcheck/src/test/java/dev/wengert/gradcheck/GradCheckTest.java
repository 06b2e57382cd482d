package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.point.Signs;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GradCheckTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Elementwise RELU =
      Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
  private static final Elementwise SIN = Elementwise.of("sin", Expression::sin);

  private static final Tensor X = Tensor.of(0.3, -1.25, 2, 0.7);

  /** Returns x -> x^2 whose derivative is said to be {@code factor} x. */
  private static Function<List<Tensor>, Tensor> square(double factor) {
    return Autodiff.custom(
        "square",
        in -> in.get(0).times(in.get(0)),
        (in, out, d) -> List.of(in.get(0).times(d).times(factor)));
  }

  @Test
  void correctDerivativePassesWithFineResolution() {
    Report report = GradCheck.of(square(2)).input("x", X).run();
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("x").resolution()).isLessThan(1e-9);
    assertThat(report.toString()).startsWith("PASS  d out / d x   resolution ");
    report.assertCorrect();
  }

  @Test
  void lostFactorIsWrong() {
    Report report = GradCheck.of(square(1)).input("x", X).run();
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThatThrownBy(report::assertCorrect)
        .isInstanceOf(GradientError.Wrong.class)
        .hasMessageContaining("WRONG  d out / d x   worst at [")
        .hasMessageContaining("reproduce: seed 0x5eed");
  }

  @Test
  void relativeErrorOfOneMillionthIsWrong() {
    assertThat(GradCheck.of(square(2 + 2e-6)).input("x", X).run().verdict())
        .isEqualTo(Verdict.WRONG);
    assertThat(GradCheck.of(square(2 + 2e-9)).input("x", X).run().verdict())
        .isEqualTo(Verdict.WRONG);
  }

  @Test
  void wrongInputIsNamedAndTheOtherPasses() {
    Function<List<Tensor>, Tensor> product =
        Autodiff.custom(
            "product",
            in -> in.get(0).times(in.get(1)),
            (in, out, d) -> List.of(d.times(in.get(1)), d.times(in.get(0)).unaryMinus()));
    Report report = GradCheck.of(product).input("a", X).input("b", Tensor.of(1, 2, -3, 0.5)).run();
    assertThat(report.finding("a").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("b").verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void oneWrongEntryOfTenThousandIsSeenByProjection() {
    double[] mask = new double[10_000];
    java.util.Arrays.fill(mask, 1);
    mask[4711] = 1.01;
    Tensor factor = Tensor.wrap(mask, 100, 100);
    double[] values = new Signs(1).coarse(10_000);
    Function<List<Tensor>, Tensor> f =
        Autodiff.custom(
            "tanh",
            in -> TANH.apply(in.get(0)),
            (in, out, d) -> List.of(d.times(out.times(out).minus(1).unaryMinus()).times(factor)));
    Report report =
        GradCheck.of(f).input("x", Tensor.wrap(values, 100, 100)).mode(Mode.PROJECTED).run();
    assertThat(report.finding("x").mode()).isEqualTo(Mode.PROJECTED);
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    Report right =
        GradCheck.of(in -> TANH.apply(in.get(0))).input("x", Tensor.wrap(values, 100, 100)).run();
    assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void oneWrongSignOfAHundredThousandIsFound() {
    int size = 100_000;
    double[] signs = new double[size];
    java.util.Arrays.fill(signs, 1);
    signs[77_123] = -1;
    Tensor factor = Tensor.wrap(signs, size);
    Report report =
        GradCheck.of(in -> TANH.apply(in.get(0)))
            .pullback(
                (in, out, d) ->
                    List.of(d.times(out.times(out).minus(1).unaryMinus()).times(factor)))
            .mode(Mode.PROJECTED)
            .input("x", Tensor.wrap(new Signs(2).coarse(size), size))
            .run();
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("x").place()).hasToString("[77123]");
    assertThat(report.evaluations()).isLessThan(700);
  }

  @Test
  void kinkAtThePointIsJudgedByItsTwoSides() {
    for (double slope : new double[] {0, 0.5, 1}) {
      assertThat(reluAtZero(slope).verdict()).isEqualTo(Verdict.KINK_OK);
    }
    assertThat(reluAtZero(-0.25).verdict()).isEqualTo(Verdict.KINK_WRONG);
    assertThatThrownBy(() -> reluAtZero(1.5).assertCorrect())
        .isInstanceOf(GradientError.Kink.class);
  }

  private static Report reluAtZero(double slope) {
    return GradCheck.of(
            Autodiff.custom(
                "relu", in -> RELU.apply(in.get(0)), (in, out, d) -> List.of(d.times(slope))))
        .input("x", Tensor.scalar(0.0))
        .run();
  }

  @Test
  void kinkNearThePointDoesNotDisturb() {
    Report report =
        GradCheck.of(in -> RELU.apply(in.get(0))).input("x", Tensor.of(1e-6, 1e-3)).run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void fastOscillationAndLargeOffsetAreNotFlagged() {
    Report fast = GradCheck.of(in -> SIN.apply(in.get(0).times(1e4))).input("x", X).run();
    assertThat(fast.verdict()).as(fast.toString()).isEqualTo(Verdict.PASS);
    Report offset = GradCheck.of(in -> SIN.apply(in.get(0)).plus(1e8)).input("x", X).run();
    assertThat(offset.verdict()).as(offset.toString()).isEqualTo(Verdict.PASS);
    assertThat(offset.finding("x").resolution()).isBetween(1e-9, 1e-3);
  }

  @Test
  void squareRootNearAndAtItsBoundary() {
    Elementwise sqrt = Elementwise.of("sqrt", Expression::sqrt);
    Report near = GradCheck.of(in -> sqrt.apply(in.get(0))).input("x", Tensor.of(1e-10)).run();
    assertThat(near.verdict()).as(near.toString()).isEqualTo(Verdict.PASS);
    Report at = GradCheck.of(in -> sqrt.apply(in.get(0))).input("x", Tensor.of(0.0)).run();
    assertThat(at.verdict()).as(at.toString()).isEqualTo(Verdict.UNBOUNDED);
    Report power =
        GradCheck.of(in -> sqrt.apply(in.get(0)).times(in.get(0))).input("x", Tensor.of(0.0)).run();
    assertThat(power.verdict()).as(power.toString()).isNotEqualTo(Verdict.PASS);
  }

  @Test
  void jumpIsDiscontinuous() {
    Elementwise step =
        Elementwise.of(
            "step",
            x ->
                Expression.select(
                    x.lt(Expression.constant(0)), Expression.constant(0), Expression.constant(1)));
    Report report = GradCheck.of(in -> step.apply(in.get(0))).input("x", Tensor.of(0.0)).run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.DISCONTINUOUS);
  }

  @Test
  void nothingTestedIsVacuousUnlessDeclared() {
    Function<List<Tensor>, Tensor> cube = in -> in.get(0).pow(3);
    Tensor zero = Tensor.of(0.0);
    assertThat(GradCheck.of(cube).input("x", zero).run().verdict()).isEqualTo(Verdict.VACUOUS);
    Report declared = GradCheck.of(cube).input("x", zero).expectZero("x").run();
    assertThat(declared.verdict()).as(declared.toString()).isEqualTo(Verdict.PASS);
    assertThat(GradCheck.of(cube).input("x", X).expectZero("x").run().verdict())
        .isEqualTo(Verdict.WRONG);
  }

  @Test
  void relativeDifferenceIsTheTextbooksRatio() {
    Report report = GradCheck.of(square(1)).input("x", X).run();
    assertThat(report.relativeDifference()).isCloseTo(1.0 / 3, within(1e-9));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void float32FunctionIsCheckedInItsOwnPrecision() {
    Report right =
        GradCheck.of(in -> TANH.apply(in.get(0)))
            .input("x", X.to(dev.wengert.array.DType.FLOAT32))
            .run();
    assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.PASS);
    Report wrong =
        GradCheck.of(square(2.1)).input("x", X.to(dev.wengert.array.DType.FLOAT32)).run();
    assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void scalarLossOfAProduct() {
    Tensor w = Tensor.of(new double[][] {{0.5, -1, 2}, {1, 0.25, -0.75}});
    Tensor a = Tensor.of(new double[][] {{1, 2}, {3, -4}, {0.5, 1}, {-1, 2}});
    Report report =
        GradCheck.of(in -> Sum.of(TANH.apply(in.get(1).matmul(in.get(0))), false))
            .input("w", w)
            .input("a", a)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.findings()).hasSize(2);
  }
}
