package dev.wengert.nn.tensorboard;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.io.proto.ProtoWriter;

/**
 * How many elements of a tensor lie in each of {@value #BUCKETS} equal parts of their range.
 *
 * <p>The message is TensorFlow's {@code HistogramProto}: smallest and largest element, count, sum,
 * sum of squares, and for each bucket its upper limit and its count. A bucket holds what is above
 * the limit before it, up to its own.
 */
final class Histogram {

  private static final int BUCKETS = 30;

  private Histogram() {}

  /**
   * Returns the message of a tensor.
   *
   * @param tag its name, for messages
   */
  static ProtoWriter encode(String tag, Tensor tensor) {
    double[] values = tensor.to(DType.FLOAT64).toDoubleArray();
    Preconditions.checkArgument(
        values.length > 0, "histogram: %s has no elements; give one or more", tag);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      Preconditions.checkArgument(
          Double.isFinite(value), "histogram: %s holds %s; give finite elements", tag, value);
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      squares += value * value;
    }
    double[] limits = limits(min, max);
    double[] counts = new double[limits.length];
    for (double value : values) {
      counts[bucket(value, limits)]++;
    }
    return new ProtoWriter()
        .float64(1, min)
        .float64(2, max)
        .float64(3, values.length)
        .float64(4, sum)
        .float64(5, squares)
        .float64s(6, limits)
        .float64s(7, counts);
  }

  private static double[] limits(double min, double max) {
    if (min == max) {
      return new double[] {max};
    }
    double[] limits = new double[BUCKETS];
    for (int i = 0; i < BUCKETS - 1; i++) {
      double share = (i + 1.0) / BUCKETS;
      limits[i] = min * (1 - share) + max * share;
    }
    limits[BUCKETS - 1] = max;
    return limits;
  }

  /** Returns the first bucket whose limit is not below a value. */
  private static int bucket(double value, double[] limits) {
    int at = java.util.Arrays.binarySearch(limits, value);
    return at >= 0 ? at : -at - 1;
  }
}
