package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A trainer that knows the answer: probability 1 / (1 + exp(10 (x1 - x2))), and a cost of 1 /
 * (iteration + the length of the variant's name). It notes which variants it was asked for.
 */
public final class FakeTrainer implements VariantTrainer {

  private final List<Variant> checked = new ArrayList<>();
  private final List<Variant> trained = new ArrayList<>();
  private boolean correct = true;
  private double lastCostFactor = 1;
  private double bias = 0.1;
  private PlaneClassifier predictor = FakeTrainer::diagonal;

  /** Makes every gradient check fail from now on. */
  public void answerThatGradientsAreWrong() {
    correct = false;
  }

  /** Makes every training end in a cost that is no number. */
  public void diverge() {
    lastCostFactor = Double.NaN;
  }

  /** Makes every training leave a parameter that is no number, from the last step on. */
  public void divergeInTheLastStep() {
    bias = Double.NEGATIVE_INFINITY;
  }

  /** Makes every network answer with no number. */
  public void answerNaN() {
    predictor =
        (x1, x2) -> {
          double[] logits = new double[x1.length];
          Arrays.fill(logits, Double.NaN);
          return logits;
        };
  }

  /** Returns the variants whose gradients were checked. */
  public List<Variant> checked() {
    return checked;
  }

  /** Returns the variants that were trained. */
  public List<Variant> trained() {
    return trained;
  }

  @Override
  public GradientVerdict checkGradient(Variant variant, Settings settings, PlanarSet train) {
    checked.add(variant);
    return new GradientVerdict(correct, (correct ? "PASS of " : "WRONG of ") + variant);
  }

  @Override
  public TrainedVariant train(
      Variant variant, Settings settings, PlanarSet train, IntConsumer progress) {
    trained.add(variant);
    for (int done = 1; done <= settings.iterations(); done++) {
      progress.accept(done);
    }
    int[] iterations =
        IntStream.range(0, settings.iterations()).filter(settings::records).toArray();
    double[] costs = new double[iterations.length];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = 1.0 / (iterations[i] + variant.toString().length());
    }
    costs[costs.length - 1] *= lastCostFactor;
    boolean stops = variant == Variant.EARLYSTOP;
    CostCurve curve = CostCurve.of(iterations, costs);
    return new TrainedVariant(
        variant,
        stops ? HeldOut.of(train, settings.seed()).fit() : train,
        curve,
        ImmutableMap.of(
            "output.weight",
            ParameterValue.of(new int[] {1, 2}, new double[] {-10, 10}),
            "output.bias",
            ParameterValue.of(new int[0], new double[] {bias})),
        predictor,
        stops ? stopping() : null);
  }

  /** After 20 of 30 steps the cost was lowest. */
  private static StoppingCurve stopping() {
    int[] looks = {10, 20, 30};
    return new StoppingCurve(
        CostCurve.of(looks, new double[] {0.5, 0.25, 0.3}),
        CostCurve.of(looks, new double[] {0.4, 0.2, 0.1}),
        20);
  }

  /** Returns the logits of the known answer. */
  public static double[] diagonal(double[] x1, double[] x2) {
    double[] logits = new double[x1.length];
    for (int i = 0; i < x1.length; i++) {
      logits[i] = 10 * (x2[i] - x1[i]);
    }
    return logits;
  }
}
