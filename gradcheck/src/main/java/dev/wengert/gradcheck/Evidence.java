package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Shape;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a wrong gradient.
 *
 * @param self the input that it is with respect to
 * @param values analytic and measured derivative of each element
 * @param others the other arguments
 * @param output the shape of the output; flat if there are several
 * @param outputs the shapes of the outputs
 * @param base the output at the point
 * @param cotangent the weight of each element of the output
 * @param slopes every output's derivative in every element; null for large problems
 */
record Evidence(
    Operand self,
    Comparison values,
    ImmutableList<Operand> others,
    Shape output,
    ImmutableList<Shape> outputs,
    double[] base,
    double[] cotangent,
    @Nullable Slopes slopes) {

  /** Numbers that differ by less, as a share of the larger, are taken to be the same. */
  private static final double ALIKE = 1e-5;

  /**
   * An argument of the function.
   *
   * @param name its name
   * @param shape its shape
   * @param point its values
   * @param gradient what the pullback says; empty for a constant
   */
  record Operand(String name, Shape shape, double[] point, double[] gradient) {}

  int size() {
    return values.size();
  }

  /** Returns whether a number is the measured derivative of an element. */
  boolean isNumeric(double value, int i) {
    return near(value, values.numeric(i), values.tolerance(i));
  }

  static boolean near(double a, double b, double floor) {
    return Math.abs(a - b) <= floor + ALIKE * Math.max(Math.abs(a), Math.abs(b));
  }

  /** Returns whether two lists of numbers are the same, up to a share of their largest. */
  static boolean same(double[] a, double[] b, double sign) {
    double floor = 1e-7 * Math.max(Precision.largest(a), Precision.largest(b));
    boolean same = a.length == b.length && floor > 0;
    for (int i = 0; same && i < a.length; i++) {
      same = near(a[i], sign * b[i], floor);
    }
    return same;
  }
}
