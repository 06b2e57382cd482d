package dev.wengert.examples.regularization.report;

import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.nn.train.Diagnosis;

/**
 * All that is shown of one variant.
 *
 * @param trainAccuracy the share of the examples trained on that are on the right side
 * @param testAccuracy the same of the test examples
 * @param diagnosis what the two come to
 */
public record VariantResult(
    TrainedVariant trained,
    GradientVerdict gradientCheck,
    double trainAccuracy,
    double testAccuracy,
    Diagnosis diagnosis) {

  /**
   * Returns the result of a training.
   *
   * @param unavoidable the error that the best rule makes
   */
  public static VariantResult of(
      TrainedVariant trained, GradientVerdict gradientCheck, PlanarSet test, double unavoidable) {
    return of(
        trained,
        gradientCheck,
        trained.accuracy(trained.fitted()),
        trained.accuracy(test),
        unavoidable);
  }

  static VariantResult of(
      TrainedVariant trained,
      GradientVerdict gradientCheck,
      double trainAccuracy,
      double testAccuracy,
      double unavoidable) {
    return new VariantResult(
        trained,
        gradientCheck,
        trainAccuracy,
        testAccuracy,
        Diagnosis.of(1 - trainAccuracy, 1 - testAccuracy, unavoidable));
  }

  /** Returns the diagnosis in a few words. */
  public String finding() {
    return switch (diagnosis.finding()) {
      case HIGH_BIAS -> "high bias";
      case HIGH_VARIANCE -> "high variance";
      case HIGH_BIAS_AND_VARIANCE -> "high bias and variance";
      case NEITHER -> "neither is high";
    };
  }
}
