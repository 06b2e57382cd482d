package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.assertLawful;
import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.random;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.matrix.Solve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearAlgebraTest {

  /** Far from singular: random with a strong diagonal. */
  private static Tensor regular(long seed, int... sides) {
    Tensor x = random(seed, sides);
    return x.plus(Creation.eye(DType.FLOAT64, x.shape().side(-1)).times(2));
  }

  private static Tensor positiveDefinite(long seed, int... sides) {
    Tensor x = random(seed, sides);
    return x.matmul(x.transpose()).plus(Creation.eye(DType.FLOAT64, x.shape().side(-1)));
  }

  @Test
  void inversesAndSolutionsAreThat() {
    Tensor a = regular(1, 2, 4, 4);
    Tensor unit = Creation.eye(DType.FLOAT64, 4).broadcastTo(2, 4, 4);
    assertClose(a.matmul(LinearAlgebra.inverse(a)), 1e-14, unit);
    Tensor b = random(2, 2, 4, 3);
    assertClose(a.matmul(LinearAlgebra.solve(a, b)), 1e-14, b);
    Tensor vector = random(3, 4);
    Tensor first = a.get(0);
    assertClose(first.matmul(LinearAlgebra.solve(first, vector)), 1e-14, vector);
    Tensor shared = LinearAlgebra.solve(first, b);
    assertThat(shared.shape()).isEqualTo(Shape.of(2, 4, 3));
    assertClose(first.matmul(shared), 1e-14, b);
    Tensor l = LinearAlgebra.cholesky(positiveDefinite(4, 2, 3, 3));
    assertClose(l.matmul(l.transpose()), 1e-14, positiveDefinite(4, 2, 3, 3));
    assertClose(LinearAlgebra.tril(l), 0, l);
    assertThat(LinearAlgebra.inverse(Tensor.zeros(DType.FLOAT32, 0, 2, 2)).shape())
        .isEqualTo(Shape.of(0, 2, 2));
    assertValues(
        LinearAlgebra.inverse(Tensor.of(new float[][] {{0, 2}, {4, 0}})),
        sides(2, 2),
        0,
        0.25,
        0.5,
        0);
  }

  @Test
  void determinantsAreThat() {
    Tensor a = Tensor.of(new double[][] {{0, 2, 1}, {3, 1, 0}, {1, 0, 1}});
    assertThat(LinearAlgebra.det(a).item()).isCloseTo(-7, within(1e-14));
    assertThat(LinearAlgebra.logdet(a).item()).isNaN();
    LinearAlgebra.SignedLogDeterminant parts = LinearAlgebra.slogdet(a);
    assertThat(parts.sign().item()).isEqualTo(-1);
    assertThat(parts.logarithm().item()).isCloseTo(Math.log(7), within(1e-14));
    Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
    assertThat(LinearAlgebra.det(singular).item()).isZero();
    assertThat(LinearAlgebra.logdet(singular).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(LinearAlgebra.det(regular(1, 2, 4, 4)).shape()).isEqualTo(Shape.of(2));
    // 200 factors of 1e-3 are no number any more; their logarithms are.
    Tensor small = Creation.eye(DType.FLOAT64, 200).times(1e-3);
    assertThat(LinearAlgebra.logdet(small).item()).isCloseTo(-200 * Math.log(1000), within(1e-9));
  }

  @Test
  void derivativesOverStacksAreLawful() {
    assertLawful(in -> LinearAlgebra.inverse(in.get(0)), regular(1, 2, 3, 3));
    assertLawful(
        in -> LinearAlgebra.solve(in.get(0), in.get(1)), regular(1, 3, 3), random(5, 2, 3, 2));
    assertLawful(
        in -> LinearAlgebra.solve(in.get(0), in.get(1)), regular(6, 2, 3, 3), random(5, 3, 1));
    assertLawful(in -> LinearAlgebra.solve(in.get(0), in.get(1)), regular(6, 3, 3), random(5, 3));
    assertLawful(in -> LinearAlgebra.det(in.get(0)), regular(7, 2, 3, 3));
    assertLawful(in -> LinearAlgebra.slogdet(in.get(0)).logarithm(), regular(7, 2, 3, 3));
    assertLawful(
        in -> LinearAlgebra.cholesky(in.get(0).plus(in.get(0).transpose())),
        positiveDefinite(8, 2, 3, 3));
    assertLawful(
        in -> new Solve(true).apply(in.get(0), in.get(1)), regular(9, 3, 3), random(5, 3, 2));
  }

  @Test
  void namesWhatCannotBeInverted() {
    Tensor nearly = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
    assertThatThrownBy(() -> LinearAlgebra.inverse(nearly))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "inverse: the matrix is singular: pivot 2 of matrix 0 is zero to rounding; add a small"
                + " multiple of the unit matrix, or use fewer rows");
    Tensor stack = Shapes.stack(0, Creation.eye(DType.FLOAT64, 3), nearly);
    assertThatThrownBy(() -> LinearAlgebra.solve(stack, random(1, 3, 1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("solve: the matrix is singular: pivot 2 of matrix 1 is");
    assertThatThrownBy(() -> LinearAlgebra.cholesky(Tensor.of(new double[][] {{1, 2}, {2, 1}})))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "cholesky: the matrix is not positive definite: pivot 1 of matrix 0 is -3.0; add a"
                + " small multiple of the unit matrix");
    Tensor scaled = Tensor.of(new double[][] {{1e-20, 0}, {0, 1}});
    assertThat(LinearAlgebra.inverse(scaled).get(0, 0).item()).isCloseTo(1e20, within(1e5));
  }

  @Test
  void theKroneckerProductHasABlockAnElement() {
    Tensor a = Tensor.of(new double[][] {{1, 2}, {0, -1}});
    Tensor b = Tensor.of(new double[][] {{3, 4, 5}});
    assertValues(LinearAlgebra.kron(a, b), sides(2, 6), 3, 4, 5, 6, 8, 10, 0, 0, 0, -3, -4, -5);
    assertValues(LinearAlgebra.kron(Tensor.of(1, 2), Tensor.of(3, 4)), sides(4), 3, 4, 6, 8);
    assertValues(LinearAlgebra.kron(Tensor.of(2.0, 3), a), sides(2, 4), 2, 4, 3, 6, 0, -2, 0, -3);
    assertValues(LinearAlgebra.kron(Tensor.scalar(2.0), Tensor.scalar(3.0)), sides(), 6);
    assertThat(LinearAlgebra.kron(a, Tensor.zeros(DType.FLOAT64, 0, 3)).shape())
        .isEqualTo(Shape.of(0, 6));
  }

  /** Singular or not does not depend on the units of rows and columns. */
  @ParameterizedTest
  @CsvSource({"1, 1e-20", "1e-20, 1", "1e-120, 1e100", "3e100, 7e-90"})
  void rowsAndColumnsMayBeOfAnyScale(double first, double second) {
    Tensor core = Tensor.of(new double[][] {{1, 1}, {1, -1}});
    Tensor scale = Tensor.of(first, second);
    Tensor inverse = Tensor.of(new double[][] {{0.5, 0.5}, {0.5, -0.5}});
    Tensor columns = LinearAlgebra.inverse(core.times(scale));
    assertClose(columns.times(scale.reshape(2, 1)), 1e-15, inverse);
    Tensor rows = LinearAlgebra.inverse(core.times(scale.reshape(2, 1)));
    assertClose(rows.times(scale), 1e-15, inverse);
    Tensor both = LinearAlgebra.inverse(core.times(scale).times(scale.reshape(2, 1)));
    assertClose(both.times(scale).times(scale.reshape(2, 1)), 1e-15, inverse);
    assertClose(
        LinearAlgebra.solve(core.times(scale), Tensor.of(3.0, 1)).times(scale),
        1e-15,
        Tensor.of(2.0, 1));
    Tensor flat = Tensor.of(new double[][] {{1, 2}, {2, 4}});
    assertThatThrownBy(() -> LinearAlgebra.inverse(flat.times(scale)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("inverse: the matrix is singular: pivot 1 of matrix 0");
    assertThat(LinearAlgebra.logdet(core.times(scale).unaryMinus()).item()).isNaN();
    assertThat(LinearAlgebra.slogdet(core.times(scale)).logarithm().item())
        .isCloseTo(Math.log(2) + Math.log(first) + Math.log(second), within(1e-12));
  }
}
