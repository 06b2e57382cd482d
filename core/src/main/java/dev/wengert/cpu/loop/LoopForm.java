package dev.wengert.cpu.loop;

import dev.wengert.array.DType;

/**
 * What a compiled loop is made for, besides its body.
 *
 * @param compute the dtype of number operands, in which numbers are computed
 * @param result the dtype of the result; of the number results, where there are several
 * @param access for each operand two bits: how it is walked through
 * @param simd whether several elements are computed at once
 */
record LoopForm(DType compute, DType result, int access, boolean simd) {

  /** The largest number of operands whose access fits an int. */
  static final int MOST_OPERANDS = 15;

  /** The operand is the same for all elements. */
  static final int UNIFORM = 0;

  /** The operand's elements lie one after the other. */
  static final int CONTIGUOUS = 1;

  /** The operand's elements lie a stride apart. */
  static final int STRIDED = 2;

  /** Returns how an operand is walked through. */
  int access(int index) {
    return (access >>> (2 * index)) & 3;
  }

  /** Returns the access of operands with these strides along the innermost loop. */
  static int access(int[] strides) {
    int access = 0;
    for (int k = 0; k < strides.length; k++) {
      int one = strides[k] == 0 ? UNIFORM : strides[k] == 1 ? CONTIGUOUS : STRIDED;
      access |= one << (2 * k);
    }
    return access;
  }
}
