package dev.wengert.ops.matrix;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Pad;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Masking;
import dev.wengert.ops.primitive.Numbers;
import java.util.Arrays;

/** What the functions of linear algebra that run matrix by matrix have in common. */
public final class Matrices {

  private Matrices() {}

  /** Checks for a stack of square matrices and returns its side. */
  public static int checkSquare(String operation, Spec spec) {
    Shape shape = spec.shape();
    spec.dtype().checkFloating(operation);
    if (shape.rank() < 2 || shape.side(-1) != shape.side(-2)) {
      throw new IllegalArgumentException(
          operation + ": not square: the shape is " + shape + "; give [..., n, n]");
    }
    return shape.side(-1);
  }

  /** Returns a stack with one more leading axis: repeated along it if it is not mapped. */
  public static Tensor spread(Tensor x, boolean mapped, int size) {
    return mapped ? x : x.broadcastTo(x.shape().prepend(size));
  }

  /** Returns BOOL [rows, columns], true on and below a diagonal. */
  public static Tensor isLower(int rows, int columns, long diagonal) {
    Tensor row = Numbers.upTo(rows).reshape(rows, 1);
    return Numbers.upTo(columns).le(row.plus(Math.clamp(diagonal, -rows, columns)));
  }

  /** Returns each matrix with 0 above a diagonal; 1 is the one above the main one. */
  public static Tensor lower(Tensor x, int diagonal) {
    return Masking.mask(x, isLower(x.shape().side(-2), x.shape().side(-1), diagonal));
  }

  /** Returns the main diagonal of each square matrix. */
  public static Tensor diagonal(Tensor x) {
    return diagonal(x, 0, x.shape().side(-1));
  }

  /** Returns a diagonal of each matrix, which has a length. */
  public static Tensor diagonal(Tensor x, int offset, int length) {
    int columns = x.shape().side(-1);
    int start = length == 0 ? 0 : offset >= 0 ? offset : -offset * columns;
    Shape rows = x.shape();
    int[] sides = Arrays.copyOf(rows.sides(), rows.rank() - 1);
    sides[sides.length - 1] = rows.side(-2) * columns;
    Tensor rowMajor = x.reshape(sides);
    return Axes.stepped(rowMajor, rowMajor.rank() - 1, start, columns + 1, length);
  }

  /** Returns matrices with a vector as the main diagonal and 0 elsewhere. */
  public static Tensor withDiagonal(Tensor x) {
    int n = x.shape().side(-1);
    int[] starts = new int[x.rank()];
    int[] steps = new int[x.rank()];
    Arrays.fill(steps, 1);
    steps[x.rank() - 1] = n + 1;
    Shape rowMajor = x.shape().withSide(-1, Shape.side("diag", (long) n * n));
    Tensor placed =
        new Pad(ImmutableIntArray.copyOf(starts), ImmutableIntArray.copyOf(steps), rowMajor)
            .apply(x);
    int[] sides = Arrays.copyOf(x.shape().sides(), x.rank() + 1);
    sides[x.rank()] = n;
    return placed.reshape(sides);
  }

  /** Returns scalars as matrices of one element. */
  public static Tensor ones(Tensor scalars) {
    int[] sides = Arrays.copyOf(scalars.shape().sides(), scalars.rank() + 2);
    Arrays.fill(sides, scalars.rank(), sides.length, 1);
    return scalars.reshape(sides);
  }

  public static ArithmeticException singular(String operation, int index, int pivot) {
    return new ArithmeticException(
        operation
            + ": the matrix is singular: pivot "
            + pivot
            + " of matrix "
            + index
            + " is zero to rounding; add a small multiple of the unit matrix, or use fewer rows");
  }
}
