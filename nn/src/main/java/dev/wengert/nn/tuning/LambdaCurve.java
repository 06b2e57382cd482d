package dev.wengert.nn.tuning;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;

/**
 * Training and dev error against the strength of a regularization.
 *
 * @param points what was tried, the strengths ascending
 */
public record LambdaCurve(ImmutableList<Point> points) {

  /**
   * What one strength led to.
   *
   * @param lambda the strength, 0 or more
   * @param trainingError the error on the data trained on
   * @param devError the error on dev data; NaN if training failed
   */
  public record Point(double lambda, double trainingError, double devError) {}

  /**
   * Makes a curve.
   *
   * @throws IllegalArgumentException if the strengths do not ascend from 0 or more
   */
  public LambdaCurve {
    double last = -1;
    for (Point point : points) {
      Preconditions.checkArgument(
          point.lambda() > last && point.lambda() >= 0 && Double.isFinite(point.lambda()),
          "lambdaCurve: the strengths do not ascend: %s after %s; give each once, from 0 up",
          point.lambda(),
          last);
      last = point.lambda();
    }
  }

  /**
   * Returns the point of the lowest dev error; of several the strongest regularization, which makes
   * the simpler model.
   *
   * @throws IllegalArgumentException if no dev error is a finite number
   */
  public Point best() {
    Point best = null;
    for (Point point : points) {
      if (Double.isFinite(point.devError())
          && (best == null || point.devError() <= best.devError())) {
        best = point;
      }
    }
    Preconditions.checkArgument(
        best != null,
        "lambdaCurve: no dev error is a finite number among %s; look at one training by itself",
        points);
    return best;
  }

  /** Returns the points as CSV with a header, a line each. */
  public String toCsv() {
    StringBuilder csv = new StringBuilder("lambda,trainingError,devError\n");
    for (Point point : points) {
      csv.append(point.lambda())
          .append(',')
          .append(point.trainingError())
          .append(',')
          .append(point.devError())
          .append('\n');
    }
    return csv.toString();
  }

  /** Returns the points as a JSON array of objects; null stands for what is not a finite number. */
  public String toJson() {
    StringBuilder json = new StringBuilder("[");
    for (Point point : points) {
      json.append(json.length() == 1 ? "" : ",")
          .append("{\"lambda\":")
          .append(point.lambda())
          .append(",\"trainingError\":")
          .append(number(point.trainingError()))
          .append(",\"devError\":")
          .append(number(point.devError()))
          .append('}');
    }
    return json.append(']').toString();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "null";
  }

  /** Returns a drawing of both errors over the logarithm of the strength, as an SVG document. */
  public String toSvg() {
    return LambdaPlot.of(this);
  }
}
