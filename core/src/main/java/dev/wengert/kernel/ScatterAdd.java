package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that adds rows into zeros by index: {@code result[i, index[j..], k] += x[i, j.., k]},
 * in ascending order of j, so that repeated indices always add up in the same order.
 *
 * <p>The operands are x and an INT32 buffer of indices, already checked to lie within the axis of
 * the result. Its transpose is {@link Gather}.
 *
 * @param axis the axis of the result that is indexed
 */
public record ScatterAdd(int axis) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer x = Elements.contiguous(inputs[0]);
    int[] index = Elements.contiguous(inputs[1]).ints();
    Buffer result = Buffer.allocate(results[0]);
    int side = result.shape().side(axis);
    int row = 1;
    for (int i = axis + 1; i < result.shape().rank(); i++) {
      row *= result.shape().side(i);
    }
    int blocks = side * row == 0 ? 0 : result.shape().size() / (side * row);
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      for (int i : index) {
        add(x.array(), at, result.array(), (block * side + i) * row, row);
        at += row;
      }
    }
    return new Buffer[] {result};
  }

  private static void add(Object from, int at, Object into, int to, int n) {
    switch (from) {
      case float[] f -> {
        float[] target = (float[]) into;
        for (int i = 0; i < n; i++) {
          target[to + i] += f[at + i];
        }
      }
      case double[] d -> {
        double[] target = (double[]) into;
        for (int i = 0; i < n; i++) {
          target[to + i] += d[at + i];
        }
      }
      case int[] d -> {
        int[] target = (int[]) into;
        for (int i = 0; i < n; i++) {
          target[to + i] += d[at + i];
        }
      }
      default ->
          throw new IllegalArgumentException(
              "scatterAdd: BOOL values cannot be added; convert them with to(INT32)");
    }
  }
}
