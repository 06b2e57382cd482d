package dev.wengert.gradcheck;

import dev.wengert.array.DType;

/** One argument of the subject at its point, and the output seen through a cotangent. */
final class Site {

  private static final double UNITS = 0x1p7;
  private static final double WIDEST = 0x1p20;

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
  Probe line(int element, double noise) {
    Argument moved = subject.arguments().get(argument);
    return line(
        (values, t) -> values[element] += t,
        moved.name() + Places.of(moved.value().shape(), element),
        noise,
        Math.abs(point[element]),
        UNITS);
  }

  /** Returns the line that moves all elements along a direction. */
  Probe line(double[] direction, double noise) {
    double squares = 0;
    double largest = 0;
    for (double x : point) {
      squares += x * x;
      largest = Math.max(largest, Math.abs(x));
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
        typical == 0 ? UNITS : UNITS * Math.max(1, largest / typical));
  }

  /**
   * Returns a line that starts at an eighth of the moved elements' size, or of 1.
   *
   * @param units the least step, in units in the last place of such elements: enough to keep the
   *     sum of point and step exact
   */
  private Probe line(Line.Motion motion, String name, double noise, double size, double units) {
    double start = Math.scalb(1.0, Math.getExponent(Math.max(size, 1)) - 3);
    double least = units * epsilon * (size == 0 ? epsilon : size);
    return new Line(this, motion, name, noise, start, least);
  }

  /**
   * Returns how much the function's samples err, in units of their magnitude: at least the spacing
   * of numbers, and more where rounding inside the function is amplified.
   *
   * <p>The samples lie a few units in the last place apart, where a smooth function is a straight
   * line, and all to one side of the point, where there may be a jump; what remains in their higher
   * differences is noise. While samples coincide, the spacing is widened. Source: J. J. More and S.
   * M. Wild, "Estimating computational noise", 2011.
   */
  double noise(Signs signs) {
    double[] direction = signs.coarse(point.length);
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= 8 * epsilon * (point[i] == 0 ? 1 : Math.abs(point[i]));
    }
    for (double spacing = 1; spacing <= WIDEST; spacing *= 32) {
      Probe line = line(direction, 0);
      double[] samples = new double[8];
      boolean differ = false;
      for (int k = 0; k < samples.length; k++) {
        samples[k] = line.at((k + 1) * spacing);
        differ |= samples[k] != samples[0];
      }
      if (differ) {
        double relative = DifferenceTable.noise(samples) / line.magnitude();
        return Double.isFinite(relative) ? Math.max(epsilon, relative) : epsilon;
      }
    }
    return epsilon;
  }
}
