package dev.wengert.cpu.fold;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Task;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Reduction;

/** How a {@link Reduction} runs: as a {@link FoldPlan} for its operands. */
public final class Folds {

  private Folds() {}

  /** Binds a fold. */
  public static Task bind(Reduction reduction, Layout[] inputs, Layout result) {
    return result.shape().size() == 0 ? frame -> {} : plan(reduction, inputs, result);
  }

  /** Returns how operands are folded into a contiguous result that has elements. */
  public static FoldPlan plan(Reduction reduction, Layout[] inputs, Layout result) {
    ImmutableIntArray axes = reduction.axes();
    Shape space = Shape.SCALAR;
    for (Layout input : inputs) {
      space = Shape.broadcast("reduction", space, input.shape());
    }
    int[][] strides = new int[inputs.length][];
    for (int k = 0; k < inputs.length; k++) {
      strides[k] = inputs[k].stridesWithin(space);
    }
    LoopNest reduced = LoopNest.over(space, axes.toArray(), strides);
    LoopNest kept = LoopNest.over(space, kept(space, axes), strides);
    return lastLongAxisIsKept(space, axes)
        ? new ColumnFold(reduction, inputs, result, kept, reduced)
        : new RowFold(reduction, inputs, result, kept, reduced, line(space, axes));
  }

  /** Returns what folds numbers of a dtype on a lane. */
  public static Folder folder(Lane lane, Fold fold, DType dtype) {
    return FoldWorker.folder(lane, fold, dtype);
  }

  /** How many numbers of one result follow each other: folded axes with no kept one between. */
  private static int line(Shape space, ImmutableIntArray axes) {
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

  private static int[] kept(Shape space, ImmutableIntArray axes) {
    int[] kept = new int[space.rank() - axes.length()];
    int at = 0;
    for (int axis = 0; axis < space.rank(); axis++) {
      if (!axes.contains(axis)) {
        kept[at++] = axis;
      }
    }
    return kept;
  }

  private static boolean lastLongAxisIsKept(Shape space, ImmutableIntArray axes) {
    for (int axis = space.rank() - 1; axis >= 0; axis--) {
      if (space.side(axis) != 1) {
        return !axes.contains(axis);
      }
    }
    return false;
  }
}
