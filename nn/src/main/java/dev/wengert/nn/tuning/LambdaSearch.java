package dev.wengert.nn.tuning;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/**
 * A search for the strength of a regularization that does best on dev data: over a logarithmic
 * grid, then, if asked, more finely around the best.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="lambda"}
 *
 * <p>Source for the grid: Bergstra and Bengio, "Random search for hyper-parameter optimization",
 * 2012, section 1; the strength acts by its order of magnitude.
 *
 * @param lowest the lowest strength of the grid, positive
 * @param highest the highest strength, above the lowest
 * @param points how many strengths there are in the grid, ends included, 2 or more
 * @param zero whether no regularization at all is tried, too
 * @param refinements how often to look halfway, on the logarithmic scale, between the best strength
 *     and its neighbours
 */
public record LambdaSearch(
    double lowest, double highest, int points, boolean zero, int refinements) {

  /**
   * The errors that one strength led to.
   *
   * @param training the error on the data trained on, without the penalty
   * @param dev the error on dev data, without the penalty; NaN if training failed
   */
  public record Errors(double training, double dev) {}

  /**
   * Makes a search.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public LambdaSearch {
    Preconditions.checkArgument(
        lowest > 0 && lowest < highest && Double.isFinite(highest),
        "lambdaSearch: not a range: from %s to %s; give 0 < lowest < highest",
        lowest,
        highest);
    Preconditions.checkArgument(
        points >= 2, "lambdaSearch: too few points for a grid: %s; give 2 or more", points);
    Preconditions.checkArgument(
        refinements >= 0 && refinements <= 20,
        "lambdaSearch: not a number of refinements: %s; give 0 to 20",
        refinements);
  }

  /** Returns a search over a grid alone. */
  public static LambdaSearch over(double lowest, double highest, int points) {
    return new LambdaSearch(lowest, highest, points, false, 0);
  }

  /** Returns this search with strength 0 tried, too. */
  public LambdaSearch withZero() {
    return new LambdaSearch(lowest, highest, points, true, refinements);
  }

  /** Returns this search with another number of refinements. */
  public LambdaSearch withRefinements(int times) {
    return new LambdaSearch(lowest, highest, points, zero, times);
  }

  /**
   * Trains once for each strength and returns what came out. The function should begin from the
   * same values with the same key each time, so that the strength alone makes the difference.
   *
   * @throws IllegalArgumentException if no strength led to a dev error that is a finite number
   */
  public LambdaCurve run(DoubleFunction<Errors> train) {
    TreeMap<Double, Errors> tried = new TreeMap<>();
    if (zero) {
      tried.put(0.0, train.apply(0));
    }
    for (int i = 0; i < points; i++) {
      double lambda = grid(i);
      tried.put(lambda, train.apply(lambda));
    }
    for (int i = 0; i < refinements; i++) {
      double best = curve(tried).best().lambda();
      Double below = tried.lowerKey(best);
      Double above = tried.higherKey(best);
      // There is nothing halfway to 0 on a logarithmic scale.
      if (below != null && below > 0) {
        double lambda = Math.sqrt(below * best);
        tried.put(lambda, train.apply(lambda));
      }
      if (above != null && best > 0) {
        double lambda = Math.sqrt(best * above);
        tried.put(lambda, train.apply(lambda));
      }
    }
    LambdaCurve result = curve(tried);
    result.best(); // There is one.
    return result;
  }

  private static LambdaCurve curve(TreeMap<Double, Errors> tried) {
    ImmutableList.Builder<LambdaCurve.Point> points = ImmutableList.builder();
    tried.forEach((lambda, e) -> points.add(new LambdaCurve.Point(lambda, e.training(), e.dev())));
    return new LambdaCurve(points.build());
  }

  /** The ends are exact. */
  private double grid(int i) {
    if (i == points - 1) {
      return highest;
    }
    return lowest * Math.pow(highest / lowest, (double) i / (points - 1));
  }
}
