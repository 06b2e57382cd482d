package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.regularization.data.PlanarSet;
import org.jspecify.annotations.Nullable;

/**
 * What the training of one variant gives.
 *
 * @param variant which one
 * @param fitted the examples it was trained on
 * @param costs the cost at the iterations that {@link Settings#records} names; where training was
 *     stopped early, up to the step whose parameters were given back, and there
 * @param parameters the values in the end, by path
 * @param predictor the trained network
 * @param stopping what early stopping saw; null without it
 */
public record TrainedVariant(
    Variant variant,
    PlanarSet fitted,
    CostCurve costs,
    ImmutableMap<String, ParameterValue> parameters,
    PlaneClassifier predictor,
    @Nullable StoppingCurve stopping) {

  /**
   * Returns of each of the set's examples whether the trained network puts it on the right side.
   */
  public boolean[] isRight(PlanarSet set) {
    double[] probabilities = predictor.probabilities(set.x1(), set.x2());
    double[] labels = set.labels();
    boolean[] right = new boolean[labels.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = probabilities[i] > 0.5 == labels[i] > 0.5;
    }
    return right;
  }

  /** Returns how many weights there are; weights are matrices, biases and scales are not. */
  public int weights() {
    return parameters.values().stream()
        .filter(value -> value.shape().length() == 2)
        .mapToInt(value -> value.data().length())
        .sum();
  }

  /** Returns how many of the weights are exactly 0. */
  public int zeroWeights() {
    return (int)
        parameters.values().stream()
            .filter(value -> value.shape().length() == 2)
            .flatMapToDouble(value -> value.data().stream())
            .filter(weight -> weight == 0)
            .count();
  }

  /** Returns the share of the set's examples that the trained network puts on the right side. */
  public double accuracy(PlanarSet set) {
    return set.accuracy(predictor.probabilities(set.x1(), set.x2()));
  }
}
