package dev.wengert.cpu.index;

import dev.wengert.array.Layout;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.ScatterAddRows;

/**
 * How {@link GatherRows} and {@link ScatterAddRows} run: row by row. Threads share the blocks that
 * are indexed one by one: images of a batch, say.
 */
public final class Lookups {

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  private Lookups() {}

  /** Binds a gather to contiguous operands. */
  public static Task bind(GatherRows gather, Layout[] inputs) {
    int axis = gather.axis();
    Layout x = inputs[0];
    int positions = inputs[1].shape().size();
    Rows rows = Rows.of(x.shape(), axis, gather.batch(), positions);
    Steps take =
        (frame, lane, from, to) -> {
          if (rows.width == 1) {
            takeElements(rows, from, to, frame);
          } else {
            takeRows(rows, from, to, frame);
          }
        };
    return frame -> {
      int[] index = (int[]) frame.array(1);
      Positions.check("gather", index, frame.offset(1), positions, axis, rows.side);
      Threads.forEachRange(rows.blocks, grain(rows), frame, take);
    };
  }

  /** How many blocks are too few to be worth a thread. */
  private static int grain(Rows rows) {
    return (int) Math.max(1, GRAIN / Math.max(1, (long) rows.count * rows.width));
  }

  private static void takeRows(Rows rows, int start, int end, Frame frame) {
    int[] index = (int[]) frame.array(1);
    int at = frame.offset(2) + start * rows.count * rows.width;
    for (int block = start; block < end; block++) {
      int first = frame.offset(1) + rows.firstIndex(block);
      for (int j = first; j < first + rows.count; j++) {
        int from = rows.start(block, index[j]);
        System.arraycopy(frame.array(0), frame.offset(0) + from, frame.array(2), at, rows.width);
        at += rows.width;
      }
    }
  }

  /** Binds a sum of the rows that are sent to one place, from contiguous operands. */
  public static Task bind(ScatterAddRows scatter, Layout[] inputs, Layout result) {
    int axis = scatter.axis();
    int size = result.shape().size();
    int positions = inputs[1].shape().size();
    Rows rows = Rows.of(result.shape(), axis, scatter.batch(), positions);
    Steps add =
        (frame, lane, from, to) -> {
          if (rows.width == 1) {
            addElements(rows, from, to, frame);
          } else {
            addRows(rows, from, to, frame);
          }
        };
    return frame -> {
      int[] index = (int[]) frame.array(1);
      Positions.check("scatterAdd", index, frame.offset(1), positions, axis, rows.side);
      if (!frame.isBlank()) {
        Elements.clear(frame.array(2), frame.offset(2), frame.offset(2) + size);
      }
      Threads.forEachRange(rows.blocks, grain(rows), frame, add);
    };
  }

  private static void addRows(Rows rows, int start, int end, Frame frame) {
    int[] index = (int[]) frame.array(1);
    int at = frame.offset(0) + start * rows.count * rows.width;
    for (int block = start; block < end; block++) {
      int first = frame.offset(1) + rows.firstIndex(block);
      for (int j = first; j < first + rows.count; j++) {
        int into = frame.offset(2) + rows.start(block, index[j]);
        add(frame.array(0), at, frame.array(2), into, rows.width);
        at += rows.width;
      }
    }
  }

  private static void addElements(Rows rows, int start, int end, Frame frame) {
    int[] positions = (int[]) frame.array(1);
    int at = frame.offset(0) + start * rows.count;
    for (int block = start; block < end; block++) {
      int first = frame.offset(1) + rows.firstIndex(block);
      int base = frame.offset(2) + block * rows.side;
      switch (frame.array(0)) {
        case float[] from -> {
          float[] into = (float[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[base + Positions.fromFront(positions[first + j], rows.side)] += from[at + j];
          }
        }
        case double[] from -> {
          double[] into = (double[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[base + Positions.fromFront(positions[first + j], rows.side)] += from[at + j];
          }
        }
        case int[] from -> {
          int[] into = (int[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[base + Positions.fromFront(positions[first + j], rows.side)] += from[at + j];
          }
        }
        default -> throw noSum();
      }
      at += rows.count;
    }
  }

  private static IllegalArgumentException noSum() {
    return new IllegalArgumentException(
        "scatterAdd: BOOL values cannot be added; convert them with to(INT32)");
  }

  private static void takeElements(Rows rows, int start, int end, Frame frame) {
    int[] positions = (int[]) frame.array(1);
    int at = frame.offset(2) + start * rows.count;
    for (int block = start; block < end; block++) {
      int first = frame.offset(1) + rows.firstIndex(block);
      int base = frame.offset(0) + block * rows.side;
      switch (frame.array(0)) {
        case float[] from -> {
          float[] into = (float[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        case double[] from -> {
          double[] into = (double[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        case int[] from -> {
          int[] into = (int[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        case boolean[] from -> {
          boolean[] into = (boolean[]) frame.array(2);
          for (int j = 0; j < rows.count; j++) {
            into[at + j] = from[base + Positions.fromFront(positions[first + j], rows.side)];
          }
        }
        default -> throw new AssertionError(frame.array(0));
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
      default -> throw noSum();
    }
  }
}
