package dev.wengert.gradcheck;

import dev.wengert.array.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Guesses what is wrong with a gradient from how it differs from the measured one. */
final class Hints {

  private static final double ALIKE = 1e-4;
  private static final double INVARIANT = 1e-3;
  private static final double BROKEN = 1e-2;
  private static final MathContext DIGITS = new MathContext(7);

  private final Shape shape;
  private final double[] point;
  private final Comparison values;
  private final Shape output;
  private final List<String> hints = new ArrayList<>();

  private Hints(Shape shape, double[] point, Comparison values, Shape output) {
    this.shape = shape;
    this.point = point;
    this.values = values;
    this.output = output;
  }

  /**
   * Returns what the error looks like: a list that may be empty, and may be added to.
   *
   * @param point the input's values
   * @param values one derivative an element
   * @param output the output's shape
   */
  static List<String> of(Shape shape, double[] point, Comparison values, Shape output) {
    Hints hints = new Hints(shape, point, values, output);
    if (hints.isNotFinite()) {
      return hints.hints;
    }
    hints.howMany();
    hints.ratio();
    hints.zero();
    hints.permutation();
    hints.alongAnAxis();
    hints.invariance();
    hints.sign();
    return hints.hints;
  }

  /** What is not finite cannot be compared, and says enough by itself. */
  private boolean isNotFinite() {
    int wild = 0;
    for (int i = 0; i < values.size(); i++) {
      wild += Double.isFinite(values.analytic(i)) ? 0 : 1;
    }
    if (wild > 0) {
      hints.add(
          "%d of %d elements of the gradient are not finite: zero times infinity?"
              .formatted(wild, values.size()));
    }
    return wild > 0;
  }

  private void howMany() {
    int wrong = 0;
    for (int i = 0; i < values.size(); i++) {
      wrong += values.agrees(i) ? 0 : 1;
    }
    if (wrong < values.size() && wrong > 0) {
      hints.add("%d of %d elements are wrong".formatted(wrong, values.size()));
    }
  }

  /** One ratio everywhere is a factor, and factors have names. */
  private void ratio() {
    double ratio = Double.NaN;
    int seen = 0;
    for (int i = 0; i < values.size(); i++) {
      boolean small =
          Math.abs(values.numeric(i)) <= 1e3 * values.tolerance(i)
              || Math.abs(values.analytic(i)) <= 1e3 * values.tolerance(i);
      if (small) {
        if (!values.agrees(i)) {
          return;
        }
        continue;
      }
      double here = values.numeric(i) / values.analytic(i);
      if (seen > 0 && Math.abs(here - ratio) > ALIKE * Math.abs(ratio)) {
        return;
      }
      ratio = seen == 0 ? here : ratio;
      seen++;
    }
    if (seen > 1 || (seen == 1 && values.size() == 1)) {
      hints.add(
          "numeric / analytic = %s everywhere%s"
              .formatted(
                  new BigDecimal(ratio).round(DIGITS).stripTrailingZeros().toPlainString(),
                  name(ratio)));
    }
  }

  private String name(double ratio) {
    if (isNear(ratio, 1)) {
      return "";
    }
    if (isNear(ratio, -1)) {
      return ": a flipped sign?";
    }
    List<String> names = new ArrayList<>();
    if (isNear(ratio, 2)) {
      names.add("a lost factor 2 (of a square, say)?");
    }
    if (isNear(ratio, 0.5)) {
      names.add("a factor 2 too much?");
    }
    sides(names, ratio, output, "the output");
    sides(names, ratio, shape, "the input");
    for (int percent = 5; percent < 100; percent += 5) {
      double keep = 1 - percent / 100.0;
      if (isNear(ratio, 1 / keep)) {
        names.add("a missing 1 / (1 - p) with p = " + percent / 100.0 + "?");
      } else if (isNear(ratio, keep)) {
        names.add("a 1 / (1 - p) too much, with p = " + percent / 100.0 + "?");
      }
    }
    return names.isEmpty() ? "" : ": " + String.join(" or ", names);
  }

