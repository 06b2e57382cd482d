package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.nn.Values;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The limited-memory BFGS method with a line search for the strong Wolfe conditions: it minimises a
 * loss that is the same function throughout, of one batch that is all the data.
 *
 * <p>It is a loop over evaluations and not an {@link UpdateRule}, since it looks at losses. Source:
 * Nocedal and Wright, "Numerical optimization", second edition, 2006, algorithms 7.4 and 7.5; the
 * line search is their algorithms 3.5 and 3.6.
 *
 * @param history how many past steps make up the curvature, 10 as a rule
 * @param iterations how many steps it takes at most
 * @param tolerance it stops where no gradient is larger than this
 */
public record Lbfgs(int history, int iterations, double tolerance) {

  /** Why it stopped. */
  public enum Reason {
    /** No gradient is larger than the tolerance. */
    CONVERGED,
    /** The most steps were taken. */
    ITERATIONS,
    /** Along its line no point is lower: the loss is as low as its rounding lets it be told. */
    NO_LOWER_POINT
  }

  /**
   * Where it stopped.
   *
   * @param values the values there
   * @param loss the loss there
   * @param iterations how many steps it took
   * @param evaluations how often it asked for loss and gradients
   * @param reason why it stopped
   */
  public record Result(
      Values values, double loss, int iterations, int evaluations, Reason reason) {}

  /** A past step: the way, how the gradients changed, and 1 over the product of both. */
  private record Curvature(Values way, Values change, double inverse) {}

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if history or iterations are not positive, or the tolerance is
   *     negative
   */
  public Lbfgs {
    Preconditions.checkArgument(
        history > 0 && iterations > 0,
        "lbfgs: history %s, iterations %s; give 1 or more of both",
        history,
        iterations);
    Hyperparameters.notNegative("lbfgs", "tolerance", tolerance);
  }

  /** Returns one with a history of 10, 1000 iterations and tolerance 1e-7. */
  public static Lbfgs standard() {
    return new Lbfgs(10, 1000, 1e-7);
  }

  /**
   * Returns where the loss is lowest, from a starting point downhill.
   *
   * <p>It goes by numbers, so no derivative can be taken through it; asking for one is an error.
   *
   * @throws IllegalArgumentException if start or gradients belong to somebody's derivative
   * @throws ArithmeticException if the loss or a gradient at the start is NaN or infinite
   */
  public Result minimize(Objective objective, Values start) {
    Values values = start;
    Objective.LossAndGradients here = objective.at(values);
    checkNotDifferentiated("start", values);
    checkNotDifferentiated("gradients", here.gradients());
    if (!Double.isFinite(here.loss())) {
      throw new ArithmeticException(
          "lbfgs: the loss at the start is " + here.loss() + "; start where it is finite");
    }
    double steepest = Vectors.largest(here.gradients());
    if (!Double.isFinite(steepest)) {
      throw new ArithmeticException(
          "lbfgs: the loss at the start is finite, its largest gradient is "
              + steepest
              + "; start where both are finite");
    }
    Deque<Curvature> past = new ArrayDeque<>();
    int evaluations = 1;
    for (int i = 0; i < iterations; i++) {
      double largest = Vectors.largest(here.gradients());
      if (largest <= tolerance) {
        return new Result(values, here.loss(), i, evaluations, Reason.CONVERGED);
      }
      Values direction = Vectors.times(direction(past, here.gradients()), -1);
      StrongWolfe line = new StrongWolfe(objective, values, here, direction);
      double first = past.isEmpty() ? Math.min(1, 1 / largest) : 1;
      StrongWolfe.Point next = line.slope() < 0 ? line.search(first) : null;
      evaluations += line.evaluations();
      if (next == null) {
        return new Result(values, here.loss(), i, evaluations, Reason.NO_LOWER_POINT);
      }
      remember(past, Vectors.times(direction, next.length()), here, next.evaluation());
      values = next.values();
      here = next.evaluation();
    }
    return new Result(values, here.loss(), iterations, evaluations, Reason.ITERATIONS);
  }

  private static void checkNotDifferentiated(String what, Values values) {
    values
        .byPath()
        .forEach(
            (path, value) ->
                Preconditions.checkArgument(
                    !Autodiff.isDifferentiated(value),
                    "lbfgs: a derivative is taken through the %s of %s, but a search along lines"
                        + " goes by numbers and has none; give it detach()ed values, or take steps"
                        + " of an UpdateRule",
                    what,
                    path));
  }

  /** Keeps a step, unless rounding left no curvature in it. */
  private void remember(
      Deque<Curvature> past,
      Values way,
      Objective.LossAndGradients before,
      Objective.LossAndGradients after) {
    Values change = Vectors.plusTimes(after.gradients(), -1, before.gradients());
    double product = Vectors.dot(way, change);
    if (product > 1e-10 * Vectors.dot(change, change)) {
      past.addFirst(new Curvature(way, change, 1 / product));
      if (past.size() > history) {
        past.removeLast();
      }
    }
  }

  /** Returns the inverse Hessian, as the past shows it, times a gradient: algorithm 7.4. */
  private static Values direction(Deque<Curvature> past, Values gradients) {
    Values q = gradients;
    double[] alphas = new double[past.size()];
    int i = 0;
    for (Curvature step : past) {
      alphas[i] = step.inverse() * Vectors.dot(step.way(), q);
      q = Vectors.plusTimes(q, -alphas[i], step.change());
      i++;
    }
    @Nullable Curvature latest = past.peekFirst();
    if (latest != null) {
      q = Vectors.times(q, 1 / (latest.inverse() * Vectors.dot(latest.change(), latest.change())));
    }
    for (Iterator<Curvature> steps = past.descendingIterator(); steps.hasNext(); ) {
      Curvature step = steps.next();
      double beta = step.inverse() * Vectors.dot(step.change(), q);
      q = Vectors.plusTimes(q, alphas[--i] - beta, step.way());
    }
    return q;
  }
}
