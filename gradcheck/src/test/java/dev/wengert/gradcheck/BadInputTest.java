package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Elementwise;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.point.Signs;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Functions, pullbacks and inputs that cannot be checked, and what is said about them. */
class BadInputTest {

  private static final Elementwise SIN = Elementwise.of("sin", Expression::sin);
  private static final Tensor X = Tensor.of(0.3, -1.25, 2, 0.7);

  @Test
  void badInputIsExplained() {
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0)).input("x", Tensor.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gradcheck: input x has no derivative: it is INT32[2]; declare it with constant(...)");
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0)).run())
        .hasMessage(
            "gradcheck: nothing to differentiate: no input is declared; add input(name, value)");
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0)).input("x", X).expectZero("y").run())
        .hasMessage("gradcheck: expectZero names no input: y; the arguments are [x]");
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0)).input("x", X).input("x", X))
        .hasMessage("gradcheck: the name x is taken; give each argument its own");
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0).lt(0)).input("x", X).run())
        .hasMessageContaining("gradcheck: the output has no derivative: it is BOOL[4]");
  }

  @Test
  void exceptionOfTheFunctionIsTheEndOfItsDomain() {
    Function<List<Tensor>, Tensor> picky =
        in -> {
          if (in.get(0).detach().toDoubleArray()[2] > 2) {
            throw new IllegalArgumentException("too large");
          }
          return in.get(0).times(2);
        };
    Report report =
        GradCheck.of(picky).pullback((in, out, d) -> List.of(d.times(3))).input("x", X).run();
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    Report right = GradCheck.of(picky).input("x", X).run();
    assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.BOUNDARY);
    assertThat(right.toString())
        .contains("the function fails at x[2] + 0.")
        .contains(": too large");
  }

  @Test
  void functionThatFailsEverywhereButAtThePointSaysWhere() {
    double[] only = X.toDoubleArray();
    Function<List<Tensor>, Tensor> picky =
        in -> {
          if (!Arrays.equals(in.get(0).detach().toDoubleArray(), only)) {
            throw new IllegalArgumentException("not there");
          }
          return in.get(0).times(2);
        };
    Report report = GradCheck.of(picky).input("x", X).run();
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.toString()).contains("the function fails at x").contains(": not there");
  }

  @Test
  void malformedPullbackIsExplained() {
    assertThatThrownBy(
            () ->
                GradCheck.of(in -> in.get(0).times(in.get(1)))
                    .pullback((in, out, d) -> List.of(d))
                    .input("x", X)
                    .input("y", X)
                    .run())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the pullback returned 1 cotangents for 2 inputs");
    assertThatThrownBy(
            () ->
                GradCheck.of(in -> in.get(0).times(2))
                    .pullback((in, out, d) -> List.of(Sum.of(d, false)))
                    .input("x", X)
                    .run())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("a cotangent that does not fit input 0: FLOAT64[] for FLOAT64[4]");
  }

  @Test
  void anotherShapeAtEachCallIsNondeterministic() {
    int[] calls = {0};
    Report report =
        GradCheck.of(in -> in.get(0).broadcastTo(Shape.of(1 + calls[0]++, 4))).input("x", X).run();
    assertThat(report.verdict()).isEqualTo(Verdict.NONDETERMINISTIC);
    assertThat(report.toString())
        .contains("the output is FLOAT64[1, 4] at the first call and FLOAT64[2, 4] later");
  }

  @Test
  void shapeThatDependsOnTheValuesIsExplained() {
    Function<List<Tensor>, Tensor> ragged =
        in -> {
          int side = in.get(0).detach().toDoubleArray()[2] > 2 ? 2 : 1;
          return in.get(0).broadcastTo(Shape.of(side, 4));
        };
    assertThatThrownBy(() -> GradCheck.of(ragged).input("x", X).run())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("gradcheck: the output's shape depends on the values: at x[2] + 0.")
        .hasMessageContaining(
            "it is [2, 4], with 4 elements at the point; check a function of one shape");
  }

  @Test
  void exceptionAtThePointItselfAndInThePullbackIsPassedOn() {
    IllegalStateException cause = new IllegalStateException("no weights");
    assertThatThrownBy(
            () ->
                GradCheck.of(
                        in -> {
                          throw cause;
                        })
                    .input("x", X)
                    .run())
        .isInstanceOf(ProbeException.class)
        .hasMessage("gradcheck: the function failed at the point itself: no weights")
        .hasCause(cause);
    assertThatThrownBy(
            () ->
                GradCheck.of(in -> in.get(0).times(2))
                    .pullback(
                        (in, out, d) -> {
                          throw cause;
                        })
                    .input("x", X)
                    .run())
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith("gradcheck: the pullback failed: ")
        .hasMessageContaining("no weights");
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0)).order(3))
        .hasMessage("gradcheck: the order is 3; 1 and 2 can be checked");
    assertThatThrownBy(() -> GradCheck.of(in -> in.get(0)).requireResolution(0))
        .hasMessage("gradcheck: the resolution is not positive: 0.0; give 1e-4, say");
  }

  @Test
  void valueThatIsNotFiniteAtThePointIsNamed() {
    Report report =
        GradCheck.of(in -> SIN.apply(in.get(0))).input("x", Tensor.of(1, Double.NaN)).run();
    assertThat(report.verdict()).isEqualTo(Verdict.UNBOUNDED);
    assertThat(report.toString()).contains("out[1] is NaN at the point itself");
  }

  @Test
  void exceptionFarAwayDoesNotMatter() {
    Function<List<Tensor>, Tensor> constant =
        in -> {
          for (double x : in.get(0).detach().toDoubleArray()) {
            if (Math.abs(x) > 100) {
              throw new IllegalArgumentException("too large: " + x);
            }
          }
          return in.get(0).times(0).plus(3);
        };
    Report report = GradCheck.of(constant).pullback((in, out, d) -> List.of(d)).input("x", X).run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void functionWhoseRoundingDestroysItsValueIsNotCalledWrong() {
    for (double offset : new double[] {1e16, 1e17, 1e18}) {
      for (int seed = 0; seed < 20; seed++) {
        Report report =
            GradCheck.of(in -> in.get(0).plus(offset).minus(offset))
                .input("x", Tensor.wrap(new Signs(seed).fine(4), 4))
                .seed(seed)
                .run();
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.VACUOUS);
      }
    }
  }

  @Test
  void flatFunctionWithADerivativeIsWrong() {
    Elementwise relu = Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
    Report dead =
        GradCheck.of(in -> relu.apply(in.get(0).minus(10)))
            .pullback((in, out, d) -> List.of(d))
            .input("x", X)
            .run();
    assertThat(dead.verdict()).as(dead.toString()).isEqualTo(Verdict.WRONG);
    Report saturated =
        GradCheck.of(in -> SIN.apply(in.get(0)).times(0))
            .pullback((in, out, d) -> List.of(d.times(1e-7)))
            .input("x", X)
            .run();
    assertThat(saturated.verdict()).as(saturated.toString()).isEqualTo(Verdict.WRONG);
  }
}
