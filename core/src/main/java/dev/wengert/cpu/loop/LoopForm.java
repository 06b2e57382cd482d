package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import java.util.Arrays;

/**
 * What a compiled loop is made for, besides its body. Two bits for each operand say how it is
 * walked through; three for each operand and result, the dtype in which it is stored.
 *
 * @param compute the dtype in which numbers are computed
 * @param access how operands are walked through
 * @param operands what they are stored in
 * @param results what results are stored in
 */
@SuppressWarnings("EnumOrdinal") // numbers within this run alone
record LoopForm(DType compute, long access, long operands, long results) {

  /** The largest number of operands, and of results, whose dtypes fit a long. */
  static final int MOST_OPERANDS = 21;

  /** The operand is the same for all elements. */
  static final int UNIFORM = 0;

  /** The operand's elements lie one after the other. */
  static final int CONTIGUOUS = 1;

  /** The operand's elements lie a stride apart. */
  static final int STRIDED = 2;

  private static final DType[] DTYPES = DType.values();

  /** Returns how operands with these strides along the innermost loop are walked through. */
  static long access(int[] strides) {
    long access = 0;
    for (int k = 0; k < strides.length; k++) {
      long one = strides[k] == 0 ? UNIFORM : strides[k] == 1 ? CONTIGUOUS : STRIDED;
      access |= one << (2 * k);
    }
    return access;
  }

  /** Returns what a single operand or result is stored in. */
  static long stored(DType dtype) {
    return dtype.ordinal();
  }

  /** Returns what operands or results are stored in. */
  static long stored(Layout... layouts) {
    long stored = 0;
    for (int i = 0; i < layouts.length; i++) {
      stored |= (long) layouts[i].dtype().ordinal() << (3 * i);
    }
    return stored;
  }

  /** Returns how an operand is walked through. */
  int access(int operand) {
    return (int) (access >>> (2 * operand)) & 3;
  }

  /** Returns which of so many operands have their elements one after the other. */
  int[] contiguous(int count) {
    int[] which = new int[count];
    int found = 0;
    for (int k = 0; k < count; k++) {
      if (access(k) == CONTIGUOUS) {
        which[found++] = k;
      }
    }
    return Arrays.copyOf(which, found);
  }

  /** Returns what an operand is stored in. */
  DType operand(int operand) {
    return DTYPES[(int) (operands >>> (3 * operand)) & 7];
  }

  /** Returns what a result is stored in. */
  DType result(int result) {
    return DTYPES[(int) (results >>> (3 * result)) & 7];
  }

  /**
   * Returns whether a body in this form can compute several elements at once: on floating numbers
   * that are stored as they are computed and lie one after the other, or are the same everywhere.
   */
  boolean hasVectors(LoopBody body) {
    boolean has = compute.isFloating();
    for (int k = 0; k < body.inputs().size(); k++) {
      has &= access(k) != STRIDED;
      has &= body.inputs().get(k) == Op.Kind.LOGICAL || operand(k) == compute;
    }
    for (int i = 0; i < body.results().length(); i++) {
      has &= body.kind(i) == Op.Kind.LOGICAL || result(i) == compute;
    }
    return has;
  }
}
