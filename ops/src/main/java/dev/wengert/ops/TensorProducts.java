package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.ops.primitive.Axes;
import java.util.Arrays;
import java.util.List;

/**
 * Products beside that of matrices, and distances of all pairs.
 *
 * <p>All operands of a call have one dtype.
 */
public final class TensorProducts {

  /** As many powers as 1/2 needs until what follows is below any rounding. */
  private static final int SERIES = 17;

  /** A matrix that needs more than these has an exponential that is no number of a dtype. */
  private static final int MOST_SQUARINGS = 64;

  private TensorProducts() {}

  /**
   * Returns the sum of products over the last axes of a and the first ones of b, as many as asked
   * for: 0 is the outer product, 1 that of matrices. NumPy and PyTorch: {@code tensordot}.
   *
   * @throws IllegalArgumentException if there are not so many axes, their sides differ, or the
   *     dtypes do
   */
  public static Tensor tensordot(Tensor a, Tensor b, int axes) {
    Preconditions.checkArgument(
        axes >= 0 && axes <= Math.min(a.rank(), b.rank()),
        "tensordot: no %s axes to sum over: a is %s, b is %s; give 0 to %s",
        axes,
        a.shape(),
        b.shape(),
        Math.min(a.rank(), b.rank()));
    return tensordot(a, b, Axes.range(a.rank() - axes, a.rank()), Axes.range(0, axes));
  }

  /**
   * Returns the sum of products over pairs of axes: {@code y[i.., j..] = sum_k a[i.., k..] b[k..,
   * j..]}, the axes of a that are left before those of b. Pullback: the same with d in place of one
   * of them. NumPy and PyTorch: {@code tensordot}.
   *
   * @param ofA axes of a, each with its partner in b
   * @param ofB as many axes of b
   * @throws IllegalArgumentException if the numbers of axes differ, an axis is named twice, the
   *     sides of a pair differ, or the dtypes do
   */
  public static Tensor tensordot(Tensor a, Tensor b, int[] ofA, int[] ofB) {
    Preconditions.checkArgument(
        ofA.length == ofB.length,
        "tensordot: the axes do not pair: %s of a and %s of b; name as many of both",
        Arrays.toString(ofA),
        Arrays.toString(ofB));
    Axes.ascending("tensordot", a.shape(), ofA);
    Axes.ascending("tensordot", b.shape(), ofB);
    int common = 1;
    for (int i = 0; i < ofA.length; i++) {
      int side = a.shape().side(a.shape().axis("tensordot", ofA[i]));
      Preconditions.checkArgument(
          side == b.shape().side(b.shape().axis("tensordot", ofB[i])),
          "tensordot: sides differ: axis %s of a is %s, axis %s of b is %s; pair axes of one side",
          ofA[i],
          side,
          ofB[i],
          b.shape().side(ofB[i]));
      common *= side;
    }
    int[] leftOfA = left(a, ofA);
    int[] leftOfB = left(b, ofB);
    int rows = count(a, leftOfA);
    int columns = count(b, leftOfB);
    Tensor first = Axes.permute(a, joined(a, leftOfA, ofA)).reshape(rows, common);
    Tensor second = Axes.permute(b, joined(b, ofB, leftOfB)).reshape(common, columns);
    int[] sides = new int[leftOfA.length + leftOfB.length];
    for (int i = 0; i < leftOfA.length; i++) {
      sides[i] = a.shape().side(leftOfA[i]);
    }
    for (int i = 0; i < leftOfB.length; i++) {
      sides[leftOfA.length + i] = b.shape().side(leftOfB[i]);
    }
    return LinearAlgebra.matmul(first, second).reshape(sides);
  }

  private static int[] left(Tensor x, int... axes) {
    int[] positive = Arrays.stream(axes).map(axis -> x.shape().axis("tensordot", axis)).toArray();
    return Arrays.stream(Axes.all(x))
        .filter(axis -> Arrays.stream(positive).noneMatch(named -> named == axis))
        .toArray();
  }

