package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;

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
      boolean lastIsKept = lastLongAxisIsKept(space);
      DType dtype = Interpreter.dtype(body, inputs, result.dtype());
      boolean whole = dtype == DType.INT32;
      Interpreter interpreter =
          new Interpreter(body, dtype, lastIsKept ? kept.inner() : reduced.inner());
      if (lastIsKept) {
        foldColumns(interpreter, kept, reduced, inputs, result, whole);
      } else {
        foldRows(interpreter, kept, reduced, inputs, result, whole);
      }
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

  /** The fast axis vanishes: fold block after block of it into one number. */
  private void foldRows(
      Interpreter interpreter,
      LoopNest kept,
      LoopNest reduced,
      Buffer[] inputs,
      Buffer result,
      boolean whole) {
    int[] keptIndex = new int[kept.sides.length];
    int[] base = new int[inputs.length];
    double[] value = new double[1];
    int rows = reduced.size();
    for (int at = 0; at < result.shape().size(); at++) {
      Tree tree = new Tree(whole);
      int[] index = new int[reduced.sides.length];
      int[] offsets = base.clone();
      for (int done = 0; done < rows; done += reduced.inner()) {
        for (int from = 0; from < reduced.inner(); from += Interpreter.BLOCK) {
          int length = Math.min(Interpreter.BLOCK, reduced.inner() - from);
          tree.add(
              fold.apply(interpreter.run(reduced, inputs, offsets, from, length), length, whole));
        }
        reduced.advanceOuter(index, offsets);
      }
      value[0] = tree.result();
      Interpreter.store(value, result, at, 1);
      kept.advance(kept.sides.length - 1, keptIndex, base);
    }
  }

  /** The fast axis stays: fold whole blocks of it onto each other. */
  private void foldColumns(
      Interpreter interpreter,
      LoopNest kept,
      LoopNest reduced,
      Buffer[] inputs,
      Buffer result,
      boolean whole) {
    int[] keptIndex = new int[kept.sides.length];
    int[] base = new int[inputs.length];
    double[] sums = new double[Math.min(Interpreter.BLOCK, kept.inner())];
    int rows = reduced.size();
    for (int at = 0; at < result.shape().size(); at += kept.inner()) {
      for (int from = 0; from < kept.inner(); from += Interpreter.BLOCK) {
        int length = Math.min(Interpreter.BLOCK, kept.inner() - from);
        Arrays.fill(sums, fold.identity());
        int[] index = new int[reduced.sides.length];
        int[] offsets = base.clone();
        for (int row = 0; row < rows; row++) {
          double[] block = interpreter.run(kept, inputs, offsets, from, length);
          for (int i = 0; i < length; i++) {
            sums[i] = fold.apply(sums[i], block[i], whole);
          }
          reduced.advance(reduced.sides.length - 1, index, offsets);
        }
        Interpreter.store(sums, result, at + from, length);
      }
      kept.advanceOuter(keptIndex, base);
    }
  }

  /** Folds values pairwise: level n holds the fold of 2^n leaves, or nothing. */
  private final class Tree {
    private final double[] levels = new double[Integer.SIZE];
    private final boolean whole;
    private int leaves;

    Tree(boolean whole) {
      this.whole = whole;
    }

    void add(double leaf) {
      double value = leaf;
      int level = 0;
      for (int carry = leaves; (carry & 1) != 0; carry >>>= 1) {
        value = fold.apply(levels[level++], value, whole);
      }
      levels[level] = value;
      leaves++;
    }

    double result() {
      double value = fold.identity();
      int level = 0;
      for (int rest = leaves; rest != 0; rest >>>= 1) {
        if ((rest & 1) != 0) {
          value = fold.apply(levels[level], value, whole);
        }
        level++;
      }
      return value;
    }
  }
}
