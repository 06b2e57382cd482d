package dev.wengert.cpu.sort;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.loop.Blocks;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Order;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;

/** How an {@link Order} runs: line by line along the axis. */
public final class Sorting {

  private Sorting() {}

  /** Binds a search for the order of lines to a contiguous operand. */
  public static Task bind(Order order, Layout x) {
    int length = x.shape().side(order.axis());
    int stride = x.shape().strides()[order.axis()];
    int lines = length == 0 ? 0 : x.shape().size() / length;
    boolean areWhole = x.dtype() == DType.INT32 && !order.descending();
    Steps sort =
        (frame, lane, from, to) -> {
          int[] sorted = lane.ints(length);
          for (int line = from; line < to; line++) {
            int start = line / stride * stride * length + line % stride;
            if (areWhole) {
              sortWhole(frame, lane, start, stride, length, sorted);
            } else {
              sortAny(frame, lane, start, stride, length, order.descending(), sorted);
            }
            int[] positions = (int[]) frame.array(1);
            int at = frame.offset(1) + start;
            for (int j = 0; j < length; j++) {
              positions[at + j * stride] = sorted[j];
            }
          }
        };
    return frame -> Threads.forEachRange(lines, lines, frame, sort);
  }

  /** Whole numbers: number and position together are one larger whole number. */
  private static void sortWhole(
      Frame frame, Lane lane, int start, int stride, int length, int[] order) {
    int[] numbers = (int[]) frame.array(0);
    int first = frame.offset(0) + start;
    int mark = lane.mark();
    long[] keyed = lane.longs(length);
    for (int i = 0; i < length; i++) {
      keyed[i] = ((long) numbers[first + i * stride] << 32) | i;
    }
    Arrays.sort(keyed, 0, length);
    for (int i = 0; i < length; i++) {
      order[i] = (int) keyed[i];
    }
    lane.release(mark);
  }

  /** Numbers of any dtype, compared as doubles. */
  private static void sortAny(
      Frame frame, Lane lane, int start, int stride, int length, boolean descending, int[] order) {
    int mark = lane.mark();
    double[] line = lane.doubles(length);
    int[] merged = lane.ints(length);
    Blocks.load(frame.array(0), frame.offset(0) + start, stride, line, length);
    for (int i = 0; i < length; i++) {
      order[i] = i;
      merged[i] = i;
    }
    IntArrays.mergeSort(order, 0, length, (i, j) -> compare(line[i], line[j], descending), merged);
    lane.release(mark);
  }

  private static int compare(double a, double b, boolean descending) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    // By value, not by Double.compare: 0 and -0 are equal here.
    int ascending = a < b ? -1 : a > b ? 1 : 0;
    return descending ? -ascending : ascending;
  }
}
