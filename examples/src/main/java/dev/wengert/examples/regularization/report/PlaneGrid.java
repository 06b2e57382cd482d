package dev.wengert.examples.regularization.report;

import com.google.common.primitives.Doubles;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.training.PlaneClassifier;

/**
 * A square grid of points over the part of the plane that holds the data, with a margin.
 *
 * @param x the columns' coordinates, evenly spaced
 * @param y the rows' coordinates, evenly spaced
 */
@SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
record PlaneGrid(double[] x, double[] y) {

  private static final int SIDE = 361;
  private static final double MARGIN = 0.06;

  /** Returns the grid over both sets. */
  static PlaneGrid around(PlanarData data) {
    return new PlaneGrid(
        axis(data.train().x1(), data.test().x1()), axis(data.train().x2(), data.test().x2()));
  }

  private static double[] axis(double[] train, double[] test) {
    double min = Math.min(Doubles.min(train), Doubles.min(test));
    double max = Math.max(Doubles.max(train), Doubles.max(test));
    // All points on one line: the axis still needs a length.
    double margin = max > min ? MARGIN * (max - min) : 0.5;
    double[] values = new double[SIDE];
    for (int i = 0; i < SIDE; i++) {
      double share = (double) i / (SIDE - 1);
      values[i] = (min - margin) * (1 - share) + (max + margin) * share;
    }
    return values;
  }

  double minX() {
    return x[0];
  }

  double maxX() {
    return x[x.length - 1];
  }

  double minY() {
    return y[0];
  }

  double maxY() {
    return y[y.length - 1];
  }

  /** Returns the first coordinate of each point, row after row. */
  double[] pointX() {
    double[] points = new double[x.length * y.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = x[i % x.length];
    }
    return points;
  }

  /** Returns the second coordinate of each point, row after row. */
  double[] pointY() {
    double[] points = new double[x.length * y.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = y[i / x.length];
    }
    return points;
  }

  /** Returns the probability of label 1 at each point, row after row. */
  double[] evaluate(PlaneClassifier predictor) {
    return predictor.probabilities(pointX(), pointY());
  }
}
