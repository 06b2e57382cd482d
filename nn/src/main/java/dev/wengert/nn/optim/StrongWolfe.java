package dev.wengert.nn.optim;

import dev.wengert.nn.Values;
import org.jspecify.annotations.Nullable;

/**
 * The search along a line for a point where the loss has gone down enough and its slope has become
 * flat enough: {@code f(a) <= f(0) + c1 a f'(0)} and {@code |f'(a)| <= c2 |f'(0)|}.
 *
 * <p>Source: Nocedal and Wright, "Numerical optimization", second edition, 2006, algorithms 3.5 and
 * 3.6; the cubic is equation 3.59.
 */
final class StrongWolfe {

  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MOST_EVALUATIONS = 30;

  /**
   * A point on the line.
   *
   * @param length how far it is
   * @param slope the derivative along the line
   */
  record Point(double length, double slope, Values values, Objective.LossAndGradients evaluation) {
    double loss() {
      return evaluation.loss();
    }
  }

  private final Objective objective;
  private final Point start;
  private final Values direction;
  private int evaluations;

  StrongWolfe(
      Objective objective, Values values, Objective.LossAndGradients evaluation, Values direction) {
    this.objective = objective;
    this.direction = direction;
    this.start = new Point(0, Vectors.dot(evaluation.gradients(), direction), values, evaluation);
  }

  int evaluations() {
    return evaluations;
  }

  double slope() {
    return start.slope();
  }

  /** Returns a point that fulfils both conditions, or the lowest that fulfils the first, if any. */
  @Nullable Point search(double first) {
    Point before = start;
    double length = first;
    while (evaluations < MOST_EVALUATIONS) {
      Point here = at(length);
      if (tooHigh(here) || (evaluations > 1 && here.loss() >= before.loss())) {
        return zoom(before, here);
      }
      if (isFlat(here)) {
        return here;
      }
      if (here.slope() >= 0) {
        return zoom(here, before);
      }
      before = here;
      length *= 2;
    }
    return before.length() > 0 ? before : null;
  }

  /** Narrows the bracket between a low point and another, where the loss bends back up. */
  private @Nullable Point zoom(Point from, Point to) {
    Point low = from;
    Point high = to;
    while (evaluations < MOST_EVALUATIONS) {
      double length = between(low, high);
      if (length == low.length() || length == high.length()) {
        break;
      }
      Point here = at(length);
      if (tooHigh(here) || here.loss() >= low.loss()) {
        high = here;
      } else {
        if (isFlat(here)) {
          return here;
        }
        if (here.slope() * (high.length() - low.length()) >= 0) {
          high = low;
        }
        low = here;
      }
    }
    return low.length() > 0 ? low : null;
  }

  private Point at(double length) {
    evaluations++;
    Values values = start.values().with(Vectors.plusTimes(start.values(), length, direction));
    Objective.LossAndGradients evaluation = objective.at(values);
    return new Point(length, Vectors.dot(evaluation.gradients(), direction), values, evaluation);
  }

  /** A loss that is NaN is too high. */
  private boolean tooHigh(Point point) {
    double bound = start.loss() + SUFFICIENT_DECREASE * point.length() * start.slope();
    return !(point.loss() <= bound);
  }

  private boolean isFlat(Point point) {
    return Math.abs(point.slope()) <= CURVATURE * Math.abs(start.slope());
  }

  /** Returns where a cubic through both points is lowest, kept off the ends; else the middle. */
  private static double between(Point a, Point b) {
    double width = b.length() - a.length();
    double d1 = a.slope() + b.slope() - 3 * (a.loss() - b.loss()) / (a.length() - b.length());
    double d2 = Math.signum(width) * Math.sqrt(d1 * d1 - a.slope() * b.slope());
    double lowest = b.length() - width * ((b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2));
    double share = (lowest - a.length()) / width;
    return share >= 0.1 && share <= 0.9 ? lowest : a.length() + 0.5 * width;
  }
}
