package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel that takes rows by index: {@code result[b, i, j.., k] = x[b, i, index[b, j..], k]}.
 *
 * <p>The operands are x and an INT32 buffer of positions, from the end where negative. Its
 * transpose is {@link ScatterAdd}.
 *
 * @param axis the axis of x that is indexed
 * @param batch how many leading axes x and the index have in common: those of b
 */
public record Gather(int axis, int batch) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer x = Elements.contiguous(inputs[0]);
    int[] index = Positions.resolve("gather", inputs[1], axis, x.shape().side(axis));
    Buffer result = Buffer.allocate(results[0]);
    Rows rows = Rows.of(x.shape(), axis, batch, inputs[1].shape().size());
    if (rows.width == 1) {
      takeElements(rows, x, index, result);
      return new Buffer[] {result};
    }
    int at = 0;
    for (int block = 0; block < rows.blocks; block++) {
      int first = rows.firstIndex(block);
      for (int j = first; j < first + rows.count; j++) {
        int from = (block * rows.side + index[j]) * rows.width;
        System.arraycopy(x.array(), from, result.array(), at, rows.width);
        at += rows.width;
      }
    }
    return new Buffer[] {result};
  }

  private static void takeElements(Rows rows, Buffer x, int[] index, Buffer result) {
    int at = 0;
    for (int block = 0; block < rows.blocks; block++) {
      int first = rows.firstIndex(block);
      int base = block * rows.side;
      switch (x.array()) {
        case float[] from -> {
          float[] into = (float[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + index[first + j]];
          }
        }
        case double[] from -> {
          double[] into = (double[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + index[first + j]];
          }
        }
        case int[] from -> {
          int[] into = (int[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + index[first + j]];
          }
        }
        case boolean[] from -> {
          boolean[] into = (boolean[]) result.array();
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + index[first + j]];
          }
        }
        default -> throw new AssertionError(x);
      }
      at += rows.count;
    }
  }

  /** How an indexed array falls into rows. */
  static final class Rows {
    /** Rows along the indexed axis. */
    final int side;

    /** Elements of a row. */
    final int width;

    /** Runs of {@code side} rows each. */
    final int blocks;

    /** Positions that each block takes. */
    final int count;

    /** Blocks that share one run of positions. */
    private final int blocksPerRun;

    private Rows(int side, int width, int blocks, int count, int blocksPerRun) {
      this.side = side;
      this.width = width;
      this.blocks = blocks;
      this.count = count;
      this.blocksPerRun = blocksPerRun;
    }

    static Rows of(Shape indexed, int axis, int batch, int positions) {
      int runs = 1;
      int blocksPerRun = 1;
      int width = 1;
      for (int i = 0; i < indexed.rank(); i++) {
        int side = indexed.side(i);
        if (i < batch) {
          runs *= side;
        } else if (i < axis) {
          blocksPerRun *= side;
        } else if (i > axis) {
          width *= side;
        }
      }
      int count = runs == 0 ? 0 : positions / runs;
      return new Rows(indexed.side(axis), width, runs * blocksPerRun, count, blocksPerRun);
    }

    /** Where the positions of a block begin. */
    int firstIndex(int block) {
      return block / blocksPerRun * count;
    }
  }
}
