package dev.wengert.cpu.loop;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;

/**
 * The order in which a loop visits its operands: as few nested loops as their strides allow.
 *
 * <p>Neighbouring axes that every operand walks through without a jump become one; axes of side 1
 * vanish. So contiguous operands of one shape give a single loop.
 */
public final class LoopNest {

  /** The sides of the loops, outermost first; at least one. */
  public final int[] sides;

  /** For each operand and loop how many elements one step moves. */
  final int[][] strides;

  private LoopNest(int[] sides, int[][] strides) {
    this.sides = sides;
    this.strides = strides;
  }

  /** Returns the nest over a whole space. */
  public static LoopNest over(Shape space, Layout... operands) {
    int[][] strides = new int[operands.length][];
    boolean flat = true;
    for (int i = 0; i < operands.length; i++) {
      flat &= operands[i].isContiguous() && operands[i].shape().equals(space);
    }
    if (flat) {
      java.util.Arrays.setAll(strides, i -> new int[] {1});
      return new LoopNest(new int[] {space.size()}, strides);
    }
    for (int i = 0; i < operands.length; i++) {
      strides[i] = operands[i].stridesWithin(space);
    }
    int[] axes = new int[space.rank()];
    java.util.Arrays.setAll(axes, i -> i);
    return over(space, axes, strides);
  }

  /** Returns the nest over some axes of a space. */
  public static LoopNest over(Shape space, int[] axes, int[][] strides) {
    int operands = strides.length;
    int[] sides = new int[axes.length + 1];
    int[][] merged = new int[operands][axes.length + 1];
    int depth = 0;
    for (int axis : axes) {
      int side = space.side(axis);
      if (side == 1) {
        continue;
      }
      boolean joins = depth > 0;
      for (int k = 0; k < operands && joins; k++) {
        joins = merged[k][depth - 1] == strides[k][axis] * side;
      }
      if (joins) {
        sides[depth - 1] *= side;
      } else {
        sides[depth++] = side;
      }
      for (int k = 0; k < operands; k++) {
        merged[k][depth - 1] = strides[k][axis];
      }
    }
    if (depth == 0) {
      sides[depth++] = 1;
    }
    int[][] result = new int[operands][];
    for (int k = 0; k < operands; k++) {
      result[k] = java.util.Arrays.copyOf(merged[k], depth);
    }
    return new LoopNest(java.util.Arrays.copyOf(sides, depth), result);
  }

  /** Returns the number of steps of all loops together. */
  public int size() {
    int size = 1;
    for (int side : sides) {
      size *= side;
    }
    return size;
  }

  public int inner() {
    return sides[sides.length - 1];
  }

  public int innerStride(int operand) {
    return strides[operand][sides.length - 1];
  }

  /** Returns how many elements one step of a loop moves an operand. */
  public int stride(int operand, int loop) {
    return strides[operand][loop];
  }

  /** Returns the number of steps of the loops outside the innermost one. */
  public int rows() {
    int rows = 1;
    for (int loop = 0; loop < sides.length - 1; loop++) {
      rows *= sides[loop];
    }
    return rows;
  }

  /**
   * Moves to a step of the loops up to and with one, counted through all of them.
   *
   * @param innermost the loop that steps first
   * @param index the loop counters, set
   * @param offsets for each operand where it stands: changed from where it stood at step 0; may be
   *     longer
   */
  public void seek(int step, int innermost, int[] index, int[] offsets) {
    seek(step, innermost, -1, index, offsets);
  }

  /** Moves to a step of the loops outside the innermost one and other than a certain one. */
  public void seekOthers(int step, int standing, int[] index, int[] offsets) {
    seek(step, sides.length - 2, standing, index, offsets);
  }

  private void seek(int step, int innermost, int standing, int[] index, int[] offsets) {
    int rest = step;
    for (int loop = innermost; loop >= 0; loop--) {
      index[loop] = 0;
      if (loop == standing) {
        continue;
      }
      index[loop] = rest % sides[loop];
      rest /= sides[loop];
      for (int k = 0; k < strides.length; k++) {
        offsets[k] += strides[k][loop] * index[loop];
      }
    }
  }

  /** Moves to the next step of the loops outside the innermost one. */
  public void advanceOuter(int[] index, int[] offsets) {
    advance(sides.length - 2, index, offsets);
  }

  /** Moves to the next step of the loops outside the innermost one and other than a certain one. */
  public void advanceOthers(int standing, int[] index, int[] offsets) {
    advance(sides.length - 2, standing, index, offsets);
  }

  /**
   * Moves to the next step of a loop and, where that ends, of those around it.
   *
   * @param innermost the loop that steps first
   * @param index the loop counters, changed
   * @param offsets for each operand where it stands, changed
   */
  public void advance(int innermost, int[] index, int[] offsets) {
    advance(innermost, -1, index, offsets);
  }

  private void advance(int innermost, int standing, int[] index, int[] offsets) {
    for (int loop = innermost; loop >= 0; loop--) {
      if (loop == standing) {
        continue;
      }
      for (int k = 0; k < strides.length; k++) {
        offsets[k] += strides[k][loop];
      }
      if (++index[loop] < sides[loop]) {
        return;
      }
      for (int k = 0; k < strides.length; k++) {
        offsets[k] -= strides[k][loop] * sides[loop];
      }
      index[loop] = 0;
    }
  }
}