  private static void sides(List<String> names, double ratio, Shape shape, String owner) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      size(names, ratio, shape.side(axis), "side " + axis + " of " + owner);
    }
    if (shape.rank() > 1) {
      size(names, ratio, shape.size(), "the size of " + owner);
    }
  }

  private static void size(List<String> names, double ratio, int m, String what) {
    if (m < 2) {
      return;
    }
    if (isNear(ratio, m)) {
      names.add(m + " is " + what + ": a mean where a sum belongs?");
    } else if (isNear(ratio, 1.0 / m)) {
      names.add(m + " is " + what + ": a missing 1/" + m + "?");
    } else if (m > 2 && isNear(ratio, m / (m - 1.0))) {
      names.add(m + " is " + what + ": a 1/" + m + " where a 1/" + (m - 1) + " belongs?");
    } else if (m > 2 && isNear(ratio, (m - 1.0) / m)) {
      names.add(m + " is " + what + ": a 1/" + (m - 1) + " where a 1/" + m + " belongs?");
    }
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= 1e-6 * Math.abs(b);
  }

  private void zero() {
    int missing = 0;
    for (int i = 0; i < values.size(); i++) {
      if (!values.agrees(i)) {
        if (values.analytic(i) != 0) {
          return;
        }
        missing++;
      }
    }
    hints.add(
        missing == values.size()
            ? "the gradient is zero everywhere: a path that is cut off?"
            : "the wrong elements are all zero: a path that is cut off?");
  }

  private void permutation() {
    if (shape.rank() < 2 || shape.rank() > 4 || values.size() != shape.size()) {
      return;
    }
    int[] axes = new int[shape.rank()];
    permute(axes, 0, 0);
  }

  private boolean permute(int[] axes, int at, int used) {
    if (at == axes.length) {
      return isPermuted(axes);
    }
    for (int axis = 0; axis < axes.length; axis++) {
      boolean free = (used & 1 << axis) == 0;
      if (free && shape.side(axis) == shape.side(at)) {
        axes[at] = axis;
        if (permute(axes, at + 1, used | 1 << axis)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isPermuted(int[] axes) {
    boolean identity = true;
    for (int i = 0; i < axes.length; i++) {
      identity &= axes[i] == i;
    }
    if (identity) {
      return false;
    }
    int[] strides = shape.strides();
    for (int i = 0; i < values.size(); i++) {
      var place = Places.of(shape, i);
      int moved = 0;
      for (int axis = 0; axis < axes.length; axis++) {
        moved += place.get(axis) * strides[axes[axis]];
      }
      if (Math.abs(values.analytic(moved) - values.numeric(i)) > near(i)) {
        return false;
      }
    }
    hints.add(
        axes.length == 2
            ? "right after a transpose"
            : "right after permuting the axes to " + java.util.Arrays.toString(axes));
    return true;
  }

  private double near(int i) {
    return values.tolerance(i) + ALIKE * Math.abs(values.numeric(i));
  }

  /** A lost sum or a lost path through a mean shows along one axis. */
  private void alongAnAxis() {
    if (values.size() != shape.size()) {
      return;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      int side = shape.side(axis);
      if (side < 2) {
        continue;
      }
      boolean summed = true;
      boolean centred = true;
      int stride = shape.strides()[axis];
      for (int i = 0; i < values.size(); i++) {
        int first = i - i / stride % side * stride;
        double sum = 0;
        for (int k = 0; k < side; k++) {
          sum += values.analytic(first + k * stride);
        }
        summed &= Math.abs(sum - values.numeric(i)) <= near(i);
        centred &= Math.abs(values.analytic(i) - sum / side - values.numeric(i)) <= near(i);
      }
      if (summed) {
        hints.add("right after summing over axis " + axis);
      }
      if (centred) {
        hints.add(
            "right after subtracting the mean over axis " + axis + ": a lost path through a mean?");
      }
    }
  }

  /** A gradient that adds up to zero belongs to a function that ignores a shift, or a scale. */
  private void invariance() {
    if (values.size() != shape.size()) {
      return;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.side(axis) > 1) {
        boolean shift = isBrokenInvariance(axis, i -> 1);
        if (shift) {
          hints.add(
              "the numeric gradient adds up to zero over axis "
                  + axis
                  + ", the analytic does not: a wrong path through a mean?");
        } else if (isBrokenInvariance(axis, i -> point[i])) {
          hints.add(
              "times the input, the numeric gradient adds up to zero over axis "
                  + axis
                  + ", the analytic does not: a wrong path through a variance or norm?");
        }
      }
    }
  }

  /** Returns whether the weighed sums over an axis are zero for the numeric gradient alone. */
  private boolean isBrokenInvariance(int axis, IntToDoubleFunction weight) {
    int stride = shape.strides()[axis];
    int side = shape.side(axis);
    boolean broken = false;
    for (int i = 0; i < values.size(); i++) {
      if (i / stride % side != 0) {
        continue;
      }
      double numeric = 0;
      double analytic = 0;
      double size = 0;
      for (int k = 0; k < side; k++) {
        int at = i + k * stride;
        double w = weight.applyAsDouble(at);
        numeric += w * values.numeric(at);
        analytic += w * values.analytic(at);
        size += Math.abs(w * values.numeric(at));
      }
      if (size == 0 || Math.abs(numeric) > INVARIANT * size) {
        return false;
      }
      broken |= Math.abs(analytic) > BROKEN * size;
    }
    return broken;
  }

  private void sign() {
    int[] wrong = new int[2];
    int[] right = new int[2];
    for (int i = 0; i < values.size(); i++) {
      int side = point[i] < 0 ? 0 : 1;
      if (values.agrees(i)) {
        right[side]++;
      } else {
        wrong[side]++;
      }
    }
    if (wrong[0] > 0 && right[0] == 0 && wrong[1] == 0 && right[1] > 0) {
      hints.add("wrong only where the input is negative");
    } else if (wrong[1] > 0 && right[1] == 0 && wrong[0] == 0 && right[0] > 0) {
      hints.add("wrong only where the input is positive");
    }
  }
}
