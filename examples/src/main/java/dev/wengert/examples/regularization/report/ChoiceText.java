package dev.wengert.examples.regularization.report;

import com.google.common.collect.ImmutableList;
import dev.wengert.examples.regularization.training.StoppingCurve;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.tuning.Diagnosis;
import dev.wengert.nn.tuning.LambdaCurve;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What was chosen, lambda and the end of training, what L1 left, and what to do next, in a line
 * each.
 */
public final class ChoiceText {

  private ChoiceText() {}

  /** Returns the lines; none where nothing was chosen and nothing is to be done. */
  public static ImmutableList<String> lines(Results results) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    for (VariantResult result : results.variants()) {
      StoppingCurve stopping = result.trained().stopping();
      if (stopping != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "earlystop: ended after %d iterations; its parameters are those after %d, when the"
                    + " held-out cost was lowest, %.4f",
                stopping.last(),
                stopping.best(),
                stopping.bestCost()));
      }
    }
    if (results.lambdas() != null) {
      LambdaCurve.Point best = results.lambdas().best();
      lines.add(
          String.format(
              Locale.ROOT,
              "tuned: lambda is %s, the one of %d with the lowest held-out cost, %.4f",
              ResultTable.plain(best.lambda()),
              results.lambdas().points().size(),
              best.devError()));
    }
    for (VariantResult result : results.variants()) {
      TrainedVariant trained = result.trained();
      if (trained.variant() == Variant.L1) {
        lines.add("l1: " + zeros(trained));
      }
    }
    Effect.of(results.variants(), results.data().test()).forEach(e -> lines.add(e.toString()));
    Set<String> remedies = new LinkedHashSet<>();
    for (VariantResult result : results.variants()) {
      Diagnosis diagnosis = result.diagnosis();
      if (diagnosis != null && !diagnosis.remedies().isEmpty()) {
        remedies.add(result.finding() + ": " + diagnosis.remedies().getFirst());
      }
    }
    lines.addAll(remedies);
    if (results.variants().getFirst().unavoidable() == null) {
      lines.add(
          "nothing is said of bias: what error even the best rule makes is not known;"
              + " --human-error says it");
    }
    return lines.build();
  }

  /** Returns how many of a network's weights are exactly zero. */
  static String zeros(TrainedVariant trained) {
    return trained.zeroWeights() + " of " + trained.weights() + " weights are exactly zero";
  }
}
