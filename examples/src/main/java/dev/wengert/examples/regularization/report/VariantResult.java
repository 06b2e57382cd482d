package dev.wengert.examples.regularization.report;

import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.nn.tuning.Diagnosis;
import org.jspecify.annotations.Nullable;

/**
 * All that is shown of one variant.
 *
 * @param trainAccuracy the share of the examples trained on that are on the right side
 * @param testAccuracy the same of the test examples
 * @param tested how many test examples there are
 * @param development what the diagnosis rests on; null where there are too few examples for one
 * @param unavoidable the error that the best rule makes; null where that is not known, so that
 *     nothing is said of bias
 */
public record VariantResult(
    TrainedVariant trained,
    GradientVerdict gradientCheck,
    double trainAccuracy,
    double testAccuracy,
    int tested,
    @Nullable Development development,
    @Nullable Double unavoidable) {

  /** Returns the result of a training. */
  public static VariantResult of(
      TrainedVariant trained,
      GradientVerdict gradientCheck,
      PlanarSet test,
      @Nullable Development development,
      @Nullable Double unavoidable) {
    return new VariantResult(
        trained,
        gradientCheck,
        trained.accuracy(trained.fitted()),
        trained.accuracy(test),
        test.size(),
        development,
        unavoidable);
  }

  /** Returns the training accuracy with its sampling error. */
  String training() {
    return ResultTable.percent(trainAccuracy, trained.fitted().size());
  }

  /** Returns the test accuracy with its sampling error. */
  String test() {
    return ResultTable.percent(testAccuracy, tested);
  }

  /** Returns the accuracy on held-out examples with its sampling error. */
  String dev() {
    return development == null
        ? "-"
        : ResultTable.percent(development.devAccuracy(), development.heldOut());
  }

  /**
   * Returns what fitted and held-out examples come to: a difference counts above twice its sampling
   * error, and two points at least. Without a known unavoidable error there is no bias.
   */
  public @Nullable Diagnosis diagnosis() {
    if (development == null) {
      return null;
    }
    double error = 1 - development.fitAccuracy();
    return Diagnosis.of(
            error, 1 - development.devAccuracy(), unavoidable == null ? error : unavoidable)
        .withTolerance(Math.max(Diagnosis.DEFAULT_TOLERANCE, 2 * development.error()));
  }

  /** Returns the diagnosis in a few words. */
  public String finding() {
    Diagnosis diagnosis = diagnosis();
    if (diagnosis == null) {
      return "too few examples";
    }
    return switch (diagnosis.finding()) {
      case HIGH_BIAS -> "high bias";
      case HIGH_VARIANCE -> "high variance";
      case HIGH_BIAS_AND_VARIANCE -> "high bias and variance";
      case NEITHER -> unavoidable == null ? "no high variance" : "neither is high";
    };
  }
}
