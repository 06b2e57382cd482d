package dev.wengert.cpu.copy;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.machine.Lane;
import java.util.Arrays;

/**
 * How a space of elements moves from one strided place to another: row by row, or, where rows of
 * the one are columns of the other, in squares.
 */
final class Move {

  /** Sides from which on squares are worth it. */
  private static final int LEAST = 8;

  private final LoopNest nest;

  /**
   * The loop along which the source's elements are neighbours, where squares are moved; else -1.
   */
  private final int turned;

  private final int sourceOffset;
  private final int targetOffset;

  private Move(LoopNest nest, int sourceOffset, int targetOffset) {
    this.nest = nest;
    this.turned = turned(nest);
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
      Shape space, int sourceOffset, int[] sourceStrides, int targetOffset, int[] targetStrides) {
    int[] axes = new int[space.rank()];
    Arrays.setAll(axes, i -> i);
    LoopNest nest = LoopNest.over(space, axes, new int[][] {sourceStrides, targetStrides});
    return new Move(nest, sourceOffset, targetOffset);
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
    return of(shape, 0, layout.strides(), 0, shape.strides());
  }

  /**
   * Moves the elements.
   *
   * @param from where the source begins
   * @param to where the target begins
   */
  void run(Lane lane, Object source, int from, Object target, int to) {
    if (nest.size() == 0) {
      return;
    }
    int mark = lane.mark();
    int[] offsets = lane.ints(2);
    offsets[0] = from + sourceOffset;
    offsets[1] = to + targetOffset;
    int[] index = lane.ints(nest.sides.length);
    Arrays.fill(index, 0, nest.sides.length, 0);
    if (turned < 0) {
      runRows(index, offsets, source, target);
    } else {
      runSquares(lane, index, offsets, source, target);
    }
    lane.release(mark);
  }

  private void runRows(int[] index, int[] offsets, Object source, Object target) {
    int inner = nest.inner();
    int sourceStride = nest.innerStride(0);
    int targetStride = nest.innerStride(1);
    for (int left = nest.size(); left > 0; left -= inner) {
      Buffer.copy(source, offsets[0], sourceStride, target, offsets[1], targetStride, inner);
      nest.advanceOuter(index, offsets);
    }
  }

  /** Walks through the other loops; at each step there is a matrix to be turned. */
  private void runSquares(Lane lane, int[] index, int[] offsets, Object source, Object target) {
    DType dtype = DType.of(source.getClass().getComponentType());
    Turning turning = Turnings.of(dtype);
    if (turning == null) {
      runRows(index, offsets, source, target);
      return;
    }
    Object working = lane.numbers(dtype, Turning.WORKING);
    int inner = nest.inner();
    int rows = nest.sides[turned];
    int matrix = inner * rows;
    int height = nest.innerStride(0);
    int width = nest.stride(1, turned);
    for (int left = nest.size(); left > 0; left -= matrix) {
      turning.run(source, offsets[0], height, target, offsets[1], width, rows, inner, working);
      nest.advanceOthers(turned, index, offsets);
    }
  }
}
