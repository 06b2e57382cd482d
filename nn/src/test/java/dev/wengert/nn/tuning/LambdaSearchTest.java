package dev.wengert.nn.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Creation;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Reductions;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LambdaSearchTest {

  /** A dev error that is least at a strength, and a training error that grows with it. */
  private static LambdaSearch.Errors bowl(double lambda, double best) {
    double off = Math.log(Math.max(lambda, 1e-12) / best);
    return new LambdaSearch.Errors(lambda, 0.1 + off * off);
  }

  @Test
  void theGridIsLogarithmicAndItsEndsExact() {
    List<Double> tried = new ArrayList<>();
    LambdaCurve curve =
        LambdaSearch.over(1e-3, 10, 5)
            .run(
                lambda -> {
                  tried.add(lambda);
                  return bowl(lambda, 0.1);
                });
    assertThat(tried).hasSize(5);
    assertThat(tried.getFirst()).isEqualTo(1e-3);
    assertThat(tried.getLast()).isEqualTo(10);
    for (int i = 0; i < 5; i++) {
      assertThat(tried.get(i)).isCloseTo(Math.pow(10, i - 3), within(1e-12 * Math.pow(10, i - 3)));
    }
    assertThat(curve.points().stream().map(LambdaCurve.Point::lambda)).isEqualTo(tried);
    assertThat(curve.best().lambda()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void refinementsCloseInOnTheBest() {
    LambdaSearch search = LambdaSearch.over(1e-4, 100, 7);
    double target = 0.037;
    double coarse = search.run(lambda -> bowl(lambda, target)).best().lambda();
    LambdaCurve fine = search.withRefinements(5).run(lambda -> bowl(lambda, target));
    assertThat(fine.points()).hasSize(7 + 10);
    // A grid of decades is within a factor of 3.2; five halvings bring that to 10^(1/64).
    assertThat(Math.abs(Math.log10(coarse / target))).isGreaterThan(0.3);
    assertThat(Math.abs(Math.log10(fine.best().lambda() / target))).isLessThan(1 / 32.0);
  }

  @Test
  void aRefinementLooksHalfwayOnTheLogarithmicScale() {
    LambdaCurve curve =
        LambdaSearch.over(0.01, 100, 3).withRefinements(1).run(lambda -> bowl(lambda, 1));
    assertThat(curve.points().stream().mapToDouble(LambdaCurve.Point::lambda).toArray())
        .containsExactly(new double[] {0.01, 0.1, 1, 10, 100}, within(1e-12));
  }

  @Test
  void zeroAndTheEndsCanBeBest() {
    LambdaCurve none =
        LambdaSearch.over(0.1, 10, 3)
            .withZero()
            .withRefinements(2)
            .run(lambda -> new LambdaSearch.Errors(lambda, lambda));
    assertThat(none.best().lambda()).isZero();
    assertThat(none.points()).hasSize(4);
    LambdaCurve most =
        LambdaSearch.over(0.1, 10, 3)
            .withRefinements(1)
            .run(lambda -> new LambdaSearch.Errors(lambda, 1 / lambda));
    assertThat(most.best().lambda()).isEqualTo(10);
    assertThat(most.points()).hasSize(4);
    LambdaCurve least =
        LambdaSearch.over(0.1, 10, 3)
            .withZero()
            .withRefinements(1)
            .run(lambda -> new LambdaSearch.Errors(0, Math.abs(lambda - 0.1)));
    assertThat(least.best().lambda()).isEqualTo(0.1);
    assertThat(least.points().stream().map(LambdaCurve.Point::lambda))
        .startsWith(0.0, 0.1)
        .hasSize(5);
  }

  /** Ridge regression on 12 noisy examples of 10 inputs: some strength beats none and a lot. */
  @Test
  void itFindsWhatHelpsOnData() {
    Tensor truth = normal(1, 10, 1);
    Tensor x = normal(2, 12, 10);
    Tensor y = x.matmul(truth).plus(normal(3, 12, 1).times(2));
    Tensor devX = normal(4, 500, 10);
    Tensor devY = devX.matmul(truth).plus(normal(5, 500, 1).times(2));
    LambdaCurve curve =
        LambdaSearch.over(1e-3, 1e3, 13)
            .withZero()
            .run(
                lambda -> {
                  Tensor gram = MatMul.of(x, x, true, false);
                  Tensor ridge = gram.plus(Creation.eye(DType.FLOAT64, 10).times(lambda));
                  Tensor w = LinearAlgebra.solve(ridge, MatMul.of(x, y, true, false));
                  return new LambdaSearch.Errors(error(x, w, y), error(devX, w, devY));
                });
    LambdaCurve.Point best = curve.best();
    assertThat(best.lambda()).isBetween(0.1, 100.0);
    assertThat(best.devError()).isLessThan(0.9 * curve.points().getFirst().devError());
    assertThat(best.devError()).isLessThan(0.9 * curve.points().getLast().devError());
    // The training error only grows with the strength.
    assertThat(curve.points().stream().map(LambdaCurve.Point::trainingError)).isSorted();
  }

  private static Tensor normal(int seed, int... sides) {
    return Key.of(Seeds.of(seed)).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  private static double error(Tensor x, Tensor w, Tensor y) {
    return Reductions.mean(x.matmul(w).minus(y).pow(2)).item();
  }

  @Test
  void failedTrainingsAreNeverBest() {
    LambdaCurve curve =
        LambdaSearch.over(0.1, 10, 3)
            .run(lambda -> new LambdaSearch.Errors(0, lambda < 1 ? Double.NaN : lambda));
    assertThat(curve.best().lambda()).isCloseTo(1, within(1e-15));
    for (int refinements = 0; refinements < 2; refinements++) {
      LambdaSearch search = LambdaSearch.over(0.1, 10, 3).withRefinements(refinements);
      assertThatThrownBy(() -> search.run(lambda -> new LambdaSearch.Errors(0, Double.NaN)))
          .hasMessageStartingWith("lambdaCurve: no dev error is a finite number among");
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> LambdaSearch.over(0, 1, 3))
        .hasMessage("lambdaSearch: not a range: from 0.0 to 1.0; give 0 < lowest < highest");
    assertThatThrownBy(() -> LambdaSearch.over(0.1, 1, 1))
        .hasMessage("lambdaSearch: too few points for a grid: 1; give 2 or more");
    assertThatThrownBy(() -> LambdaSearch.over(0.1, 1, 3).withRefinements(-1))
        .hasMessage("lambdaSearch: not a number of refinements: -1; give 0 to 20");
  }
}
