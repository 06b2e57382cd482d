package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that adds rows into zeros by index: {@code result[b, i, index[b, j..], k] += x[b, i,
 * j.., k]}, in ascending order of j, so that repeated indices always add up in the same order.
 *
 * <p>The operands are x and an INT32 buffer of positions, from the end where negative. Its
 * transpose is {@link Gather}.
 *
 * @param axis the axis of the result that is indexed
 * @param batch how many leading axes x and the index have in common: those of b
 */
public record ScatterAdd(int axis, int batch) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer x = Elements.contiguous(inputs[0]);
    Buffer result = Buffer.allocate(results[0]);
    int[] index = Positions.resolve("scatterAdd", inputs[1], axis, result.shape().side(axis));
    Gather.Rows rows = Gather.Rows.of(result.shape(), axis, batch, inputs[1].shape().size());
    int at = 0;
    for (int block = 0; block < rows.blocks; block++) {
      int first = rows.firstIndex(block);
      for (int j = first; j < first + rows.count; j++) {
        int into = (block * rows.side + index[j]) * rows.width;
        add(x.array(), at, result.array(), into, rows.width);
        at += rows.width;
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
