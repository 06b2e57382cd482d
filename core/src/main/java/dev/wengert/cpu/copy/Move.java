package dev.wengert.cpu.copy;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.machine.Lane;
import java.util.Arrays;

/** How a space of elements moves from one strided place to another. */
final class Move {

  private final LoopNest nest;
  private final int sourceOffset;
  private final int targetOffset;

  private Move(LoopNest nest, int sourceOffset, int targetOffset) {
    this.nest = nest;
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
    int inner = nest.inner();
    int size = nest.size();
    if (size == 0) {
      return;
    }
    int mark = lane.mark();
    int[] offsets = lane.ints(2);
    offsets[0] = from + sourceOffset;
    offsets[1] = to + targetOffset;
    int[] index = lane.ints(nest.sides.length);
    Arrays.fill(index, 0, nest.sides.length, 0);
    int sourceStride = nest.innerStride(0);
    int targetStride = nest.innerStride(1);
    for (int left = size; left > 0; left -= inner) {
      Buffer.copy(source, offsets[0], sourceStride, target, offsets[1], targetStride, inner);
      nest.advanceOuter(index, offsets);
    }
    lane.release(mark);
  }
}
