package dev.wengert.gradcheck;

import dev.wengert.array.DType;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One argument of the subject at its point, and the output seen through a cotangent. */
final class Site {

  private static final double UNITS = 0x1p7;

  /** How many of the multiples that keep a sum exact the least step is. */
  private static final double EXACT = 4;

  private final Subject subject;
  private final int argument;
  private final double[] point;
  private final double[] base;
  private final double[] cotangent;
  private final double epsilon;

  /** What the steps to begin with are drawn from: random, as the cotangent is. */
  private final long key;

  /**
   * Makes a site.
   *
   * @param base the output at the point
   * @param cotangent the weight of each output
   */
  Site(Subject subject, int argument, double[] base, double[] cotangent) {
    this(
        subject,
        argument,
        subject.arguments().get(argument).value().toDoubleArray(),
        base,
        cotangent,
        31L * argument + Arrays.hashCode(cotangent));
  }

  private Site(
      Subject subject, int argument, double[] point, double[] base, double[] cotangent, long key) {
    this.subject = subject;
    this.argument = argument;
    this.point = point;
    this.base = base;
    this.cotangent = cotangent;
    this.key = key;
    this.epsilon = subject.dtype(argument) == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }

  /** Returns the same place seen through another cotangent. */
  Site through(double[] other) {
    return new Site(subject, argument, point, base, other, key);
  }

  Subject subject() {
    return subject;
  }

  int argument() {
    return argument;
  }

  double[] point() {
    return point;
  }

  double[] base() {
    return base;
  }

  double[] cotangent() {
    return cotangent;
  }

  /** Returns the line that moves one element. */
  Line line(int element, Noise noise) {
    Argument moved = subject.arguments().get(argument);
    return line(
        (values, t) -> values[element] += t,
        moved.name() + Places.of(moved.value().shape(), element),
        noise,
        Double.isFinite(point[element]) ? Math.abs(point[element]) : 0,
        UNITS,
        key + element);
  }

  /** Returns the line that moves all elements along a direction. */
  Line line(double[] direction, Noise noise) {
    double squares = 0;
    double largest = 0;
    for (double x : point) {
      if (Double.isFinite(x)) {
        squares += x * x;
        largest = Math.max(largest, Math.abs(x));
      }
    }
    double typical = Math.sqrt(squares / Math.max(1, point.length));
    return line(
        (values, t) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] += t * direction[i];
          }
        },
        subject.arguments().get(argument).name() + " along a random direction",
        noise,
        typical,
        typical == 0 ? UNITS : UNITS * Math.max(1, largest / typical),
        key + Arrays.hashCode(direction));
  }

  /**
   * Returns a line that starts at an irrational share, about an eighth, of the moved elements'
   * size, or of 1.
   *
   * @param units the least step, in units in the last place of such elements: enough to keep the
   *     sum of point and step exact
   * @param seed of the share
   */
  private Line line(
      Line.Motion motion, String name, Noise noise, double size, double units, long seed) {
    double share = 0.7 + 0.6 * new SplittableRandom(seed).nextDouble();
    double start = share * Math.scalb(1.0, Math.getExponent(Math.max(size, 1)) - 3);
    double least = units * epsilon * (size == 0 ? epsilon : size);
    double scale = size == 0 ? Double.NaN : share * Math.scalb(1.0, Math.getExponent(size) - 3);
    double grain = least / EXACT;
    return new Line(
        this, motion, name, noise, start, scale, least, Math.scalb(1.0, Math.getExponent(grain)));
  }

  /** Returns the spacing of numbers at 1. */
  double epsilon() {
    return epsilon;
  }

  /** Measures how much the function's outputs err. */
  Noise noise(Signs signs) {
    return Noise.of(fine(signs), base, epsilon);
  }

  /** Looks at how much they err once more, from further away. */
  Noise grained(Signs signs, Noise noise) {
    return noise.grained(fine(signs));
  }

  /** Returns a line whose unit is a few units in the last place of the point. */
  private Line fine(Signs signs) {
    double[] direction = signs.coarse(point.length);
    for (int i = 0; i < direction.length; i++) {
      double size = point[i] == 0 ? 1 : Math.abs(point[i]);
      direction[i] *= Double.isFinite(size) ? 8 * epsilon * size : 0;
    }
    return line(direction, Noise.NONE);
  }
}
