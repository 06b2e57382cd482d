package dev.wengert.cpu.fold;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.RunningSum;

/** How a {@link RunningSum} runs: line by line, neighbouring lines together. */
public final class RunningSums {

  /** Neighbouring lines that are added up together. */
  private static final int WIDTH = 512;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  private RunningSums() {}

  /** Fills the result. */
  public static void fill(RunningSum sum, Buffer input, Buffer result) {
    Shape shape = input.shape();
    if (shape.size() == 0) {
      return;
    }
    Buffer x = Elements.contiguous(input);
    int axis = sum.axis();
    boolean fromEnd = sum.fromEnd();
    int length = shape.side(axis);
    int stride = shape.strides()[axis];
    int step = fromEnd ? -stride : stride;
    int stretches = Math.ceilDiv(stride, WIDTH);
    int outer = shape.size() / (length * stride);
    long work = (long) length * Math.min(stride, WIDTH);
    Threads.forEachRange(
        outer * stretches,
        (int) Math.max(1, GRAIN / work),
        (from, to) -> {
          for (int unit = from; unit < to; unit++) {
            int column = unit % stretches * WIDTH;
            int first = unit / stretches * length * stride + column;
            int at = fromEnd ? first + (length - 1) * stride : first;
            add(
                x.array(),
                x.offset() + at,
                result.array(),
                result.offset() + at,
                step,
                length,
                Math.min(WIDTH, stride - column));
          }
        });
  }

  /** Adds up lines that lie side by side, in an order that the processor reads well. */
  private static void add(Object x, int from, Object y, int at, int step, int length, int width) {
    switch (x) {
      case float[] numbers -> add(numbers, from, (float[]) y, at, step, length, width);
      case double[] numbers -> add(numbers, from, (double[]) y, at, step, length, width);
      case int[] numbers -> add(numbers, from, (int[]) y, at, step, length, width);
      default -> throw new AssertionError(x);
    }
  }

  private static void add(float[] x, int from, float[] y, int at, int step, int length, int width) {
    if (width == 1) {
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += x[from + j * step];
        y[at + j * step] = (float) sum;
      }
      return;
    }
    double[] sums = new double[width];
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
