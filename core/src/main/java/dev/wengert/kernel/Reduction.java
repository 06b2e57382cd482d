package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel that computes an expression for each element of broadcast operands and folds it along
 * some axes.
 *
 * <p>Blocks are folded pairwise, as the leaves of a tree that depends on the shape alone, so the
 * error of a sum grows with the logarithm of its length. Sums and products of INT32 wrap around.
 *
 * @param fold sum, product, maximum or minimum
 * @param body the expression
 * @param axes the axes of the operands' common shape that vanish, ascending
 */
public record Reduction(Fold fold, LoopBody body, ImmutableIntArray axes) implements Kernel {

  /** How many rows are folded one after the other; such groups are folded pairwise. */
  private static final int ROWS = 32;

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer result = Buffer.allocate(results[0]);
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
    if (result.shape().size() > 0) {
      new Walk(inputs, result, kept, reduced).fold(lastLongAxisIsKept(space));
    }
    return new Buffer[] {result};
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

  /** One run: the operands, how they are walked through, and what holds the numbers on the way. */
  private final class Walk {
    private final Buffer[] inputs;
    private final Buffer result;
    private final LoopNest kept;
    private final LoopNest reduced;
    private final Folder folder;

    Walk(Buffer[] inputs, Buffer result, LoopNest kept, LoopNest reduced) {
      this.inputs = inputs;
      this.result = result;
      this.kept = kept;
      this.reduced = reduced;
      this.folder = Folder.of(fold, result.dtype());
    }

    void fold(boolean lastIsKept) {
      if (lastIsKept) {
        foldColumns();
      } else {
        foldRows();
      }
    }

    /** The fast axis vanishes: fold block after block of it into one number. */
    private void foldRows() {
      int[] index = new int[kept.sides.length];
      int[] base = new int[inputs.length];
      int rows = reduced.size();
      int inner = reduced.inner();
      boolean direct = isInput() && (rows == 0 || reduced.innerStride(0) == 1);
      MapRunner runner = direct ? null : MapRunner.of(body, reduced, inputs, result.dtype());
      Object block = folder.array(direct ? 1 : Math.min(inner, Folder.BLOCK));
      int[] rowIndex = new int[reduced.sides.length];
      int[] offsets = new int[inputs.length];
      for (int at = 0; at < result.shape().size(); at++) {
        FoldTree tree = new FoldTree(folder, 1);
        System.arraycopy(base, 0, offsets, 0, base.length);
        for (int done = 0; done < rows; done += inner) {
          for (int from = 0; from < inner; from += Folder.BLOCK) {
            int length = Math.min(Folder.BLOCK, inner - from);
            if (runner == null) {
              folder.foldBlock(inputs[0].array(), offsets[0] + from, length, tree.leaf(), 0);
            } else {
              runner.run(offsets, from, length, block, 0);
              folder.foldBlock(block, 0, length, tree.leaf(), 0);
            }
            tree.addLeaf();
          }
          reduced.advanceOuter(rowIndex, offsets);
        }
        tree.store(result.array(), at);
        kept.advance(kept.sides.length - 1, index, base);
      }
    }

    private boolean isInput() {
      return body.instructions().isEmpty()
          && body.inputs().size() == 1
          && body.result() == 0
          && inputs[0].dtype() == result.dtype();
    }

    /** The fast axis stays: fold whole rows of it onto each other, some at a time. */
    private void foldColumns() {
      int[] index = new int[kept.sides.length];
      int[] base = new int[inputs.length];
      int rows = reduced.size();
      int inner = kept.inner();
      MapRunner runner = MapRunner.of(body, kept, inputs, result.dtype());
      int width = Math.min(inner, Folder.BLOCK);
      Object block = folder.array(width);
      int[] offsets = new int[inputs.length];
      for (int at = 0; at < result.shape().size(); at += inner) {
        for (int from = 0; from < inner; from += width) {
          int length = Math.min(width, inner - from);
          FoldTree tree = new FoldTree(folder, length);
          int[] rowIndex = new int[reduced.sides.length];
          System.arraycopy(base, 0, offsets, 0, base.length);
          for (int row = 0; row < rows; row += ROWS) {
            folder.clear(tree.leaf(), 0, length);
            for (int i = row; i < Math.min(rows, row + ROWS); i++) {
              runner.run(offsets, from, length, block, 0);
              folder.foldOnto(tree.leaf(), 0, block, 0, length);
              reduced.advance(reduced.sides.length - 1, rowIndex, offsets);
            }
            tree.addLeaf();
          }
          tree.store(result.array(), at + from);
        }
        kept.advanceOuter(index, base);
      }
    }
  }
}
