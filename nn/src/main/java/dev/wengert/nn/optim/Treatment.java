package dev.wengert.nn.optim;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one parameter is treated.
 *
 * @param rate its group's own; null for that of the chain
 * @param decay its group's own
 * @param isWeight whether the chain's decay is for it
 * @param l1 lambda of an L1 penalty that is taken by a proximal step; 0 for none
 * @param unitAxis the axis that counts its units
 */
record Treatment(
    @Nullable Schedule rate, OptionalDouble decay, boolean isWeight, double l1, int unitAxis) {

  Schedule rate(Schedule usual) {
    return rate == null ? usual : rate;
  }

  double decay(double usual) {
    return decay.orElse(isWeight ? usual : 0);
  }
}
