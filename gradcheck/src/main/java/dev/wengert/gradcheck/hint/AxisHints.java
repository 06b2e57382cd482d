package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Looks at the error along axes: lost sums, and lost paths through something that is one. */
final class AxisHints {

  private static final double INVARIANT = 1e-6;
  private static final double BROKEN = 1e-2;
  private static final double ALIKE = 1e-4;

  private final Evidence evidence;
  private final Comparison values;
  private final Shape shape;
  private final double[] point;
  private final List<String> hints = new ArrayList<>();

  private AxisHints(Evidence evidence) {
    this.evidence = evidence;
    this.values = evidence.values();
    this.shape = evidence.self().shape();
    this.point = evidence.self().point();
  }

  /** Returns what repairs the gradient. */
  static List<String> repairs(Evidence evidence) {
    AxisHints hints = new AxisHints(evidence);
    hints.repairs();
    return hints.hints;
  }

  /** Returns what the error is the same in. */
  static List<String> errors(Evidence evidence) {
    AxisHints hints = new AxisHints(evidence);
    hints.multiples();
    if (hints.hints.isEmpty()) {
      hints.invariances();
    }
    return hints.hints;
  }

  private double near(int i) {
    return values.tolerance(i) + ALIKE * Math.abs(values.numeric(i));
  }

  private void repairs() {
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
        hints.add("right after summing over axis " + axis + ": a lost sum?");
      }
      if (centred) {
        hints.add(
            "right after subtracting the mean over axis "
                + axis
                + ": a lost or wrong path through a mean?");
      }
    }
  }

  /** The error is a multiple of something along some axes: all of them took one number too much. */
  private void multiples() {
    double[] output =
        evidence.output().equals(shape) && evidence.outputs().size() == 1 ? evidence.base() : null;
    for (int subset = 1; subset < 1 << Math.min(shape.rank(), 5); subset++) {
      Shape reduced = Quantity.reduced(shape, subset);
      int group = shape.size() / Math.max(1, reduced.size());
      if (group < 3 || (group == 3 && reduced.size() < 2)) {
        continue;
      }
      String axes = " over " + axes(subset);
      if (isMultiple(reduced, i -> 1)) {
        hints.add(
            "the error is the same for all elements"
                + axes
                + ": a wrong or lost path through their sum or mean?");
      } else if (isMultiple(reduced, i -> point[i])) {
        hints.add(
            "the error is a multiple of the input"
                + axes
                + ": a wrong or lost path through a norm, a sum of squares or a product?");
      } else if (output != null && isMultiple(reduced, i -> output[i])) {
        hints.add(
            "the error is a multiple of the output"
                + axes
                + ": a wrong or lost path through what the output is divided by (a sum, a norm)?");
      } else {
        continue;
      }
      return;
    }
  }

  private String axes(int subset) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if ((subset >> axis & 1) != 0) {
        axes.add(axis);
      }
    }
    return axes.size() == 1 ? "axis " + axes.get(0) : "axes " + axes;
  }

  private boolean isMultiple(Shape reduced, IntToDoubleFunction of) {
    double[] ratios = new double[reduced.size()];
    double[] seen = new double[reduced.size()];
    double largest = 0;
    for (int i = 0; i < values.size(); i++) {
      largest = Math.max(largest, Math.abs(values.error(i)));
    }
    boolean any = false;
    for (int i = 0; i < values.size(); i++) {
      int g = Quantity.index(i, shape, reduced);
      double q = of.applyAsDouble(i);
      if (Math.abs(q) > Math.abs(seen[g])) {
        seen[g] = q;
        ratios[g] = values.error(i) / q;
      }
    }
    for (int i = 0; i < values.size(); i++) {
      double expected = ratios[Quantity.index(i, shape, reduced)] * of.applyAsDouble(i);
      double error = values.error(i);
      if (!(Math.abs(error - expected)
          <= values.tolerance(i) + 1e-6 * Math.abs(error) + 1e-9 * largest)) {
        return false;
      }
      any |= Math.abs(error) > 100 * values.tolerance(i);
    }
    return any;
  }

  /** A gradient that adds up to zero belongs to a function that ignores a shift, or a scale. */
  private void invariances() {
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.side(axis) > 2) {
        int at = axis;
        if (isBroken(axis, i -> 1)) {
          hints.add(
              "the numeric gradient adds up to zero over axis "
                  + at
                  + ", the analytic does not: the function ignores a shift of all elements there");
        } else if (isBroken(axis, i -> point[i])) {
          hints.add(
              "times the input, the numeric gradient adds up to zero over axis "
                  + at
                  + ", the analytic does not: the function ignores the scale of the elements"
                  + " there");
        }
      }
    }
  }

  /** Returns whether the weighed sums over an axis are zero for the numeric gradient alone. */
  private boolean isBroken(int axis, @Nullable IntToDoubleFunction weight) {
    int stride = shape.strides()[axis];
    int side = shape.side(axis);
    boolean broken = false;
    for (int i = 0; i < values.size(); i++) {
      if (i / stride % side != 0 || weight == null) {
        continue;
      }
      double numeric = 0;
      double analytic = 0;
      double size = 0;
      double floor = 0;
      for (int k = 0; k < side; k++) {
        int at = i + k * stride;
        double w = weight.applyAsDouble(at);
        numeric += w * values.numeric(at);
        analytic += w * values.analytic(at);
        size += Math.abs(w * values.numeric(at));
        floor += Math.abs(w) * values.tolerance(at);
      }
      if (size == 0 || Math.abs(numeric) > INVARIANT * size + floor) {
        return false;
      }
      broken |= Math.abs(analytic) > BROKEN * size;
    }
    return broken;
  }
}
