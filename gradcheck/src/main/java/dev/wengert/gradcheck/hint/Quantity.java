package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that a formula may have, one for each element of a shape: an argument, or its variance
 * over some axes.
 */
final class Quantity {

  private static final double USUAL_EPSILON = 1e-5;
  private static final double[] EPSILONS = {0, 1e-3, 1e-5, 1e-6, 1e-8, 1e-12};

  private final String name;
  private final double[] values;
  private final boolean isVariance;

  /**
   * Makes a quantity.
   *
   * @param name what it is
   * @param values one an element
   * @param isVariance whether an epsilon may have been added
   */
  Quantity(String name, double[] values, boolean isVariance) {
    this.name = name;
    this.values = values;
    this.isVariance = isVariance;
  }

  String name() {
    return name;
  }

  double[] values() {
    return values;
  }

  boolean isVariance() {
    return isVariance;
  }

  /** Returns the quantities that have the shape of a target, or can be broadcast to it. */
  static List<Quantity> of(Shape target, Shape shape, double[] values, String name) {
    List<Quantity> quantities = new ArrayList<>();
    double[] spread = broadcast(values, shape, target);
    if (spread != null) {
      quantities.add(new Quantity(name, spread, false));
    }
    if (shape.rank() <= 4 && values.length > 1) {
      for (int subset = 1; subset < 1 << shape.rank(); subset++) {
        Shape reduced = reduced(shape, subset);
        double[] mean = mean(values, shape, reduced);
        double[] variance = new double[mean.length];
        double[] squares = new double[mean.length];
        for (int i = 0; i < values.length; i++) {
          int at = index(i, shape, reduced);
          variance[at] += (values[i] - mean[at]) * (values[i] - mean[at]);
          squares[at] += values[i] * values[i];
        }
        double count = (double) values.length / mean.length;
        for (int i = 0; i < mean.length; i++) {
          variance[i] /= count;
        }
        if (shape.equals(target) && count > 1 && !name.equals("the output")) {
          double[] standard = new double[values.length];
          for (int i = 0; i < values.length; i++) {
            int at = index(i, shape, reduced);
            standard[i] = (values[i] - mean[at]) / Math.sqrt(variance[at] + USUAL_EPSILON);
          }
          quantities.add(
              new Quantity(
                  name + " standardized over axes " + axes(shape, subset), standard, false));
        }
        String over = " of " + name + " over axes " + axes(shape, subset);
        for (Shape laid : List.of(reduced, squeezed(shape, subset))) {
          double[] wide = broadcast(variance, laid, target);
          if (wide != null && count > 1) {
            quantities.add(new Quantity("the variance" + over, wide, true));
            double[] norms = broadcast(squares, laid, target);
            if (norms != null) {
              quantities.add(new Quantity("the sum of squares" + over, norms, true));
            }
            break;
          }
        }
      }
    }
    return quantities;
  }

