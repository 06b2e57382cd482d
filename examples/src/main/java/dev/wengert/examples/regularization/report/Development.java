package dev.wengert.examples.regularization.report;

import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.training.TrainedVariant;

/**
 * What a training on a part of the training set comes to on the other part. The diagnosis rests on
 * it, so that the test set decides nothing.
 *
 * @param fitAccuracy the share of the examples trained on that are on the right side
 * @param devAccuracy the same of those held out
 * @param fitted how many were trained on
 * @param heldOut how many were held out
 */
public record Development(double fitAccuracy, double devAccuracy, int fitted, int heldOut) {

  /** Returns what a training on the first of two parts comes to. */
  public static Development of(TrainedVariant trained, HeldOut parts) {
    return new Development(
        trained.accuracy(parts.fit()),
        trained.accuracy(parts.dev()),
        parts.fit().size(),
        parts.dev().size());
  }

  /** Returns the sampling error of the difference of both accuracies. */
  double error() {
    return Math.hypot(
        SamplingError.of(fitAccuracy, fitted), SamplingError.of(devAccuracy, heldOut));
  }
}
