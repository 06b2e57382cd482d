package dev.wengert.cpu.sort;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.loop.Blocks;
import dev.wengert.kernel.Order;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntComparator;
import java.util.Arrays;

/** How an {@link Order} runs: line by line along the axis. */
public final class Sorting {

  private Sorting() {}

  /** Fills the result with positions. */
  public static void fill(Order order, Buffer input, Buffer result) {
    Buffer x = Elements.contiguous(input);
    int length = x.shape().side(order.axis());
    int stride = x.shape().strides()[order.axis()];
    int[] positions = result.ints();
    int[] sorted = new int[length];
    int lines = length == 0 ? 0 : x.shape().size() / length;
    Sorter sorter =
        x.array() instanceof int[] numbers && !order.descending()
            ? new Whole(numbers, x.offset(), length)
            : new Any(x.array(), x.offset(), length, order.descending());
    for (int line = 0; line < lines; line++) {
      int start = line / stride * stride * length + line % stride;
      sorter.sort(start, stride, sorted);
      for (int j = 0; j < length; j++) {
        positions[result.offset() + start + j * stride] = sorted[j];
      }
    }
  }

  /** Sorts lines of one length. */
  private interface Sorter {
    /** Sets the positions of a line's elements, which begins at some place, in their order. */
    void sort(int start, int stride, int[] order);
  }

  /** Whole numbers: number and position together are one larger whole number. */
  private static final class Whole implements Sorter {
    private final int[] numbers;
    private final int offset;
    private final long[] keyed;

    Whole(int[] numbers, int offset, int length) {
      this.numbers = numbers;
      this.offset = offset;
      this.keyed = new long[length];
    }

    @Override
    public void sort(int start, int stride, int[] order) {
      for (int i = 0; i < keyed.length; i++) {
        keyed[i] = ((long) numbers[offset + start + i * stride] << 32) | i;
      }
      Arrays.sort(keyed);
      for (int i = 0; i < order.length; i++) {
        order[i] = (int) keyed[i];
      }
    }
  }

  /** Numbers of any dtype, compared as doubles. */
  private static final class Any implements Sorter {
    private final Object array;
    private final int offset;
    private final double[] line;
    private final IntComparator comparator;

    Any(Object array, int offset, int length, boolean descending) {
      this.array = array;
      this.offset = offset;
      double[] numbers = new double[length];
      this.line = numbers;
      this.comparator = (i, j) -> compare(numbers[i], numbers[j], descending);
    }

    @Override
    public void sort(int start, int stride, int[] order) {
      Blocks.load(array, offset + start, stride, line, line.length);
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      IntArrays.mergeSort(order, comparator);
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
}
