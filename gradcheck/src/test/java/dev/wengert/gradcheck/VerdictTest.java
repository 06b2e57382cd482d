package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.point.Signs;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each verdict, from a function that deserves it, and the error that it throws. */
class VerdictTest {

  private static final Elementwise SQRT = Elementwise.of("sqrt", Expression::sqrt);
  private static final Elementwise SIN = Elementwise.of("sin", Expression::sin);
  private static final Elementwise ABS = Elementwise.of("abs", Expression::abs);
  private static final Elementwise STEP =
      Elementwise.of(
          "step",
          x ->
              Expression.select(
                  x.lt(Expression.constant(0)), Expression.constant(0), Expression.constant(1)));
  private static final Tensor ZERO = Tensor.of(0.0);
  private static final Tensor X = Tensor.of(0.3, 2);

  private static GradCheck check(Verdict verdict) {
    Tensor[] state = {Tensor.of(0.0)};
    int[] calls = {0};
    return switch (verdict) {
      case PASS -> GradCheck.of(in -> SIN.apply(in.get(0))).input("x", X);
      case BOUNDARY ->
          GradCheck.of(in -> SQRT.apply(in.get(0)).times(in.get(0)))
              .pullback((in, out, d) -> List.of(SQRT.apply(in.get(0)).times(1.5).times(d)))
              .input("x", Tensor.of(0.0, 1));
      case KINK_OK -> GradCheck.of(in -> ABS.apply(in.get(0))).input("x", ZERO);
      case VACUOUS -> GradCheck.of(in -> in.get(0).pow(3)).input("x", ZERO);
      case ILL_CONDITIONED ->
          GradCheck.of(in -> SIN.apply(in.get(0)).plus(1e8)).input("x", X).requireResolution(1e-9);
      case INCONCLUSIVE -> GradCheck.of(in -> SIN.apply(in.get(0).times(1e17))).input("x", X);
      case UNBOUNDED -> GradCheck.of(in -> SQRT.apply(in.get(0))).input("x", ZERO);
      case DISCONTINUOUS -> GradCheck.of(in -> STEP.apply(in.get(0))).input("x", ZERO);
      case NONDETERMINISTIC -> GradCheck.of(in -> in.get(0).times(++calls[0])).input("x", X);
      case STATEFUL ->
          GradCheck.of(
                  in -> {
                    state[0] = state[0].plus(1);
                    return in.get(0).times(2);
                  })
              .input("x", X)
              .state("count", () -> state[0]);
      case MUTATES_INPUT -> {
        double[] shared = {0.3, 2};
        yield GradCheck.of(
                in -> {
                  shared[1] += 1;
                  return in.get(0).get(0).times(2);
                })
            .input("x", Tensor.wrap(shared, 2));
      }
      case NON_LINEAR_VJP ->
          GradCheck.of(in -> in.get(0).times(in.get(0)))
              .pullback((in, out, d) -> List.of(in.get(0).times(2).times(ABS.apply(d))))
              .input("x", X);
      case KINK_WRONG ->
          GradCheck.of(in -> ABS.apply(in.get(0)))
              .pullback((in, out, d) -> List.of(d.times(1.5)))
              .input("x", ZERO);
      case WRONG ->
          GradCheck.of(in -> SIN.apply(in.get(0)))
              .pullback((in, out, d) -> List.of(d))
              .input("x", X);
    };
  }

  @Test
  void eachVerdictIsReachedAndThrowsItsOwnError() {
    Map<Verdict, Class<?>> thrown = new EnumMap<>(Verdict.class);
    for (Verdict verdict : EnumSet.allOf(Verdict.class)) {
      Report report = check(verdict).run();
      assertThat(report.verdict()).as(report.toString()).isEqualTo(verdict);
      assertThat(report.toString()).contains(verdict.name());
      if (verdict.isCorrect()) {
        report.assertCorrect();
      } else {
        try {
          report.assertCorrect();
        } catch (GradientError e) {
          thrown.put(verdict, e.getClass());
          assertThat(e.report()).isSameAs(report);
        }
      }
    }
    assertThat(thrown).hasSize(11);
    assertThat(thrown.values()).doesNotHaveDuplicates();
  }

  @Test
  void oscillationFasterThanTheStepsIsNotCalledWrong() {
    for (int seed = 0; seed < 20; seed++) {
      for (double frequency = 1e5; frequency < 1e18; frequency *= 10) {
        double f = frequency;
        Report report =
            GradCheck.of(in -> SIN.apply(in.get(0).times(f)))
                .input("x", Tensor.wrap(new Signs(seed).fine(3), 3))
                .seed(seed)
                .run();
        assertThat(report.verdict())
            .as("sin(%s x), seed %s: %s", frequency, seed, report)
            .isNotIn(Verdict.WRONG, Verdict.KINK_WRONG);
      }
    }
  }

  @Test
  void notFiniteGradientIsWrongAndSaysSo() {
    Report report =
        GradCheck.of(
                Autodiff.custom(
                    "square",
                    in -> in.get(0).times(in.get(0)),
                    (in, out, d) -> List.of(d.times(Double.NaN))))
            .input("x", Tensor.of(1.5))
            .run();
    assertThatThrownBy(report::assertCorrect)
        .isInstanceOf(GradientError.Wrong.class)
        .hasMessageContaining(
            "1 of 1 elements of the gradient are not finite: zero times infinity?");
  }
}
