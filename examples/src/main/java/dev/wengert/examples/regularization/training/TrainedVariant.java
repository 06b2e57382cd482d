package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.regularization.data.PlanarSet;

/**
 * What the training of one variant gives.
 *
 * @param variant which one
 * @param costs the cost at the iterations that {@link Settings#records} names
 * @param parameters the values after the last step, by path
 * @param predictor the trained network
 */
public record TrainedVariant(
    Variant variant,
    CostCurve costs,
    ImmutableMap<String, ParameterValue> parameters,
    Predictor predictor) {

  /** Returns the share of the set's examples that the trained network puts on the right side. */
  public double accuracy(PlanarSet set) {
    return set.accuracy(predictor.probabilities(set.x1(), set.x2()));
  }
}
