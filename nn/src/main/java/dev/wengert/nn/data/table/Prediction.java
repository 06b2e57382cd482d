package dev.wengert.nn.data.table;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/** What a model says of one row. It is immutable. */
public final class Prediction {

  private final Target target;
  private final double[] outputs;

  Prediction(Target target, double[] outputs) {
    this.target = target;
    this.outputs = outputs;
  }

  /** Returns the model's outputs as they are: logits, or a scaled number. */
  public double[] outputs() {
    return outputs.clone();
  }

  /**
   * Returns the number that is foretold, in the units of its column.
   *
   * @throws IllegalStateException if no number is foretold
   */
  public double number() {
    checkState(
        target.classes().isEmpty() && !target.isYesOrNo(),
        "prediction: %s is no number; ask for label() or probabilities()",
        target.column());
    return target.scale().invert(outputs[0]);
  }

  /**
   * Returns the probability of yes, or of 1: the logistic function of the output.
   *
   * @throws IllegalStateException if what is foretold is not yes or no
   */
  public double probability() {
    checkState(
        target.isYesOrNo(),
        "prediction: %s is not yes or no; ask for number() or probabilities()",
        target.column());
    return 1 / (1 + Math.exp(-outputs[0]));
  }

  /**
   * Returns the probability of each class in the order of the outputs: their softmax; {@code false}
   * and {@code true}, or 0 and 1, for yes or no.
   *
   * @throws IllegalStateException if a number is foretold
   */
  public ImmutableMap<String, Double> probabilities() {
    ImmutableList<String> classes = classes();
    ImmutableMap.Builder<String, Double> result = ImmutableMap.builder();
    if (target.isYesOrNo()) {
      // From the other side, so that small ones keep their digits.
      result.put(classes.get(0), 1 / (1 + Math.exp(outputs[0])));
      return result.put(classes.get(1), probability()).buildOrThrow();
    }
    double largest = outputs[best()];
    double sum = 0;
    for (double output : outputs) {
      sum += Math.exp(output - largest);
    }
    for (int i = 0; i < outputs.length; i++) {
      result.put(classes.get(i), Math.exp(outputs[i] - largest) / sum);
    }
    return result.buildOrThrow();
  }

  /**
   * Returns the likeliest class, the first of those that are alike; for yes or no {@code true} or
   * {@code false}, or 1 or 0, yes from a probability of a half on.
   *
   * @throws IllegalStateException if a number is foretold
   */
  public String label() {
    return classes().get(target.isYesOrNo() ? outputs[0] >= 0 ? 1 : 0 : best());
  }

  private ImmutableList<String> classes() {
    if (target.isYesOrNo()) {
      return target.type() == ColumnType.BOOLEAN
          ? ImmutableList.of("false", "true")
          : ImmutableList.of("0", "1");
    }
    checkState(
        !target.classes().isEmpty(),
        "prediction: %s is a number; ask for number()",
        target.column());
    return target.classes();
  }

  private int best() {
    int best = 0;
    for (int i = 1; i < outputs.length; i++) {
      best = outputs[i] > outputs[best] ? i : best;
    }
    return best;
  }

  /** Returns the label, or the number, with its column: {@code churned = true (0.83)}. */
  @Override
  public String toString() {
    boolean isNumber = target.classes().isEmpty() && !target.isYesOrNo();
    return target.column()
        + " = "
        + (isNumber
            ? Double.toString(number())
            : label() + " (" + probabilities().get(label()) + ")");
  }
}
