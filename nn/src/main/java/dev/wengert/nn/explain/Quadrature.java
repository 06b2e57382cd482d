package dev.wengert.nn.explain;

/** A rule that makes of an integral over [0, 1] a weighted sum. */
final class Quadrature {

  private static final int MAX_ITERATIONS = 100;

  private final double[] points;
  private final double[] weights;

  private Quadrature(double[] points, double[] weights) {
    this.points = points;
    this.weights = weights;
  }

  /** Returns where the function is taken; ascending with i. */
  double point(int i) {
    return points[i];
  }

  /** Returns what it is multiplied by there; all of them add up to 1. */
  double weight(int i) {
    return weights[i];
  }

  /**
   * Returns Gauss and Legendre's rule of n points, which is exact for polynomials of degree {@code
   * 2 n - 1}: its points are the roots of the Legendre polynomial, found by Newton's method.
   */
  static Quadrature gaussLegendre(int n) {
    double[] points = new double[n];
    double[] weights = new double[n];
    for (int i = 0; i < (n + 1) / 2; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = slope(n, x);
      for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
        double step = value(n, x) / slope;
        x -= step;
        slope = slope(n, x);
        if (Math.abs(step) < 1e-16) {
          break;
        }
      }
      double weight = 1 / ((1 - x * x) * slope * slope);
      points[i] = (1 - x) / 2;
      points[n - 1 - i] = (1 + x) / 2;
      weights[i] = weight;
      weights[n - 1 - i] = weight;
    }
    return new Quadrature(points, weights);
  }

  /** Returns the Legendre polynomial of degree n by its recurrence. */
  private static double value(int n, double x) {
    double before = 0;
    double value = 1;
    for (int k = 1; k <= n; k++) {
      double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
      before = value;
      value = next;
    }
    return value;
  }

  private static double slope(int n, double x) {
    return n * (x * value(n, x) - value(n - 1, x)) / (x * x - 1);
  }
}
