package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Places;
import java.util.Arrays;

/** Looks for the right numbers in wrong places. */
final class OrderHints {

  /** Fewer different numbers may coincide. */
  private static final int LEAST_DISTINCT = 3;

  /** Numbers that differ by less, as a share of the largest, are the same. */
  private static final double EXACT = 1e-9;

  private final Shape shape;
  private final double[] analytic;
  private final double[] numeric;
  private final double floor;

  private OrderHints(Evidence evidence) {
    this.shape = evidence.self().shape();
    this.analytic = new double[evidence.size()];
    this.numeric = new double[analytic.length];
    double tolerance = 0;
    for (int i = 0; i < analytic.length; i++) {
      analytic[i] = evidence.values().analytic(i);
      numeric[i] = evidence.values().numeric(i);
      tolerance = Math.max(tolerance, evidence.values().tolerance(i));
    }
    this.floor = tolerance + EXACT * Magnitudes.largest(numeric);
  }

  /** Returns what must be done to the gradient; empty if that is not known. */
  static String of(Evidence evidence) {
    OrderHints hints = new OrderHints(evidence);
    if (!hints.isVaried()) {
      return "";
    }
    String hint = hints.permuted();
    hint = hint.isEmpty() ? hints.flipped() : hint;
    hint = hint.isEmpty() ? hints.shifted() : hint;
    return hint.isEmpty() ? hints.sorted() : hint;
  }

  private boolean isVaried() {
    double[] seen = new double[LEAST_DISTINCT];
    int distinct = 0;
    for (double value : numeric) {
      boolean isNew = distinct < seen.length;
      for (int j = 0; j < distinct && isNew; j++) {
        isNew = Math.abs(seen[j] - value) > 1e-3 * Magnitudes.largest(numeric);
      }
      if (isNew) {
        seen[distinct++] = value;
      }
    }
    return distinct >= LEAST_DISTINCT;
  }

  /** Returns whether each element's derivative is what the gradient has at another place. */
  private boolean isAt(int[] places) {
    for (int i = 0; i < numeric.length; i++) {
      double value = places[i] < 0 ? 0 : analytic[places[i]];
      if (!(Math.abs(value - numeric[i]) <= floor)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Axes swapped, be it that the sides differ: then the numbers were laid out for another shape.
   */
  private String permuted() {
    if (shape.rank() < 2 || shape.rank() > 4) {
      return "";
    }
    return permute(new int[shape.rank()], 0, 0);
  }

  private String permute(int[] axes, int at, int used) {
    if (at == axes.length) {
      boolean identity = true;
      for (int i = 0; i < axes.length; i++) {
        identity &= axes[i] == i;
      }
      if (identity || !isAt(places(axes))) {
        return "";
      }
      return axes.length == 2
          ? "right after a transpose"
          : "right after permuting the axes to " + Arrays.toString(axes);
    }
    for (int axis = 0; axis < axes.length; axis++) {
      if ((used & 1 << axis) == 0) {
        axes[at] = axis;
        String hint = permute(axes, at + 1, used | 1 << axis);
        if (!hint.isEmpty()) {
          return hint;
        }
      }
    }
    return "";
  }

  /** Returns where each element stands in a row-major array whose axes are in another order. */
  private int[] places(int[] axes) {
    int[] strides = new int[axes.length];
    int stride = 1;
    for (int k = axes.length - 1; k >= 0; k--) {
      strides[axes[k]] = stride;
      stride *= shape.side(axes[k]);
    }
    int[] places = new int[numeric.length];
    for (int i = 0; i < places.length; i++) {
      var place = Places.of(shape, i);
      for (int axis = 0; axis < axes.length; axis++) {
        places[i] += place.get(axis) * strides[axis];
      }
    }
    return places;
  }

  private String flipped() {
    for (int subset = 1; subset < 1 << Math.min(shape.rank(), 4); subset++) {
      int[] places = new int[numeric.length];
      StringBuilder axes = new StringBuilder();
      for (int i = 0; i < places.length; i++) {
        places[i] = i;
      }
      for (int axis = 0; axis < shape.rank(); axis++) {
        if ((subset >> axis & 1) != 0) {
          axes.append(axes.isEmpty() ? "" : ", ").append(axis);
          int stride = shape.strides()[axis];
          for (int i = 0; i < places.length; i++) {
            int at = i / stride % shape.side(axis);
            places[i] += (shape.side(axis) - 1 - 2 * at) * stride;
          }
        }
      }
      if (isAt(places)) {
        return "right after turning axis " + axes + " round: a flipped kernel or sequence?";
      }
    }
    return "";
  }

  private String shifted() {
    for (int axis = 0; axis < shape.rank(); axis++) {
      int side = shape.side(axis);
      int stride = shape.strides()[axis];
      for (int by = 1 - side; by < side && side > 2; by++) {
        boolean isShort = Math.abs(by) <= side / 2;
        for (int kind = 0; kind < 2 && by != 0 && isShort; kind++) {
          int[] places = new int[numeric.length];
          for (int i = 0; i < places.length; i++) {
            int at = i / stride % side;
            int from = at + by;
            boolean isOutside = from < 0 || from >= side;
            from = Math.floorMod(from, side);
            places[i] = isOutside && kind == 1 ? -1 : i + (from - at) * stride;
          }
          if (isAt(places)) {
            return "right after shifting by %d along axis %d%s: an index off by %s?"
                .formatted(-by, axis, kind == 0 ? ", around the end" : "", Math.abs(by));
          }
        }
      }
    }
    return "";
  }

  private String sorted() {
    double[] a = analytic.clone();
    double[] b = numeric.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    for (int i = 0; i < a.length; i++) {
      if (!(Math.abs(a[i] - b[i]) <= floor)) {
        return "";
      }
    }
    return "the right numbers in the wrong places: an index or an order mixed up?";
  }
}
