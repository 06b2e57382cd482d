package dev.wengert.ops.matrix;

import dev.wengert.MatMul;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of linear systems: X with {@code op(A) X = B}, A [..., n, n] and B [..., n, m] over
 * equal leading axes.
 *
 * <p>With a cotangent D, that of B is {@code G = op(A)^-T D}, and that of op(A) is {@code -G X^T}.
 *
 * @param transposed whether op(A) is the transpose of A
 */
public record Solve(boolean transposed) implements Primitive {

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "solve";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int n = Matrices.checkSquare("solve", inputs[0]);
    Shape a = inputs[0].shape();
    Shape b = inputs[1].shape();
    if (a.rank() != b.rank()
        || !a.withSide(-1, 1).equals(b.withSide(-1, 1))
        || inputs[0].dtype() != inputs[1].dtype()) {
      throw new IllegalArgumentException(
          "solve: the operands do not fit: a is "
              + inputs[0]
              + ", b is "
              + inputs[1]
              + "; give [..., n, n] and [..., n, m] of one dtype, here n is "
              + n);
    }
    return new Spec[] {inputs[1]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int n = inputs[0].shape().side(-1);
    int m = inputs[1].shape().side(-1);
    return new MatrixFunction(
        2,
        (ab, index) -> {
          Lu lu = Lu.of(n, transposed ? transpose(ab[0], n) : ab[0]);
          if (lu.zeroPivot() >= 0) {
            throw Matrices.singular("solve", index, lu.zeroPivot());
          }
          return new double[][] {lu.solve(ab[1], m)};
        });
  }

  private static double[] transpose(double[] a, int n) {
    double[] result = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result[j * n + i] = a[i * n + j];
      }
    }
    return result;
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor a = inputs[0];
    Tensor x = needed[0] ? outputs[0] : null;
    return cotangents -> {
      Tensor toB = new Solve(!transposed).apply(a, cotangents[0]);
      return new @Nullable Tensor[] {
        x == null
            ? null
            : (transposed
                    ? MatMul.linearIn(1, x, toB, false, true)
                    : MatMul.linearIn(0, toB, x, false, true))
                .unaryMinus(),
        toB
      };
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor toA = tangents[0];
    Tensor toB = tangents[1];
    Tensor right = toB;
    if (toA != null) {
      Tensor moved = MatMul.of(toA, outputs[0], transposed, false);
      right = toB == null ? moved.unaryMinus() : toB.minus(moved);
    }
    return new @Nullable Tensor[] {right == null ? null : apply(inputs[0], right)};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(
        Matrices.spread(inputs[0], mapped[0], size), Matrices.spread(inputs[1], mapped[1], size));
  }
}
