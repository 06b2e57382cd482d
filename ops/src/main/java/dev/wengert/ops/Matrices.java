package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/** What the functions of linear algebra that run matrix by matrix have in common. */
final class Matrices {

  private Matrices() {}

  /** Checks for a stack of square matrices and returns its side. */
  static int checkSquare(String operation, Spec spec) {
    Shape shape = spec.shape();
    if (!spec.dtype().isFloating()) {
      throw new IllegalArgumentException(
          operation
              + ": the dtype is "
              + spec.dtype()
              + "; convert with to(FLOAT32) or to(FLOAT64)");
    }
    if (shape.rank() < 2 || shape.side(-1) != shape.side(-2)) {
      throw new IllegalArgumentException(
          operation + ": not square: the shape is " + shape + "; give [..., n, n]");
    }
    return shape.side(-1);
  }

  /** Returns a stack with one more leading axis: repeated along it if it is not mapped. */
  static Tensor spread(Tensor x, boolean mapped, int size) {
    return mapped ? x : x.broadcastTo(Convolutions.prepend(x.shape().sides(), size));
  }

  static ArithmeticException singular(String operation, int index, int pivot) {
    return new ArithmeticException(
        operation
            + ": the matrix is singular: pivot "
            + pivot
            + " of matrix "
            + index
            + " is zero to rounding; add a small multiple of the unit matrix, or use fewer rows");
  }
}
