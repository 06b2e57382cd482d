package dev.wengert.examples.regularization.report;

import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a variant changed against the plain network, and why, as far as the costs of both say it.
 *
 * @param variant which one
 * @param gap by how much training accuracy is further ahead of test accuracy; below 0 it is nearer
 * @param test the change of test accuracy
 * @param error the sampling error of the latter, both networks seeing the same points
 * @param reason why the gap widened; empty where it did not
 */
record Effect(Variant variant, double gap, double test, double error, String reason) {

  /** Returns the effect of each variant but the plain one; none where that was not trained. */
  static List<Effect> of(List<VariantResult> results, PlanarSet test) {
    List<Effect> effects = new ArrayList<>();
    VariantResult plain = results.getFirst();
    if (plain.trained().variant() == Variant.NONE) {
      for (VariantResult result : results.subList(1, results.size())) {
        effects.add(of(result, plain, test));
      }
    }
    return effects;
  }

  private static Effect of(VariantResult result, VariantResult plain, PlanarSet test) {
    double gap = gap(result) - gap(plain);
    return new Effect(
        result.trained().variant(),
        gap,
        result.testAccuracy() - plain.testAccuracy(),
        SamplingError.of(result.trained().isRight(test), plain.trained().isRight(test)),
        gap > 0 ? reason(result.trained(), plain.trained(), test) : "");
  }

  private static double gap(VariantResult result) {
    return result.trainAccuracy() - result.testAccuracy();
  }

  private static String reason(TrainedVariant trained, TrainedVariant plain, PlanarSet test) {
    double fitted = trained.predictor().crossEntropy(trained.fitted());
    double before = plain.predictor().crossEntropy(plain.fitted());
    String costs =
        String.format(
            Locale.ROOT,
            "its training examples cost %.3f instead of %.3f, the test examples %.3f instead of"
                + " %.3f",
            fitted,
            before,
            trained.predictor().crossEntropy(test),
            plain.predictor().crossEntropy(test));
    return (fitted < before
            ? "it helped descent and not against noise, which was learnt further: "
            : "it took as much from the rule as from the noise: ")
        + costs;
  }

  /** Returns it as a sentence. */
  @Override
  public String toString() {
    boolean told = Math.abs(test) > 2 * error;
    return String.format(
        Locale.ROOT,
        "%s: test accuracy %+.1f +- %.1f points%s; the gap %s%s",
        variant.title(),
        100 * test,
        100 * error,
        told ? "" : ", no more than chance",
        gap == 0
            ? "stays"
            : String.format(
                Locale.ROOT, "%s by %.1f", gap < 0 ? "narrows" : "widens", 100 * Math.abs(gap)),
        reason.isEmpty() ? "" : ": " + reason);
  }
}
