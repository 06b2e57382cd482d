package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that takes rows by index: {@code result[i, j.., k] = x[i, index[j..], k]}.
 *
 * <p>The operands are x and an INT32 buffer of indices, already checked to lie within the axis. Its
 * transpose is {@link ScatterAdd}.
 *
 * @param axis the axis of x that is indexed
 */
public record Gather(int axis) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer x = Elements.contiguous(inputs[0]);
    int[] index = Elements.contiguous(inputs[1]).ints();
    Buffer result = Buffer.allocate(results[0]);
    int side = x.shape().side(axis);
    int row = 1;
    for (int i = axis + 1; i < x.shape().rank(); i++) {
      row *= x.shape().side(i);
    }
    int blocks = side * row == 0 ? 0 : x.shape().size() / (side * row);
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      for (int i : index) {
        System.arraycopy(x.array(), (block * side + i) * row, result.array(), at, row);
        at += row;
      }
    }
    return new Buffer[] {result};
  }
}
