package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;

/**
 * Lowers all rates when a metric has not become smaller for a while.
 *
 * <p>It is not a {@link Schedule}, since it looks at what training gives; it stands outside the
 * step and sets {@link Optimizer.State#withScale}.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="plateau"}
 *
 * @param factor by what the scale is multiplied, below 1
 * @param patience how many metrics in a row may fail to improve on the best before that
 * @param least below this the scale does not go
 */
public record ReduceOnPlateau(double factor, int patience, double least) {

  /**
   * What it has seen.
   *
   * @param best the smallest metric
   * @param waited how many came since that or since the last reduction
   * @param scale the product of all reductions
   */
  public record Watch(double best, int waited, double scale) {}

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if the factor is not between 0 and 1, the patience negative,
   *     or the least scale not in [0, 1]
   */
  public ReduceOnPlateau {
    Preconditions.checkArgument(
        factor > 0 && factor < 1,
        "plateau: the factor is %s; give a number between 0 and 1",
        factor);
    Preconditions.checkArgument(
        patience >= 0, "plateau: the patience is %s; give 0 or more", patience);
    Preconditions.checkArgument(
        least >= 0 && least <= 1,
        "plateau: the least scale is %s; give a number from 0 to 1",
        least);
  }

  /** Returns one that goes on without end. */
  public static ReduceOnPlateau of(double factor, int patience) {
    return new ReduceOnPlateau(factor, patience, 0);
  }

  /** Returns what it has seen before the first metric. */
  public Watch start() {
    return new Watch(Double.POSITIVE_INFINITY, 0, 1);
  }

  /** Returns what it has seen after a metric. A NaN is no improvement. */
  public Watch next(Watch watch, double metric) {
    if (metric < watch.best()) {
      return new Watch(metric, 0, watch.scale());
    }
    if (watch.waited() < patience) {
      return new Watch(watch.best(), watch.waited() + 1, watch.scale());
    }
    double lowered = Math.max(watch.scale() * factor, Math.min(least, watch.scale()));
    return new Watch(watch.best(), 0, lowered);
  }
}
