package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives of determinants, of singular matrices too. */
class DeterminantTest {

  /** The cofactors: of rank 1 where the rank is one short, 0 where it is less. */
  @Test
  void aSingularMatrixHasAGradientOfItsDeterminant() {
    Tensor short1 = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
    Tensor short2 = Tensor.of(new double[][] {{1, 2, 3}, {2, 4, 6}, {-1, -2, -3}});
    Tensor none = Tensor.zeros(DType.FLOAT64, 3, 3);
    UnaryOperator<Tensor> slope = Autodiff.grad(LinearAlgebra::det);
    assertClose(
        slope.apply(short1),
        1e-14,
        Tensor.of(new double[][] {{-3, 6, -3}, {6, -12, 6}, {-3, 6, -3}}));
    assertClose(slope.apply(short2), 0, none);
    assertClose(slope.apply(none), 0, none);
    assertClose(slope.apply(Tensor.of(new double[][] {{0}})), 0, Tensor.of(new double[][] {{1}}));
    // Along the unit matrix: the sum of the diagonal cofactors.
    Tensor along =
        Autodiff.jvp(
                in -> LinearAlgebra.det(in.get(0)),
                List.of(short1),
                List.of(Creation.eye(DType.FLOAT64, 3)))
            .tangent();
    assertThat(along.item()).isCloseTo(-18, within(1e-13));
  }

  /** The Hessian of a determinant is made of minors, of which each element has its own sign. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theSecondDerivativeOfADeterminantIsThatOfItsExpansion(int rank) {
    Tensor a = ofRank(rank);
    Tensor stack = Shapes.stack(0, a, regular(11));
    UnaryOperator<Tensor> squared =
        x -> {
          Tensor det = LinearAlgebra.det(x);
          return Reductions.sum(det.times(det).plus(det));
        };
    UnaryOperator<Tensor> expanded =
        x -> {
          Tensor det = expansion(x);
          return Reductions.sum(det.times(det).plus(det));
        };
    assertClose(Autodiff.grad(squared).apply(stack), 1e-12, Autodiff.grad(expanded).apply(stack));
    assertClose(Autodiff.hessian(squared, stack), 1e-11, Autodiff.hessian(expanded, stack));
    UnaryOperator<Tensor> twice =
        x ->
            Autodiff.grad(y -> Reductions.sum(Autodiff.grad(squared).apply(y).times(y).times(y)))
                .apply(x);
    UnaryOperator<Tensor> twiceExpanded =
        x ->
            Autodiff.grad(y -> Reductions.sum(Autodiff.grad(expanded).apply(y).times(y).times(y)))
                .apply(x);
    assertClose(twice.apply(stack), 1e-11, twiceExpanded.apply(stack));
    assertClose(
        Autodiff.vmap(Autodiff.grad(LinearAlgebra::det)).apply(stack),
        1e-12,
        Autodiff.grad(in -> Reductions.sum(expansion(in))).apply(stack));
  }

  private static Tensor ofRank(int rank) {
    Tensor result = Tensor.zeros(DType.FLOAT64, 3, 3);
    for (int i = 0; i < rank; i++) {
      result = result.plus(LinearAlgebra.outer(random(20 + i, 3), random(30 + i, 3)));
    }
    return result;
  }

  /** The rule of Sarrus. */
  private static Tensor expansion(Tensor x) {
    Tensor sum = Tensor.scalar(0.0);
    for (int j = 0; j < 3; j++) {
      Tensor down =
          element(x, 0, j).times(element(x, 1, (j + 1) % 3)).times(element(x, 2, (j + 2) % 3));
      Tensor up =
          element(x, 2, j).times(element(x, 1, (j + 1) % 3)).times(element(x, 0, (j + 2) % 3));
      sum = sum.plus(down).minus(up);
    }
    return sum;
  }

  private static Tensor element(Tensor x, int i, int j) {
    return x.get(Index.ellipsis(), Index.at(i), Index.at(j));
  }

  @Test
  void aThirdDerivativeOfADeterminantTakesAnInverse() {
    Tensor u = random(3, 3, 3);
    UnaryOperator<Tensor> third =
        x ->
            Autodiff.grad(
                    y ->
                        Reductions.sum(
                            Autodiff.grad(
                                    z ->
                                        Reductions.sum(
                                            Autodiff.grad(LinearAlgebra::det).apply(z).times(u)))
                                .apply(y)
                                .times(u)))
                .apply(x);
    UnaryOperator<Tensor> expected =
        x ->
            Autodiff.grad(
                    y ->
                        Reductions.sum(
                            Autodiff.grad(
                                    z ->
                                        Reductions.sum(
                                            Autodiff.grad(DeterminantTest::expansion)
                                                .apply(z)
                                                .times(u)))
                                .apply(y)
                                .times(u)))
                .apply(x);
    Tensor a = regular(4);
    assertClose(third.apply(a), 1e-12, expected.apply(a));
    assertThatThrownBy(() -> third.apply(Tensor.zeros(DType.FLOAT64, 3, 3)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "det, third derivative: the matrix is singular: pivot 0 of matrix 0 is zero");
  }

  private static Tensor regular(long seed) {
    return random(seed, 3, 3).plus(Creation.eye(DType.FLOAT64, 3).times(2));
  }

  /** The logarithm has no slope where the determinant is 0, as the logarithm at 0. */
  @Test
  void theLogarithmOfNothingHasNoFiniteGradient() {
    Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
    double[] slope = Autodiff.grad(LinearAlgebra::logdet).apply(singular).toDoubleArray();
    for (double element : slope) {
      assertThat(Double.isFinite(element)).isFalse();
    }
  }
}