  private static int[] joined(Tensor x, int[] first, int[] second) {
    int[] order = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, order, first.length, second.length);
    for (int i = 0; i < order.length; i++) {
      order[i] = x.shape().axis("tensordot", order[i]);
    }
    return order;
  }

  private static int count(Tensor x, int... axes) {
    int count = 1;
    for (int axis : axes) {
      count *= x.shape().side(axis);
    }
    return count;
  }

  /**
   * Returns the vector product along an axis of side 3; the other axes broadcast. Pullback: {@code
   * b x d} to a, {@code d x a} to b. NumPy and PyTorch: {@code cross}.
   *
   * @throws IllegalArgumentException if the axis has another side, or the dtypes differ
   */
  public static Tensor cross(Tensor a, Tensor b, int axis) {
    int ofA = a.shape().axis("cross", axis);
    int ofB = b.shape().axis("cross", axis);
    Preconditions.checkArgument(
        a.shape().side(ofA) == 3 && b.shape().side(ofB) == 3,
        "cross: no vectors of three numbers along axis %s: a is %s, b is %s; give a side of 3",
        axis,
        a.shape(),
        b.shape());
    Tensor one = Shapes.roll(a, -1, ofA).times(Shapes.roll(b, -2, ofB));
    Tensor other = Shapes.roll(a, -2, ofA).times(Shapes.roll(b, -1, ofB));
    return one.minus(other);
  }

  /**
   * Returns the distance of each row of x from each row of y: [..., n, d] and [..., m, d] to [...,
   * n, m], by the differences themselves, so that near points keep their digits. Pullback: that of
   * the norm; it is 0 between equal rows. PyTorch: {@code cdist}; SciPy: {@code
   * spatial.distance.cdist}.
   *
   * @throws IllegalArgumentException if x or y is no matrix, their rows differ in length, or the
   *     dtypes differ or are not floating
   */
  public static Tensor cdist(Tensor x, Tensor y, Norm norm) {
    Preconditions.checkArgument(
        x.rank() >= 2 && y.rank() >= 2 && x.shape().side(-1) == y.shape().side(-1),
        "cdist: the rows do not fit: x is %s, y is %s; give matrices with rows of one length",
        x.shape(),
        y.shape());
    x.dtype().checkFloating("cdist");
    Tensor differences = Shapes.unsqueeze(x, -2).minus(Shapes.unsqueeze(y, -3));
    return Reductions.norm(differences, norm, -1);
  }

  /**
   * Returns the distances of all pairs of different rows of x, [n, d] to [n (n - 1) / 2]: that of
   * rows i and j for all i below j, row by row. Pullback: that of the norm. PyTorch: {@code pdist};
   * SciPy: {@code spatial.distance.pdist}.
   *
   * @throws IllegalArgumentException if x is no matrix or not floating
   */
  public static Tensor pdist(Tensor x, Norm norm) {
    Preconditions.checkArgument(
        x.rank() == 2,
        "pdist: not a matrix: the shape is %s; give [points, dimensions]",
        x.shape());
    x.dtype().checkFloating("pdist");
    int n = x.shape().side(0);
    List<Tensor> pairs = Shapes.split(Grids.triuIndices(n, n, 1), 0, 1, 1);
    Tensor first = Indexing.take(x, Shapes.flatten(pairs.get(0)), 0);
    Tensor second = Indexing.take(x, Shapes.flatten(pairs.get(1)), 0);
    return Reductions.norm(first.minus(second), norm, -1);
  }

  /**
   * Returns a square matrix multiplied by itself n times, by repeated squaring; the unit matrix for
   * n = 0, powers of the inverse for negative n. NumPy and PyTorch: {@code linalg.matrix_power}.
   *
   * @throws IllegalArgumentException if the last two axes are no square or a is not floating
   * @throws ArithmeticException if n is negative and the matrix has no inverse
   */
  public static Tensor matrixPower(Tensor a, int n) {
    Preconditions.checkArgument(
        a.rank() >= 2 && a.shape().side(-1) == a.shape().side(-2),
        "matrixPower: not a square matrix: the shape is %s; give [..., n, n]",
        a.shape());
    a.dtype().checkFloating("matrixPower");
    Tensor factor = n < 0 ? LinearAlgebra.inverse(a) : a;
    Tensor result = Creation.eye(a.dtype(), a.shape().side(-1)).broadcastTo(a.shape());
    boolean isUnit = true;
    for (long left = Math.abs((long) n); left > 0; left /= 2) {
      if (left % 2 == 1) {
        result = isUnit ? factor : result.matmul(factor);
        isUnit = false;
      }
      factor = left > 1 ? factor.matmul(factor) : factor;
    }
    return result;
  }

  /**
   * Returns the exponential of square matrices, {@code I + A + A^2 / 2 + A^3 / 6 + ...}. Pullback:
   * that of the products it is made of. PyTorch: {@code linalg.matrix_exp}; SciPy: {@code
   * linalg.expm}.
   *
   * <p>By scaling and squaring: the series of {@code A / 2^s}, squared s times, s so that no column
   * sums to more than 1/2 by its size. Where the numbers are not known yet, in a program or a
   * mapped function, all the squarings that could be needed are there, and those that are not
   * change nothing.
   *
   * @throws IllegalArgumentException if the last two axes are no square or a is not floating
   */
  public static Tensor matrixExp(Tensor a) {
    Preconditions.checkArgument(
        a.rank() >= 2 && a.shape().side(-1) == a.shape().side(-2),
        "matrixExp: not a square matrix: the shape is %s; give [..., n, n]",
        a.shape());
    a.dtype().checkFloating("matrixExp");
    int n = a.shape().side(-1);
    if (a.size() == 0) {
      return a;
    }
    Tensor columns = Reductions.sum(Elementary.abs(a), true, -2);
    Tensor largest = Reductions.max(columns, true, -1);
    Tensor power = Elementary.ceil(Elementary.log2(largest)).plus(1);
    Tensor times = Elementary.clamp(power, 0, MOST_SQUARINGS);
    Tensor scaled = a.times(Operators.pow(2, times.unaryMinus()));
    Tensor unit = Creation.eye(a.dtype(), n);
    Tensor result = unit.broadcastTo(a.shape());
    for (int k = SERIES; k > 0; k--) {
      result = scaled.matmul(result).div(k).plus(unit);
    }
    int steps = squarings(times);
    for (int k = 0; k < steps; k++) {
      result = Selection.where(times.gt(k), result.matmul(result), result);
    }
    return result;
  }

  /** How many are needed at most; NaN needs none. */
  private static int squarings(Tensor times) {
    if (!Autodiff.isKnown(times)) {
      return MOST_SQUARINGS;
    }
    double most = Reductions.max(Selection.nanToNum(times)).item();
    return (int) most;
  }

  /**
   * Returns matrices down the diagonal of one, zeros elsewhere. Pullback: to each the block of d.
   * PyTorch: {@code block_diag}; SciPy: {@code linalg.block_diag}.
   *
   * @throws IllegalArgumentException if there is none, one is no matrix, or the dtypes differ
   */
  public static Tensor blockDiag(Tensor... blocks) {
    Preconditions.checkArgument(blocks.length > 0, "blockDiag: no matrices; give at least one");
    int columns = 0;
    for (Tensor block : blocks) {
      Preconditions.checkArgument(
          block.rank() == 2, "blockDiag: not a matrix: the shape is %s; reshape it", block.shape());
      columns += block.shape().side(1);
    }
    Tensor[] rows = new Tensor[blocks.length];
    int before = 0;
    for (int i = 0; i < rows.length; i++) {
      int width = blocks[i].shape().side(1);
      int[] left = {0, before};
      int[] right = {0, columns - before - width};
      rows[i] = Shapes.pad(blocks[i], left, right);
      before += width;
    }
    return Shapes.concat(0, rows);
  }
}
