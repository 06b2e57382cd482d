package dev.wengert.nn.metric;

import dev.wengert.Tensor;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.Arrays;

/** The scores of two classes, kept apart, from which curves over all thresholds are made. */
final class BinaryScores {

  private final String name;
  private final DoubleArrayList positive = new DoubleArrayList();
  private final DoubleArrayList negative = new DoubleArrayList();

  /** Makes an empty collection for a metric of a name. */
  BinaryScores(String name) {
    this.name = name;
  }

  void add(Tensor prediction, Tensor target) {
    MetricInputs.checkSameShape(name, prediction, target);
    double[] scores = MetricInputs.numbers(prediction);
    double[] wanted = MetricInputs.numbers(target);
    for (int i = 0; i < wanted.length; i++) {
      MetricInputs.checkScore(name, scores[i]);
      // 0 and -0 are one score.
      (MetricInputs.isPositive(name, wanted[i]) ? positive : negative).add(scores[i] + 0.0);
    }
  }

  void addAll(BinaryScores other) {
    positive.addAll(other.positive);
    negative.addAll(other.negative);
  }

  int positives() {
    return positive.size();
  }

  int negatives() {
    return negative.size();
  }

  /** Takes what is above or at a threshold. */
  interface Step {
    void at(double threshold, int truePositives, int falsePositives);
  }

  /** Lowers a threshold from the highest score to the lowest, once for each that occurs. */
  void descend(Step step) {
    double[] ones = sorted(positive);
    double[] zeros = sorted(negative);
    int one = ones.length;
    int zero = zeros.length;
    while (one > 0 || zero > 0) {
      double threshold =
          Math.max(
              one > 0 ? ones[one - 1] : Double.NEGATIVE_INFINITY,
              zero > 0 ? zeros[zero - 1] : Double.NEGATIVE_INFINITY);
      while (one > 0 && ones[one - 1] == threshold) {
        one--;
      }
      while (zero > 0 && zeros[zero - 1] == threshold) {
        zero--;
      }
      step.at(threshold, ones.length - one, zeros.length - zero);
    }
  }

  private static double[] sorted(DoubleArrayList list) {
    double[] values = list.toDoubleArray();
    Arrays.sort(values);
    return values;
  }
}
