package dev.wengert.ops.matrix;

import dev.wengert.MatMul;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of Cholesky factors: lower triangular L with {@code L L^T = A}, of which it reads
 * the lower triangle.
 *
 * <p>With {@code Phi} the lower triangle with half the diagonal: {@code dL = L Phi(L^-1 dA L^-T)},
 * and the cotangent of A is {@code L^-T Phi(L^T D) L^-1}, made symmetric. Source: Murray,
 * "Differentiation of the Cholesky decomposition", 2016.
 */
public record Cholesky() implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "cholesky";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Matrices.checkSquare("cholesky", inputs[0]);
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int n = inputs[0].shape().side(-1);
    return new MatrixFunction(2, (a, index) -> new double[][] {decompose(a[0], n, index)});
  }

  private static double[] decompose(double[] a, int n, int index) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = a[i * n + j];
        for (int k = 0; k < j; k++) {
          rest -= l[i * n + k] * l[j * n + k];
        }
        if (i == j && !(rest > n * Math.ulp(a[i * n + i]))) {
          throw new ArithmeticException(
              "cholesky: the matrix is not positive definite: pivot "
                  + i
                  + " of matrix "
                  + index
                  + " is "
                  + rest
                  + "; add a small multiple of the unit matrix");
        }
        l[i * n + j] = i == j ? Math.sqrt(rest) : rest / l[j * n + j];
      }
    }
    return l;
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor l = outputs[0];
    return cotangents -> {
      Tensor middle = halfLower(MatMul.of(l, Matrices.lower(cotangents[0], 0), true, false));
      // L^-T M L^-1 by two systems: solve from the left, transpose, solve from the left again.
      Tensor left = new Solve(true).apply(l, middle);
      Tensor both = new Solve(true).apply(l, left.transpose());
      return new Tensor[] {both.plus(both.transpose()).times(0.5)};
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[] {null};
    }
    Tensor l = outputs[0];
    Tensor symmetric = tangent.plus(tangent.transpose()).times(0.5);
    Tensor left = new Solve(false).apply(l, symmetric);
    Tensor both = new Solve(false).apply(l, left.transpose());
    return new Tensor[] {l.matmul(halfLower(both))};
  }

  private static Tensor halfLower(Tensor x) {
    return Matrices.lower(x, 0).minus(Matrices.withDiagonal(Matrices.diagonal(x)).times(0.5));
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
