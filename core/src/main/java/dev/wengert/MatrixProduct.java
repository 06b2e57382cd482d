package dev.wengert;

import dev.wengert.array.Shape;
import java.util.Arrays;

/** NumPy's rules for which matrices a product of any two tensors multiplies. */
final class MatrixProduct {

  private MatrixProduct() {}

  static Tensor of(Tensor a, Tensor b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw new IllegalArgumentException(
          "matmul: an operand is a scalar: a is "
              + a.shape()
              + ", b is "
              + b.shape()
              + "; multiply with times(...)");
    }
    if (a.rank() == 2 && b.rank() == 2) {
      return MatMul.of(a, b, false, false);
    }
    MatMul.by(false, false).checkInner(a.shape(), b.shape(), -1, b.rank() == 1 ? 0 : -2);
    Tensor left = a.rank() == 1 ? a.reshape(1, a.size()) : a;
    Tensor right = b.rank() == 1 ? b.reshape(b.size(), 1) : b;
    Tensor product = right.rank() == 2 ? stackTimesMatrix(left, right) : stacks(left, right);
    return dropVectorAxes(product, a.rank() == 1, b.rank() == 1);
  }

  /** All matrices of the stack times one: a single product of the rows of all. */
  private static Tensor stackTimesMatrix(Tensor a, Tensor b) {
    Shape result = a.shape().withSide(-1, b.shape().side(1));
    int k = a.shape().side(-1);
    Tensor rows =
        a.reshape(k == 0 ? result.size() / Math.max(1, result.side(-1)) : a.size() / k, k);
    return MatMul.of(rows, b, false, false).reshape(result);
  }

  private static Tensor stacks(Tensor a, Tensor b) {
    int[] sidesA = a.shape().sides();
    int[] sidesB = b.shape().sides();
    Shape stack =
        Shape.broadcast(
            "matmul",
            Shape.of(Arrays.copyOf(sidesA, sidesA.length - 2)),
            Shape.of(Arrays.copyOf(sidesB, sidesB.length - 2)));
    return MatMul.of(
        Broadcast.to(a, matrices(stack, sidesA)),
        Broadcast.to(b, matrices(stack, sidesB)),
        false,
        false);
  }

  private static Shape matrices(Shape stack, int[] matrix) {
    int[] sides = Arrays.copyOf(stack.sides(), stack.rank() + 2);
    sides[stack.rank()] = matrix[matrix.length - 2];
    sides[stack.rank() + 1] = matrix[matrix.length - 1];
    return Shape.of(sides);
  }

  private static Tensor dropVectorAxes(Tensor product, boolean row, boolean column) {
    int rank = product.rank();
    int[] dropped =
        row && column
            ? new int[] {rank - 2, rank - 1}
            : row ? new int[] {rank - 2} : column ? new int[] {rank - 1} : new int[0];
    return dropped.length == 0 ? product : product.reshape(product.shape().reduced(dropped, false));
  }
}
