package dev.wengert.nn.metric;

import dev.wengert.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * From which score on an example is taken for positive, chosen by what it does to a measure: on
 * development data, since it flatters the data that it was chosen on.
 *
 * <p>scikit-learn: {@code TunedThresholdClassifierCV}, without the folds.
 *
 * @param value the threshold, for {@link ConfusionMatrix#binary}: above it is positive; infinite if
 *     taking all for one class is best
 * @param measured the measure on the data that it was chosen on
 */
public record Threshold(double value, double measured) {

  /**
   * Returns the threshold whose predictions have the highest measure: of all between two scores
   * that occur, in the middle, the lowest one if several are as good.
   *
   * @param scores probabilities or logits of the positive class
   * @param targets of the same shape: 0 or 1, or false or true
   * @param measure {@code matrix -> matrix.f1(1)} for example; one that is NaN is never the highest
   * @throws IllegalArgumentException if shapes differ, a score is NaN, a target is neither 0 nor 1,
   *     there are no examples, or the measure is NaN for every threshold
   */
  public static Threshold choose(
      Tensor scores, Tensor targets, ToDoubleFunction<ConfusionMatrix> measure) {
    BinaryScores collected = new BinaryScores("threshold");
    collected.add(scores, targets);
    Search search = new Search(measure, collected.positives(), collected.negatives());
    collected.descend(search::descendedTo);
    search.consider(Double.NEGATIVE_INFINITY);
    if (Double.isNaN(search.best)) {
      throw new IllegalArgumentException(
          "threshold: the measure is NaN for every threshold of "
              + scores.size()
              + " scores; give examples of both classes, and a measure that is defined for them");
    }
    return new Threshold(search.threshold, search.best);
  }

  /** What was found so far, going down. */
  private static final class Search {

    final ToDoubleFunction<ConfusionMatrix> measure;
    final int positives;
    final int negatives;
    double last = Double.NaN;
    int truePositives;
    int falsePositives;
    double best = Double.NaN;
    double threshold;

    Search(ToDoubleFunction<ConfusionMatrix> measure, int positives, int negatives) {
      this.measure = measure;
      this.positives = positives;
      this.negatives = negatives;
    }

    /** What lies above a score is known: it is measured before the score itself is taken in. */
    void descendedTo(double score, int nextTruePositives, int nextFalsePositives) {
      consider(Double.isNaN(last) ? score : between(score, last));
      last = score;
      truePositives = nextTruePositives;
      falsePositives = nextFalsePositives;
    }

    void consider(double candidate) {
      double measured =
          measure.applyAsDouble(
              ConfusionMatrix.binary(
                  candidate,
                  negatives - falsePositives,
                  falsePositives,
                  positives - truePositives,
                  truePositives));
      if (measured >= best || (Double.isNaN(best) && !Double.isNaN(measured))) {
        best = measured;
        threshold = candidate;
      }
    }

    /** Returns a number that is not below the lower and is below the upper. */
    private static double between(double lower, double upper) {
      double middle = lower / 2 + upper / 2;
      return middle >= lower && middle < upper ? middle : lower;
    }
  }
}
