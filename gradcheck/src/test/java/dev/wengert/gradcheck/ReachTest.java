package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What looks for kinks, ties and other scales keeps to the declared domain and steps. */
class ReachTest {

  private static final Elementwise LARGER = Elementwise.of("larger", Expression::max);

  /** Returns a function that also keeps the values of an argument that it sees. */
  private static Function<List<Tensor>, Tensor> watched(
      List<Double> seen, int argument, Function<List<Tensor>, Tensor> function) {
    return in -> {
      for (double value : in.get(argument).detach().toDoubleArray()) {
        seen.add(value);
      }
      return function.apply(in);
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"FULL", "PROJECTED"})
  void tiesAreMovedTogetherInsideTheDomain(Mode mode) {
    for (double winners : new double[] {0.5, 1}) {
      for (int watched = 0; watched < 2; watched++) {
        List<Double> seen = new ArrayList<>();
        double low = watched == 0 ? 0.2 : 0.1;
        Report report =
            GradCheck.of(watched(seen, watched, in -> LARGER.apply(in.get(0), in.get(1))))
                .pullback(
                    (in, out, d) -> {
                      Tensor first = in.get(0).ge(in.get(1)).to(DType.FLOAT64);
                      Tensor second = in.get(1).ge(in.get(0)).to(DType.FLOAT64);
                      Tensor ties = first.times(second).times(1 - winners);
                      return List.of(d.times(first.minus(ties)), d.times(second.minus(ties)));
                    })
                .input("x", Tensor.of(0.25, 0.75, 0.5))
                .input("y", Tensor.of(0.25, 0.125, 0.5))
                .domain("x", 0.2, 0.8)
                .domain("y", 0.1, 0.55)
                .mode(mode)
                .run();
        assertThat(report.verdict())
            .as(report.toString())
            .isIn(winners == 1 ? List.of(Verdict.WRONG) : List.of(Verdict.KINK_OK));
        double high = watched == 0 ? 0.8 : 0.55;
        assertThat(seen).allMatch(value -> value >= low && value <= high);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"FULL", "PROJECTED"})
  void kinksAreLookedForWithinTheSteps(Mode mode) {
    List<Double> seen = new ArrayList<>();
    Report report =
        GradCheck.of(watched(seen, 0, in -> LARGER.apply(in.get(0), in.get(0).unaryMinus())))
            .input("x", Tensor.of(0.0, 0.5, -0.25, 1))
            .steps("x", 1e-3, 0.25)
            .mode(mode)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.KINK_OK);
    double smallest = 1;
    for (int i = 0; i < seen.size(); i += 4) {
      double moved = 0;
      for (int j = 0; j < 4; j++) {
        moved = Math.max(moved, Math.abs(seen.get(i + j) - new double[] {0, 0.5, -0.25, 1}[j]));
      }
      if (moved > 1e-5) { // nearer, noise is looked for
        smallest = Math.min(smallest, moved);
      }
    }
    assertThat(smallest).isGreaterThan(0.4e-3).isLessThan(1e-2);
  }

  @Test
  void aSteepWrongGradientIsWrongOverDeclaredSteps() {
    for (double least : new double[] {1e-9, 1e-5, 1e-3}) {
      for (double factor : new double[] {-2, 2.1, 50, -300}) {
        Report report =
            GradCheck.of(in -> in.get(0).times(in.get(0)))
                .pullback((in, out, d) -> List.of(in.get(0).times(d).times(factor)))
                .input("x", Tensor.of(1.0, -0.75, 2))
                .steps("x", least, 0.25)
                .run();
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.WRONG);
      }
    }
  }

  @Test
  void whatIsNotFiniteDoesNotMoveInADomain() {
    for (double low : new double[] {Double.NEGATIVE_INFINITY, -4}) {
      Report report =
          GradCheck.of(in -> in.get(0).minus(in.get(0).times(in.get(1))))
              .input("x", Tensor.of(1.0, 2))
              .input("y", Tensor.of(0.5, 0.25))
              .domain("x", low, Double.POSITIVE_INFINITY)
              .run();
      assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
      Report infinite =
          GradCheck.of(in -> Tensor.of(1.0).div(in.get(0)))
              .input("x", Tensor.of(1.0, Double.POSITIVE_INFINITY))
              .domain("x", low, Double.POSITIVE_INFINITY)
              .steps("x", 1e-6, 0.25)
              .run();
      assertThat(infinite.isCorrect()).as(infinite.toString()).isTrue();
    }
  }

  @Test
  void noProbeOfAFloat32GradientLeavesTheDomain() {
    List<Double> seen = new ArrayList<>();
    Report report =
        GradCheck.of(watched(seen, 0, in -> in.get(0).times(in.get(0))))
            .pullback((in, out, d) -> List.of(in.get(0).times(d).times(2.1)))
            .input("x", Tensor.of(0.999, 0.001, 0.5).to(DType.FLOAT32))
            .domain("x", 0, 1)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.WRONG);
    assertThat(seen).allMatch(value -> value >= 0 && value <= 1);
  }
}
