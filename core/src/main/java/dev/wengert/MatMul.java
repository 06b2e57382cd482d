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
 * are matrix products whose flags do the transposing. In them an element of D that is 0 makes its
 * terms 0, also where the other factor is infinite or NaN: what was not selected from a product
 * does not reach the gradient.
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
    return by(transposeA, transposeB).apply(a, b);
  }

  /**
   * Returns the product of a cotangent and something else, for a hand-written pullback: as {@link
   * #of}, but a 0 of the cotangent makes its term 0, also where the other factor is infinite or
   * NaN.
   *
   * @param cotangent which operand is the cotangent: 0 for a, 1 for b
   */
  public static Tensor linearIn(
      int cotangent, Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return new CotangentProduct(by(transposeA, transposeB), cotangent == 0, cotangent == 1)
        .apply(a, b);
  }

  static MatMul by(boolean transposeA, boolean transposeB) {
    return ALL[(transposeA ? 1 : 0) + (transposeB ? 2 : 0)];
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
      throw mismatch(
          "ranks differ or are below 2", "give both as [..., rows, columns]", a.shape(), b.shape());
    }
    int[] sides = a.shape().sides();
    for (int axis = 0; axis < rank - 2; axis++) {
      if (sides[axis] != b.shape().side(axis)) {
        throw mismatch("leading axes differ", "broadcast them first", a.shape(), b.shape());
      }
    }
    checkInner(a.shape(), b.shape(), transposeA ? -2 : -1, transposeB ? -1 : -2);
    sides[rank - 2] = a.shape().side(transposeA ? -1 : -2);
    sides[rank - 1] = b.shape().side(transposeB ? -2 : -1);
    return new Spec[] {a.withShape(Shape.of(sides))};
  }

  /** Refuses operands of which the sides that are summed over differ. */
  void checkInner(Shape a, Shape b, int axisOfA, int axisOfB) {
    if (a.side(axisOfA) != b.side(axisOfB)) {
      throw mismatch("inner dimensions differ", "a needs as many columns as b has rows", a, b);
    }
  }

  private IllegalArgumentException mismatch(String what, String remedy, Shape a, Shape b) {
    return new IllegalArgumentException(
        "matmul: "
            + what
            + ": a is "
            + a
            + (transposeA ? " transposed" : "")
            + ", b is "
            + b
            + (transposeB ? " transposed" : "")
            + "; "
            + remedy);
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Gemm(transposeA, transposeB);
  }

  @Override
  public Tensor transposeFirst(Tensor cotangent, Tensor second, Spec first) {
    return CotangentProduct.toFirst(this, cotangent, second, false);
  }

  @Override
  public Tensor transposeSecond(Tensor cotangent, Tensor first, Spec second) {
    return CotangentProduct.toSecond(this, cotangent, first, false);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return batch(this, inputs, mapped, size);
  }

  /** A stack of rows times one matrix is one product; else the shared operand is repeated. */
  Tensor[] batch(Primitive product, Tensor[] inputs, boolean[] mapped, int size) {
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    if (mapped[0] && !mapped[1] && b.rank() == 2 && !transposeA) {
      int rows = a.shape().side(1);
      int inner = a.shape().side(2);
      Tensor all = product.apply(a.reshape(Shape.of(size * rows, inner)), b);
      return new Tensor[] {all.reshape(Shape.of(size, rows, all.shape().side(1)))};
    }
    return product.applyAll(
        Batching.spread(a, mapped[0], size), Batching.spread(b, mapped[1], size));
  }
}
