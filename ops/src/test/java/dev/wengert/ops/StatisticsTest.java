package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.random;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  /** Figures of NumPy's quantile on the same numbers. */
  @Test
  void quantilesAreThoseOfNumPy() {
    Tensor x = Tensor.of(7.0, -1, 4, 10);
    assertThat(Statistics.quantile(x, 0).item()).isEqualTo(-1);
    assertThat(Statistics.quantile(x, 0.25).item()).isEqualTo(2.75);
    assertThat(Statistics.quantile(x, 0.4).item()).isCloseTo(4.6, within(1e-14));
    assertThat(Statistics.quantile(x, 0.5).item()).isEqualTo(5.5);
    assertThat(Statistics.quantile(x, 0.9).item()).isCloseTo(9.1, within(1e-14));
    assertThat(Statistics.quantile(x, 1).item()).isEqualTo(10);
    assertThat(Statistics.median(x).item()).isEqualTo(5.5);
    Tensor rows = Tensor.of(new double[][] {{3, 1, 2}, {0, 5, -5}});
    assertValues(Statistics.median(rows, 1), sides(2), 2, 0);
    assertValues(Statistics.median(rows, 0), sides(3), 1.5, 3, -1.5);
    assertThat(Statistics.median(rows).item()).isEqualTo(1.5);
    assertThat(Statistics.median(Tensor.scalar(3.0)).item()).isEqualTo(3);
    assertThat(Statistics.quantile(x.to(DType.FLOAT32), 0.25).dtype()).isEqualTo(DType.FLOAT32);
    assertValues(Statistics.median(rows.reshape(2, 1, 3), 1), sides(2, 3), 3, 1, 2, 0, 5, -5);
    assertThat(Statistics.median(Tensor.zeros(DType.FLOAT64, 0, 3), 1).shape())
        .isEqualTo(Shape.of(0));
  }

  @Test
  void quantilesFindNaNAndKeepInfinities() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(Statistics.median(Tensor.of(1, Double.NaN, 3)).item()).isNaN();
    assertThat(Statistics.quantile(Tensor.of(1, Double.NaN, 3), 0).item()).isNaN();
    assertThat(Statistics.quantile(Tensor.of(-inf, 1, inf), 0.5).item()).isEqualTo(1);
    assertThat(Statistics.quantile(Tensor.of(-inf, 1, inf), 1).item()).isEqualTo(inf);
    assertThat(
            Autodiff.grad(x -> Statistics.quantile(x, 0.25))
                .apply(Tensor.of(7.0, -1, 4, 10))
                .toDoubleArray())
        .containsExactly(0, 0.25, 0.75, 0);
  }

  /** By hand, and against the variance. */
  @Test
  void covariancesAreThoseOfTheRows() {
    Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {2, 0, 1}});
    assertValues(Statistics.covariance(x), sides(2, 2), 1, -0.5, -0.5, 1);
    assertValues(Statistics.covariance(x, 0).times(3), sides(2, 2), 2, -1, -1, 2);
    Tensor many = random(3, 4, 50).plus(100);
    assertClose(
        LinearAlgebra.diagonal(Statistics.covariance(many)),
        1e-12,
        Reductions.variance(many, 1, false, 1));
    assertThat(Statistics.covariance(many.to(DType.FLOAT32)).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(Statistics.covariance(Tensor.zeros(DType.FLOAT64, 0, 3)).shape())
        .isEqualTo(Shape.of(0, 0));
  }

  @Test
  void countsAndPlaces() {
    assertValues(
        Statistics.bincount(Tensor.of(new int[][] {{0, 2}, {2, 2}}), 4), sides(4), 1, 0, 3, 0);
    assertThat(Statistics.bincount(Tensor.zeros(DType.INT32, 0), 2).toIntArray())
        .containsExactly(0, 0);
    assertThat(Statistics.bincount(Tensor.scalar(1), 2).toIntArray()).containsExactly(0, 1);
    double[] sorted = {-1, 0, 0, 2, 5};
    double[] values = {-2, -1, -0.5, 0, 1, 2, 5, 6};
    int[] left = Statistics.searchSorted(Tensor.of(sorted), Tensor.of(values), false).toIntArray();
    int[] right = Statistics.searchSorted(Tensor.of(sorted), Tensor.of(values), true).toIntArray();
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      assertThat(left[i]).isEqualTo((int) Arrays.stream(sorted).filter(s -> s < value).count());
      assertThat(right[i]).isEqualTo((int) Arrays.stream(sorted).filter(s -> s <= value).count());
    }
    assertValues(
        Statistics.searchSorted(Tensor.of(1, 3), Tensor.of(new int[][] {{2}, {3}}), false),
        sides(2, 1),
        1,
        1);
    assertThat(Statistics.searchSorted(Tensor.of(1.0), Tensor.scalar(2.0), false).item())
        .isEqualTo(1);
  }
}
