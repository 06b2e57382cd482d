package dev.wengert.cpu.copy;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.machine.Lane;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a space of elements moves from one strided place to another: row by row, or, where rows of
 * the one are columns of the other, in squares.
 */
final class Move {

  /** Sides from which on squares are worth it. */
  private static final int LEAST = 8;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  private final LoopNest nest;

  /**
   * The loop along which the source's elements are neighbours, where squares are moved; else -1.
   */
  private final int turned;

  /** What moves squares; null where rows are moved. */
  private final @Nullable Turning turning;

  private final int sourceOffset;
  private final int targetOffset;

  private Move(DType dtype, LoopNest nest, int sourceOffset, int targetOffset) {
    this.nest = nest;
    this.turned = turned(nest);
    this.turning = turned < 0 ? null : Turnings.of(dtype);
    this.sourceOffset = sourceOffset;
    this.targetOffset = targetOffset;
  }

  /**
   * Plans a move.
   *
   * @param sourceOffset where the first element is, counted from the source's first one
   * @param targetOffset where it goes, counted from the target's first one
   */
  static Move of(
      DType dtype,
      Shape space,
      int sourceOffset,
      int[] sourceStrides,
      int targetOffset,
      int[] targetStrides) {
    int[] axes = new int[space.rank()];
    Arrays.setAll(axes, i -> i);
    LoopNest nest = LoopNest.over(space, axes, new int[][] {sourceStrides, targetStrides});
    return new Move(dtype, nest, sourceOffset, targetOffset);
  }

  private static int turned(LoopNest nest) {
    int inner = nest.sides.length - 1;
    if (nest.stride(1, inner) == 1 && nest.stride(0, inner) > 1 && nest.inner() >= LEAST) {
      for (int loop = inner - 1; loop >= 0; loop--) {
        if (nest.stride(0, loop) == 1 && nest.sides[loop] >= LEAST) {
          return loop;
        }
      }
    }
    return -1;
  }

  /** Plans the move of all elements of a layout to where they lie one after the other. */
  static Move toContiguous(Layout layout) {
    Shape shape = layout.shape();
    return of(layout.dtype(), shape, 0, layout.strides(), 0, shape.strides());
  }

  /** Returns how many units of work there are, any range of which can be moved by itself. */
  int units() {
    if (nest.size() == 0) {
      return 0;
    }
    return turning == null
        ? nest.rows()
        : nest.size() / (nest.inner() * nest.sides[turned]) * bands();
  }

  /** Returns into how many units a matrix that is turned is cut: rows of squares. */
  private int bands() {
    return Math.ceilDiv(nest.sides[turned], Turning.SIDE);
  }

  /** Returns how many units are too few to be worth a thread. */
  int grain() {
    return (int) Math.max(1, (long) GRAIN * units() / Math.max(1, nest.size()));
  }

  /** Moves all elements. */
  void run(Lane lane, Object source, int from, Object target, int to) {
    run(lane, source, from, target, to, 0, units());
  }

  /**
   * Moves the elements of some units.
   *
   * @param from where the source begins
   * @param to where the target begins
   */
  void run(Lane lane, Object source, int from, Object target, int to, int first, int end) {
    if (first == end) {
      return;
    }
    int mark = lane.mark();
    int[] offsets = lane.ints(2);
    offsets[0] = from + sourceOffset;
    offsets[1] = to + targetOffset;
    int[] index = lane.ints(nest.sides.length);
    if (turning == null) {
      nest.seek(first, nest.sides.length - 2, index, offsets);
      runRows(index, offsets, source, target, end - first);
    } else {
      runSquares(turning, lane, index, offsets, source, target, first, end);
    }
    lane.release(mark);
  }

  private void runRows(int[] index, int[] offsets, Object source, Object target, int rows) {
    int inner = nest.inner();
    int sourceStride = nest.innerStride(0);
    int targetStride = nest.innerStride(1);
    for (int left = rows; left > 0; left--) {
      Buffer.copy(source, offsets[0], sourceStride, target, offsets[1], targetStride, inner);
      nest.advanceOuter(index, offsets);
    }
  }

  /** Walks through the other loops; at each step there is a matrix to be turned, band by band. */
  private void runSquares(
      Turning turns,
      Lane lane,
      int[] index,
      int[] offsets,
      Object source,
      Object target,
      int first,
      int end) {
    Object working = lane.numbers(DType.of(source.getClass().getComponentType()), Turning.WORKING);
    int rows = nest.sides[turned];
    int bands = bands();
    int height = nest.innerStride(0);
    int width = nest.stride(1, turned);
    nest.seekOthers(first / bands, turned, index, offsets);
    int band = first % bands;
    for (int unit = first; unit < end; unit++) {
      int row = band * Turning.SIDE;
      int count = Math.min(Turning.SIDE, rows - row);
      int at = offsets[0] + row;
      int into = offsets[1] + row * width;
      turns.run(source, at, height, target, into, width, count, nest.inner(), working);
      if (++band == bands) {
        band = 0;
        nest.advanceOthers(turned, index, offsets);
      }
    }
  }
}
