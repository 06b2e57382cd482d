package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel that computes an expression for each element of broadcast operands and folds it along
 * some axes.
 *
 * <p>Blocks are folded pairwise, as the leaves of a tree, so the error of a sum grows with the
 * logarithm of its length. The tree follows from the operands' common shape, the axes and the dtype
 * alone: an operand that is broadcast folds like its copy, and an expression like its values. Sums
 * and products of INT32 wrap around.
 *
 * @param fold sum, product, maximum or minimum
 * @param body the expression
 * @param axes the axes of the operands' common shape that vanish, ascending
 */
public record Reduction(Fold fold, LoopBody body, ImmutableIntArray axes) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer result = Buffer.allocate(results[0]);
    if (result.shape().size() > 0) {
      plan(inputs, result).run();
    }
    return new Buffer[] {result};
  }

  /** Returns how the operands are folded into a contiguous result that has elements. */
  FoldPlan plan(Buffer[] inputs, Buffer result) {
    Shape space = Shape.SCALAR;
    for (Buffer input : inputs) {
      space = Shape.broadcast("reduction", space, input.shape());
    }
    int[][] strides = new int[inputs.length][];
    for (int k = 0; k < inputs.length; k++) {
      strides[k] = inputs[k].stridesWithin(space);
    }
    LoopNest reduced = LoopNest.over(space, axes.toArray(), strides);
    LoopNest kept = LoopNest.over(space, kept(space), strides);
    return lastLongAxisIsKept(space)
        ? new ColumnFold(fold, body, inputs, result, kept, reduced)
        : new RowFold(fold, body, inputs, result, kept, reduced, line(space));
  }

  /** How many numbers of one result follow each other: folded axes with no kept one between. */
  private int line(Shape space) {
    int line = 1;
    boolean begun = false;
    for (int axis = space.rank() - 1; axis >= 0; axis--) {
      if (axes.contains(axis)) {
        line *= space.side(axis);
        begun = true;
      } else if (begun && space.side(axis) != 1) {
        break;
      }
    }
    return line;
  }

  private int[] kept(Shape space) {
    int[] kept = new int[space.rank() - axes.length()];
    int at = 0;
    for (int axis = 0; axis < space.rank(); axis++) {
      if (!axes.contains(axis)) {
        kept[at++] = axis;
      }
    }
    return kept;
  }

  private boolean lastLongAxisIsKept(Shape space) {
    for (int axis = space.rank() - 1; axis >= 0; axis--) {
      if (space.side(axis) != 1) {
        return !axes.contains(axis);
      }
    }
    return false;
  }
}
