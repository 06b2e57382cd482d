package dev.wengert.cpu.index;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.ScatterAddRows;

/** How {@link GatherRows} and {@link ScatterAddRows} run: row by row. */
public final class Lookups {

  private Lookups() {}

  /** Fills the result with rows of the operand. */
  public static void fill(GatherRows gather, Buffer[] inputs, Buffer result) {
    Buffer x = Elements.contiguous(inputs[0]);
    int axis = gather.axis();
    int side = x.shape().side(axis);
    Buffer index = Elements.contiguous(inputs[1]);
    Positions.check("gather", index, axis, side);
    Rows rows = Rows.of(x.shape(), axis, gather.batch(), inputs[1].shape().size());
    if (rows.width == 1) {
      takeElements(rows, x, index, result);
      return;
    }
    int[] positions = index.ints();
    int at = result.offset();
    for (int block = 0; block < rows.blocks; block++) {
      int first = index.offset() + rows.firstIndex(block);
      for (int j = first; j < first + rows.count; j++) {
        int from =
            x.offset() + (block * side + Positions.fromFront(positions[j], side)) * rows.width;
        System.arraycopy(x.array(), from, result.array(), at, rows.width);
        at += rows.width;
      }
    }
  }

  /** Fills the result with the sums of the rows that are sent to one place. */
  public static void fill(ScatterAddRows scatter, Buffer[] inputs, Buffer result, boolean blank) {
    Buffer x = Elements.contiguous(inputs[0]);
    int axis = scatter.axis();
    int side = result.shape().side(axis);
    Buffer index = Elements.contiguous(inputs[1]);
    Positions.check("scatterAdd", index, axis, side);
    if (!blank) {
      Elements.clear(result);
    }
    Rows rows = Rows.of(result.shape(), axis, scatter.batch(), inputs[1].shape().size());
    int[] positions = index.ints();
    int at = x.offset();
    for (int block = 0; block < rows.blocks; block++) {
      int first = index.offset() + rows.firstIndex(block);
      for (int j = first; j < first + rows.count; j++) {
        int into =
            result.offset() + (block * side + Positions.fromFront(positions[j], side)) * rows.width;
        add(x.array(), at, result.array(), into, rows.width);
        at += rows.width;
      }
    }
  }

  private static void takeElements(Rows rows, Buffer x, Buffer index, Buffer result) {
    int[] positions = index.ints();
    int at = result.offset();
    for (int block = 0; block < rows.blocks; block++) {
      int first = index.offset() + rows.firstIndex(block);
      int base = x.offset() + block * rows.side;
      switch (x.array()) {
        case float[] from -> {
          float[] into = (float[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        case double[] from -> {
          double[] into = (double[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        case int[] from -> {
          int[] into = (int[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        case boolean[] from -> {
          boolean[] into = (boolean[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        default -> throw new AssertionError(x);
      }
      at += rows.count;
    }
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
