package dev.wengert.cpu.fold;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.RunningSum;
import java.util.Arrays;

/** How a {@link RunningSum} runs: line by line, neighbouring lines together. */
public final class RunningSums {

  /** Neighbouring lines that are added up together. */
  private static final int WIDTH = 512;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  private RunningSums() {}

  /** Binds running sums to a contiguous operand. */
  public static Task bind(RunningSum sum, Layout x) {
    Shape shape = x.shape();
    int size = shape.size();
    int axis = sum.axis();
    boolean fromEnd = sum.fromEnd();
    int length = shape.side(axis);
    int stride = shape.strides()[axis];
    int step = fromEnd ? -stride : stride;
    int stretches = Math.ceilDiv(stride, WIDTH);
    int units = size == 0 ? 0 : size / (length * stride) * stretches;
    long work = Math.max(1, (long) length * Math.min(stride, WIDTH));
    Steps add =
        (frame, lane, from, to) -> {
          double[] sums = lane.doubles(Math.min(WIDTH, stride));
          for (int unit = from; unit < to; unit++) {
            int column = unit % stretches * WIDTH;
            int first = unit / stretches * length * stride + column;
            int at = fromEnd ? first + (length - 1) * stride : first;
            int width = Math.min(WIDTH, stride - column);
            add(frame, at, step, length, width, sums);
          }
        };
    return frame -> Threads.forEachRange(units, (int) Math.max(1, GRAIN / work), frame, add);
  }

  /** Adds up lines that lie side by side, in an order that the processor reads well. */
  private static void add(Frame frame, int at, int step, int length, int width, double[] sums) {
    int from = frame.offset(0) + at;
    int into = frame.offset(1) + at;
    switch (frame.array(0)) {
      case float[] x -> add(x, from, (float[]) frame.array(1), into, step, length, width, sums);
      case double[] x -> add(x, from, (double[]) frame.array(1), into, step, length, width);
      case int[] x -> add(x, from, (int[]) frame.array(1), into, step, length, width);
      default -> throw new AssertionError(frame.array(0));
    }
  }

  private static void add(
      float[] x, int from, float[] y, int at, int step, int length, int width, double[] sums) {
    if (width == 1) {
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += x[from + j * step];
        y[at + j * step] = (float) sum;
      }
      return;
    }
    Arrays.fill(sums, 0, width, 0);
    for (int j = 0; j < length; j++) {
      int row = at + j * step;
      int source = from + j * step;
      for (int i = 0; i < width; i++) {
        sums[i] += x[source + i];
        y[row + i] = (float) sums[i];
      }
    }
  }

  private static void add(
      double[] x, int from, double[] y, int at, int step, int length, int width) {
    System.arraycopy(x, from, y, at, width);
    for (int j = 1; j < length; j++) {
      int row = at + j * step;
      int source = from + j * step;
      for (int i = 0; i < width; i++) {
        y[row + i] = y[row - step + i] + x[source + i];
      }
    }
  }

  private static void add(int[] x, int from, int[] y, int at, int step, int length, int width) {
    System.arraycopy(x, from, y, at, width);
    for (int j = 1; j < length; j++) {
      int row = at + j * step;
      int source = from + j * step;
      for (int i = 0; i < width; i++) {
        y[row + i] = y[row - step + i] + x[source + i];
      }
    }
  }
}
