package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.ops.primitive.SparseMatMul;

/**
 * Spatial axes made longer or shorter, by the definitions of PyTorch's {@code interpolate}.
 *
 * <p>Each axis is resized by itself: each place is made of a few elements with weights that sum to
 * 1. Elements beyond an end are those at the end. An element that is NaN or infinite reaches the
 * places that it is part of.
 */
public final class Resizing {

  /** Keys's a: what PyTorch takes without smoothing. */
  private static final double SHARP = -0.75;

  /** Keys's a for a cubic that is right to the third order, which PyTorch takes with smoothing. */
  private static final double EXACT = -0.5;

  private Resizing() {}

  /**
   * Returns x resized along its spatial axes: [N, C, spatial...] to [N, C, output...]. Pullback: d
   * to what each place is made of, in the same shares. PyTorch: {@code interpolate}; JAX: {@code
   * image.resize}.
   *
   * @param output the new sides, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a side is not positive or x is empty
   */
  public static Tensor resize(Tensor x, Resize how, int... output) {
    return resize("resize", x, how, output);
  }

  static Tensor resize(String operation, Tensor x, Resize how, int... output) {
    int[] spatial = Windows.spatial(operation, x);
    int[] sides = Windows.positive(operation, spatial, output);
    Tensor result = x;
    for (int axis = 0; axis < spatial.length; axis++) {
      SparseMatMul.Rows rows = new SparseMatMul.Rows();
      for (int i = 0; i < sides[axis]; i++) {
        add(rows, how, i, spatial[axis], sides[axis]);
        rows.next();
      }
      result = rows.of(result, axis + 2);
    }
    return result;
  }

  private static void add(SparseMatMul.Rows rows, Resize how, int place, int from, int to) {
    switch (how.method()) {
      case NEAREST -> rows.add((int) ((long) place * from / to), 1);
      case NEAREST_EXACT -> rows.add((int) ((2L * place + 1) * from / (2L * to)), 1);
      case LINEAR -> {
        if (how.antialias()) {
          addSmoothed(rows, true, place, from, to);
        } else {
          double at = Math.clamp(at(how, place, from, to), 0, from - 1);
          addTaps(rows, from, (int) at, 1 - (at - (int) at), at - (int) at);
        }
      }
      case CUBIC -> {
        if (how.antialias()) {
          addSmoothed(rows, false, place, from, to);
        } else {
          double at = at(how, place, from, to);
          double low = Math.floor(at);
          double t = at - low;
          addTaps(
              rows,
              from,
              (int) low - 1,
              cubic(t + 1, SHARP),
              cubic(t, SHARP),
              cubic(1 - t, SHARP),
              cubic(2 - t, SHARP));
        }
      }
    }
  }

  /** Where a place lies among the elements that there were. */
  private static double at(Resize how, int place, int from, int to) {
    if (how.alignCorners()) {
      return to == 1 ? 0 : (double) place * (from - 1) / (to - 1);
    }
    return (place + 0.5) * from / to - 0.5;
  }

  /** Adds neighbours, those beyond an end as the one at the end. */
  private static void addTaps(SparseMatMul.Rows rows, int side, int first, double... weights) {
    int at = -1;
    double weight = 0;
    for (int k = 0; k < weights.length; k++) {
      int position = Math.clamp(first + k, 0, side - 1);
      if (position != at && at >= 0) {
        rows.add(at, weight);
        weight = 0;
      }
      at = position;
      weight += weights[k];
    }
    rows.add(at, weight);
  }

  /** Adds the elements under a kernel that is as wide as the step between places, if above 1. */
  private static void addSmoothed(
      SparseMatMul.Rows rows, boolean linear, int place, int from, int to) {
    double scale = (double) from / to;
    double width = Math.max(1, scale);
    double reach = (linear ? 1 : 2) * width;
    double center = scale * (place + 0.5);
    int first = Math.max(0, (int) (center - reach + 0.5));
    int last = Math.min(from, (int) (center + reach + 0.5));
    double[] weights = new double[last - first];
    double total = 0;
    for (int k = 0; k < weights.length; k++) {
      double t = Math.abs((first + k - center + 0.5) / width);
      weights[k] = linear ? Math.max(0, 1 - t) : cubic(t, EXACT);
      total += weights[k];
    }
    for (int k = 0; k < weights.length; k++) {
      rows.add(first + k, weights[k] / total);
    }
  }

  /** Keys 1981, equation 4, by the distance from 0. */
  private static double cubic(double t, double a) {
    if (t <= 1) {
      return ((a + 2) * t - (a + 3)) * t * t + 1;
    }
    return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
  }
}
