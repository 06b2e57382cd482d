package dev.wengert.gradcheck;

/**
 * Searches a failed check for its place by halves: first for the element of the input, then for the
 * output whose part of it is wrong. Both halves are measured, and the worse one is halved again.
 */
final class Bisection {

  private final Noise noise;

  Bisection(Noise noise) {
    this.noise = noise;
  }

  /**
   * Returns the element whose derivative is most wrong along a direction.
   *
   * @param gradient what the pullback says of each
   */
  int element(Site site, double[] direction, double[] gradient) {
    int from = 0;
    int to = direction.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      double first = error(site, direction, gradient, from, middle);
      double second = error(site, direction, gradient, middle, to);
      if (isLarger(first, second)) {
        to = middle;
      } else {
        from = middle;
      }
    }
    return from;
  }

  private double error(Site site, double[] direction, double[] gradient, int from, int to) {
    double[] part = new double[direction.length];
    double slope = 0;
    for (int i = from; i < to; i++) {
      part[i] = direction[i];
      slope += gradient[i] * direction[i];
    }
    return Judge.error(site.line(part, noise), slope);
  }

  /** Returns the output that contributes most to the error of one element. */
  int output(Site site, int argument, int element, Views views) {
    double[] cotangent = site.cotangent();
    int from = 0;
    int to = cotangent.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      double part = part(site, argument, element, views, from, middle);
      double rest = part(site, argument, element, views, middle, to);
      if (isLarger(part, rest)) {
        to = middle;
      } else {
        from = middle;
      }
    }
    return from;
  }

  private double part(Site site, int argument, int element, Views views, int from, int to) {
    double[] mask = new double[site.cotangent().length];
    System.arraycopy(site.cotangent(), from, mask, from, to - from);
    double[] gradient = views.of(mask).gradient(argument);
    return Judge.error(site.through(mask).line(element, noise), gradient[element]);
  }

  /** A NaN is larger than every number. */
  private static boolean isLarger(double a, double b) {
    return Double.compare(Math.abs(a), Math.abs(b)) >= 0;
  }
}
