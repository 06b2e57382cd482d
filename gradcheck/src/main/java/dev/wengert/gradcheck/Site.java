package dev.wengert.gradcheck;

import dev.wengert.Tensor;
import dev.wengert.array.DType;

/** One argument of the subject at its point, and the output seen through a cotangent. */
final class Site {

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
    this.subject = subject;
    this.argument = argument;
    this.point = subject.arguments().get(argument).value().toDoubleArray();
    this.base = base;
    this.cotangent = cotangent;
    this.epsilon = subject.dtype(argument) == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }

  double[] point() {
    return point;
  }

  /** Returns the distance between neighbouring numbers at 1, in the argument's dtype. */
  double epsilon() {
    return epsilon;
  }

  /** Returns the line that moves one element. */
  Probe line(int element, double noise) {
    double size = Math.abs(point[element]);
    return new Line(noise, size, 0x1p7) {
      @Override
      void move(double[] moved, double t) {
        moved[element] += t;
      }
    };
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
    return new Line(noise, typical, 0x1p7 * Math.max(1, largest / Math.max(typical, 1e-300))) {
      @Override
      void move(double[] moved, double t) {
        for (int i = 0; i < moved.length; i++) {
          moved[i] += t * direction[i];
        }
      }
    };
  }

  /** A line through the point, whose samples are differences from the output there. */
  private abstract class Line implements Probe {

    private final double noise;
    private final double start;
    private final double least;
    private double magnitude;

    /**
     * Makes a line.
     *
     * @param size how large the moved elements are
     * @param grain the least step, in units in the last place of such elements
     */
    Line(double noise, double size, double grain) {
      this.noise = noise;
      double unit = Math.max(size, 1);
      this.start = Math.scalb(1.0, Math.getExponent(unit) - 3);
      this.least = grain * epsilon * (size == 0 ? epsilon : size);
    }

    abstract void move(double[] moved, double t);

    @Override
    public double at(double t) {
      double[] moved = point.clone();
      move(moved, t);
      Tensor output = subject.evaluate(argument, moved);
      double[] values = output.toDoubleArray();
      double difference = 0;
      double squares = 0;
      for (int i = 0; i < values.length; i++) {
        double change = values[i] - base[i];
        if (change != 0) {
          difference += cotangent[i] * change;
          double weighed = cotangent[i] * Math.max(Math.abs(values[i]), Math.abs(base[i]));
          squares += weighed * weighed;
        }
      }
      if (!Double.isFinite(difference)) {
        return Double.NaN;
      }
      magnitude = Math.max(magnitude, Math.sqrt(squares));
      return difference;
    }

    @Override
    public double magnitude() {
      return magnitude;
    }

    @Override
    public double noise() {
      return noise;
    }

    @Override
    public double start() {
      return start;
    }

    @Override
    public double least() {
      return least;
    }
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
    double[] direction = signs.draw(point.length);
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= 8 * epsilon * (point[i] == 0 ? 1 : Math.abs(point[i]));
    }
    double widest = 0x1p20;
    for (double spacing = 1; spacing <= widest; spacing *= 32) {
      Line line = (Line) line(direction, 0);
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
