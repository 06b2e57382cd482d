package dev.wengert.gradcheck.hint;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.point.Magnitudes;
import org.jspecify.annotations.Nullable;

/** All that is known about a wrong gradient. */
public final class Evidence {

  /** Numbers that differ by less, as a share of the larger, are taken to be the same. */
  private static final double ALIKE = 1e-5;

  private final Operand self;
  private final Comparison values;
  private final ImmutableList<Operand> others;
  private final Shape output;
  private final ImmutableList<Shape> outputs;
  private final double[] base;
  private final double[] cotangent;
  private final @Nullable Slopes slopes;

  /**
   * Makes evidence.
   *
   * @param self the input that the gradient is with respect to
   * @param values analytic and measured derivative of each element
   * @param others the other arguments
   * @param output the shape of the output; flat if there are several
   * @param outputs the shapes of the outputs
   * @param base the output at the point
   * @param cotangent the weight of each element of the output
   * @param slopes every output's derivative in every element; null for large problems
   */
  public Evidence(
      Operand self,
      Comparison values,
      ImmutableList<Operand> others,
      Shape output,
      ImmutableList<Shape> outputs,
      double[] base,
      double[] cotangent,
      @Nullable Slopes slopes) {
    this.self = self;
    this.values = values;
    this.others = others;
    this.output = output;
    this.outputs = outputs;
    this.base = base;
    this.cotangent = cotangent;
    this.slopes = slopes;
  }

  Operand self() {
    return self;
  }

  Comparison values() {
    return values;
  }

  ImmutableList<Operand> others() {
    return others;
  }

  Shape output() {
    return output;
  }

  ImmutableList<Shape> outputs() {
    return outputs;
  }

  double[] base() {
    return base;
  }

  double[] cotangent() {
    return cotangent;
  }

  @Nullable Slopes slopes() {
    return slopes;
  }

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
    double floor = 1e-7 * Math.max(Magnitudes.largest(a), Magnitudes.largest(b));
    boolean same = a.length == b.length && floor > 0;
    for (int i = 0; same && i < a.length; i++) {
      same = near(a[i], sign * b[i], floor);
    }
    return same;
  }
}