  private static List<Integer> axes(Shape shape, int subset) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if ((subset >> axis & 1) != 0) {
        axes.add(axis);
      }
    }
    return axes;
  }

  /** Returns a shape with 1 for the sides of some axes. */
  static Shape reduced(Shape shape, int subset) {
    int[] sides = shape.sides();
    for (int axis = 0; axis < sides.length; axis++) {
      sides[axis] = (subset >> axis & 1) != 0 ? 1 : sides[axis];
    }
    return Shape.of(sides);
  }

  private static Shape squeezed(Shape shape, int subset) {
    int[] sides = new int[shape.rank() - Integer.bitCount(subset)];
    int next = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if ((subset >> axis & 1) == 0) {
        sides[next++] = shape.side(axis);
      }
    }
    return Shape.of(sides);
  }

  private static double[] mean(double[] values, Shape shape, Shape reduced) {
    double[] mean = new double[reduced.size()];
    for (int i = 0; i < values.length; i++) {
      mean[index(i, shape, reduced)] += values[i] * mean.length / values.length;
    }
    return mean;
  }

  /** Returns where an element of a shape stands in one with 1 for some sides. */
  static int index(int flat, Shape from, Shape to) {
    int rest = flat;
    int at = 0;
    int stride = 1;
    for (int axis = from.rank() - 1; axis >= 0; axis--) {
      int place = rest % from.side(axis);
      rest /= from.side(axis);
      int other = axis - from.rank() + to.rank();
      if (other >= 0) {
        at += (to.side(other) == 1 ? 0 : place) * stride;
        stride *= to.side(other);
      }
    }
    return at;
  }

  /** Returns values repeated to a larger shape; null if they do not fit. */
  static double @Nullable [] broadcast(double[] values, Shape shape, Shape target) {
    if (shape.rank() > target.rank()) {
      return null;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      int side = target.side(axis + target.rank() - shape.rank());
      if (shape.side(axis) != 1 && shape.side(axis) != side) {
        return null;
      }
    }
    double[] result = new double[target.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[index(i, target, shape)];
    }
    return result;
  }

  /**
   * A function of a quantity.
   *
   * @param name with {@code %s} for the quantity
   * @param function the function
   * @param power the exponent, if it is a power; else 0
   */
  record Form(String name, DoubleUnaryOperator function, double power) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("%s", q -> q, 1),
          new Form("1 / %s", q -> 1 / q, -1),
          new Form("%s^2", q -> q * q, 2),
          new Form("1 / %s^2", q -> 1 / (q * q), -2),
          new Form("sqrt(%s)", Math::sqrt, 0.5),
          new Form("1 / sqrt(%s)", q -> 1 / Math.sqrt(q), -0.5),
          new Form("%s^3", q -> q * q * q, 3),
          new Form("1 / %s^3", q -> 1 / (q * q * q), -3),
          new Form("%s^(3/2)", q -> q * Math.sqrt(q), 1.5),
          new Form("1 / %s^(3/2)", q -> 1 / (q * Math.sqrt(q)), -1.5));

  private static final List<Form> OTHER_FORMS =
      List.of(
          new Form("|%s|", Math::abs, 0),
          new Form("1 / |%s|", q -> 1 / Math.abs(q), 0),
          new Form("the sign of %s", Math::signum, 0),
          new Form("(1 - %s)", q -> 1 - q, 0),
          new Form("1 / (1 - %s)", q -> 1 / (1 - q), 0),
          new Form("(1 + %s)", q -> 1 + q, 0),
          new Form("1 / (1 + %s)", q -> 1 / (1 + q), 0),
          new Form("(1 - %s^2)", q -> 1 - q * q, 0),
          new Form("1 / (1 - %s^2)", q -> 1 / (1 - q * q), 0),
          new Form("(1 + %s^2)", q -> 1 + q * q, 0),
          new Form("1 / (1 + %s^2)", q -> 1 / (1 + q * q), 0),
          new Form("%1$s (1 - %1$s)", q -> q * (1 - q), 0),
          new Form("1 / (%1$s (1 - %1$s))", q -> 1 / (q * (1 - q)), 0),
          new Form("exp(%s)", Math::exp, 0),
          new Form("exp(-%s)", q -> Math.exp(-q), 0),
          new Form("exp(-%s^2)", q -> Math.exp(-q * q), 0),
          new Form("exp(-%s^2 / 2)", q -> Math.exp(-q * q / 2), 0),
          new Form("log(%s)", Math::log, 0),
          new Form("1 / log(%s)", q -> 1 / Math.log(q), 0),
          new Form("sin(%s)", Math::sin, 0),
          new Form("cos(%s)", Math::cos, 0),
          new Form("1 / cos(%s)", q -> 1 / Math.cos(q), 0),
          new Form("1 / cos(%s)^2", q -> 1 / (Math.cos(q) * Math.cos(q)), 0),
          new Form("tan(%s)", Math::tan, 0),
          new Form("1 / tan(%s)", q -> 1 / Math.tan(q), 0),
          new Form("tanh(%s)", Math::tanh, 0),
          new Form("(1 - tanh(%s)^2)", q -> 1 - Math.tanh(q) * Math.tanh(q), 0),
          new Form("sigmoid(%s)", q -> 1 / (1 + Math.exp(-q)), 0),
          new Form("sigmoid(-%s)", q -> 1 / (1 + Math.exp(q)), 0));

  /**
   * Returns the functions of this quantity, an epsilon added where that is usual.
   *
   * @param powers whether powers are wanted, or the others
   */
  List<Form> forms(boolean powers) {
    if (!isVariance) {
      return powers ? FORMS : OTHER_FORMS;
    }
    List<Form> forms = new ArrayList<>();
    if (powers) {
      for (double epsilon : EPSILONS) {
        for (Form form : FORMS) {
          if (Math.abs(form.power()) <= 2) {
            forms.add(
                new Form(
                    form.name(), q -> form.function().applyAsDouble(q + epsilon), form.power()));
          }
        }
      }
    }
    return forms;
  }
}
