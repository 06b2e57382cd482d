package dev.wengert.gradcheck;

import dev.wengert.array.DType;

/** One argument of the subject at its point, and the output seen through a cotangent. */
final class Site {

  private static final double UNITS = 0x1p7;

  /** A ladder has room for so many halvings at least. */
  private static final double RUNGS = 0x1p6;

  private final Subject subject;
  private final int argument;
  private final double[] point;
  private final double[] base;
  private final double[] cotangent;
  private final double epsilon;

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
        cotangent);
  }

  private Site(Subject subject, int argument, double[] point, double[] base, double[] cotangent) {
    this.subject = subject;
    this.argument = argument;
    this.point = point;
    this.base = base;
    this.cotangent = cotangent;
    this.epsilon = subject.dtype(argument) == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }

  /** Returns the same place seen through another cotangent. */
  Site through(double[] other) {
    return new Site(subject, argument, point, base, other);
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
    double size = Math.abs(point[element]);
    return line(
        (values, t) -> values[element] += t,
        moved.name() + Places.of(moved.value().shape(), element),
        noise,
        size,
        UNITS,
        reach().room(point[element], 1, least(size, UNITS)));
  }

  /** Returns the line that moves all elements along a direction. */
  Line line(double[] direction, Noise noise) {
    double squares = 0;
    double largest = 0;
    for (double x : point) {
      squares += x * x;
      largest = Math.max(largest, Math.abs(x));
    }
    double typical = Math.sqrt(squares / Math.max(1, point.length));
    double units = typical == 0 ? UNITS : UNITS * Math.max(1, largest / typical);
    return line(
        (values, t) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] += t * direction[i];
          }
        },
        subject.arguments().get(argument).name() + " along a random direction",
        noise,
        typical,
        units,
        room(direction, least(typical, units)));
  }

  /**
   * Returns a line that starts at an eighth of the moved elements' size, or of 1.
   *
   * @param units the least step, in units in the last place of such elements: enough to keep the
   *     sum of point and step exact
   * @param room the longest step that the domain leaves
   */
  private Line line(
      Line.Motion motion, String name, Noise noise, double size, double units, double room) {
    double start = Math.min(room, Math.scalb(1.0, Math.getExponent(Math.max(size, 1)) - 3));
    double least = Math.max(reach().least(), least(size, units));
    double scale =
        size == 0 ? Double.NaN : Math.min(room, Math.scalb(1.0, Math.getExponent(size) - 3));
    return new Line(this, motion, name, noise, start, scale, Math.min(least, start / RUNGS));
  }

  private double least(double size, double units) {
    return units * epsilon * (size == 0 ? epsilon : size);
  }

  private Reach reach() {
    return subject.arguments().get(argument).reach();
  }

  private double room(double[] direction, double least) {
    double room = Double.POSITIVE_INFINITY;
    for (int i = 0; i < direction.length; i++) {
      if (direction[i] != 0) {
        room = Math.min(room, reach().room(point[i], direction[i], least));
      }
    }
    return room;
  }

  /** Returns a direction that leads inward from the ends of the argument's domain. */
  double[] inward(double[] direction) {
    for (int i = 0; i < direction.length; i++) {
      direction[i] = reach().inward(point[i], direction[i], least(Math.abs(point[i]), UNITS));
    }
    return direction;
  }

  /** Returns whether probes may go there. */
  boolean allows(double[] moved) {
    return reach().allows(moved, point);
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
      direction[i] *= 8 * epsilon * (point[i] == 0 ? 1 : Math.abs(point[i]));
    }
    return line(inward(direction), Noise.NONE);
  }
}
