package dev.wengert;

import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;

/**
 * The primitive of matrix products: {@code C = op(A) op(B)} over equal leading axes.
 *
 * <p>A: [..., m, k] (or [..., k, m] if transposed), B: [..., k, n] (or [..., n, k]), C: [..., m,
 * n]. With a cotangent D, that of A is {@code D op(B)^T} and that of B is {@code op(A)^T D}; both
 * are matrix products whose flags do the transposing.
 *
 * @param transposeA whether op(A) is the transpose of A
 * @param transposeB whether op(B) is the transpose of B
 */
public record MatMul(boolean transposeA, boolean transposeB) implements Bilinear {

  /** The four products, by flags. */
  private static final MatMul[] ALL = {
    new MatMul(false, false),
    new MatMul(true, false),
    new MatMul(false, true),
    new MatMul(true, true)
  };

  /** Returns op(A) op(B). */
  public static Tensor of(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return ALL[(transposeA ? 1 : 0) + (transposeB ? 2 : 0)].apply(a, b);
  }

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Spec a = inputs[0];
    Spec b = inputs[1];
    if (a.dtype() != b.dtype() || !a.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "matmul: dtypes must be equal and floating: a is "
              + a.dtype()
              + ", b is "
              + b.dtype()
              + "; convert with to(FLOAT32) or to(FLOAT64)");
    }
    int rank = a.shape().rank();
    if (rank < 2 || rank != b.shape().rank()) {
      throw mismatch("ranks differ or are below 2", a, b);
    }
    int[] sides = a.shape().sides();
    for (int axis = 0; axis < rank - 2; axis++) {
      if (sides[axis] != b.shape().side(axis)) {
        throw mismatch("leading axes differ", a, b);
      }
    }
    if (a.shape().side(transposeA ? -2 : -1) != b.shape().side(transposeB ? -1 : -2)) {
      throw mismatch("inner dimensions differ", a, b);
    }
    sides[rank - 2] = a.shape().side(transposeA ? -1 : -2);
    sides[rank - 1] = b.shape().side(transposeB ? -2 : -1);
    return new Spec[] {a.withShape(Shape.of(sides))};
  }

  private IllegalArgumentException mismatch(String what, Spec a, Spec b) {
    return new IllegalArgumentException(
        "matmul: "
            + what
            + ": a is "
            + a.shape()
            + (transposeA ? " transposed" : "")
            + ", b is "
            + b.shape()
            + (transposeB ? " transposed" : ""));
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Gemm(transposeA, transposeB);
  }

  @Override
  public Tensor transposeFirst(Tensor cotangent, Tensor second, Spec first) {
    return transposeA
        ? of(second, cotangent, transposeB, true)
        : of(cotangent, second, false, !transposeB);
  }

  @Override
  public Tensor transposeSecond(Tensor cotangent, Tensor first, Spec second) {
    return transposeB
        ? of(cotangent, first, true, transposeA)
        : of(first, cotangent, !transposeA, false);
  }

  /** A stack of rows times one matrix is one product; else the shared operand is repeated. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    if (mapped[0] && !mapped[1] && b.rank() == 2 && !transposeA) {
      int rows = a.shape().side(1);
      int inner = a.shape().side(2);
      Tensor product = apply(a.reshape(Shape.of(size * rows, inner)), b);
      return new Tensor[] {product.reshape(Shape.of(size, rows, product.shape().side(1)))};
    }
    return applyAll(Batch.spread(a, mapped[0], size), Batch.spread(b, mapped[1], size));
  }
}
