package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import dev.wengert.nn.Values;
import org.jspecify.annotations.Nullable;

/**
 * Ends training when a figure of the {@linkplain Evaluation evaluation} has not improved for a
 * number of epochs; training then gives back the best values it saw.
 *
 * <p>Source: Prechelt, "Early stopping, but when?", 1998.
 *
 * @param figure the figure's name, {@code dev.loss} for example
 * @param patience how many epochs in a row may bring no improvement before training ends
 * @param isHigherBetter whether it improves upwards, as an accuracy does
 */
public record EarlyStopping(String figure, int patience, boolean isHigherBetter) {

  /**
   * What it has seen.
   *
   * @param best the best figure; NaN before the first
   * @param waited how many epochs came since
   * @param values the values that gave the best figure; null before the first
   */
  public record Watch(double best, int waited, @Nullable Values values) {}

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if the patience is negative
   */
  public EarlyStopping {
    Preconditions.checkArgument(
        patience >= 0, "earlyStopping: the patience is %s; give 0 or more", patience);
  }

  /** Returns one that watches a loss of that name, where lower is better. */
  public static EarlyStopping onLoss(String figure, int patience) {
    return new EarlyStopping(figure, patience, false);
  }

  /** Returns what it has seen before the first epoch. */
  public static Watch start() {
    return new Watch(Double.NaN, 0, null);
  }

  /** Returns what it has seen after an epoch. NaN is never an improvement. */
  public Watch next(Watch watch, double value, Values values) {
    boolean isFirst = watch.values() == null && !Double.isNaN(value);
    boolean isBetter = isHigherBetter ? value > watch.best() : value < watch.best();
    return isFirst || isBetter
        ? new Watch(value, 0, values)
        : new Watch(watch.best(), watch.waited() + 1, watch.values());
  }

  /** Returns whether training should end. */
  public boolean isOver(Watch watch) {
    return watch.waited() > patience;
  }
}
