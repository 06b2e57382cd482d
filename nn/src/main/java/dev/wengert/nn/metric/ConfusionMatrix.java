package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import com.google.common.base.Strings;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.Arrays;

/**
 * How often each class was taken for each: counts [target, prediction], collected batch by batch.
 *
 * <p>For a class c with {@code tp} right predictions, {@code fp} others taken for it and {@code fn}
 * of it taken for others: {@code precision = tp / (tp + fp)}, {@code recall = tp / (tp + fn)},
 * {@code f1 = 2 tp / (2 tp + fp + fn)}; 0 where that is 0 / 0, as in scikit-learn. {@link
 * Averaging} says how several classes make one number. Source: Sokolova and Lapalme, "A systematic
 * analysis of performance measures for classification tasks", 2009.
 */
public final class ConfusionMatrix implements Metric {

  private static final String MATRIX = "confusionMatrix";

  /** How the figures of several classes make one. */
  public enum Averaging {
    /** From the counts of all classes added up. */
    MICRO,
    /** The mean over the classes that were seen as target or prediction. */
    MACRO
  }

  private final int classes;
  private final double threshold;
  private final long[] counts;

  private ConfusionMatrix(int classes, double threshold) {
    this.classes = classes;
    this.threshold = threshold;
    this.counts = new long[classes * classes];
  }

  /**
   * Returns an empty matrix of a number of classes. It takes in INT32 targets [...] with floating
   * scores [..., classes], whose largest counts (the first of several), or INT32 predictions [...].
   *
   * @throws IllegalArgumentException if there are fewer than two classes, or above 10,000
   */
  public static ConfusionMatrix of(int classes) {
    Preconditions.checkArgument(
        classes >= 2 && classes <= 10_000,
        "confusionMatrix: not a number of classes: %s; give 2 to 10000",
        classes);
    return new ConfusionMatrix(classes, Double.NaN);
  }

  /**
   * Returns an empty matrix of two classes. It takes in targets that are 0 or 1, or false or true,
   * with one score each, which predicts 1 where it is above a threshold.
   *
   * @param threshold 0.5 for probabilities, 0 for logits
   * @throws IllegalArgumentException if the threshold is NaN
   */
  public static ConfusionMatrix binary(double threshold) {
    Preconditions.checkArgument(
        !Double.isNaN(threshold), "confusionMatrix: the threshold is NaN; 0.5 is usual");
    return new ConfusionMatrix(2, threshold);
  }

  /** Returns a matrix of two classes with known counts, as a threshold makes them. */
  static ConfusionMatrix binary(
      double threshold,
      long trueNegatives,
      long falsePositives,
      long falseNegatives,
      long truePositives) {
    ConfusionMatrix matrix = new ConfusionMatrix(2, threshold);
    matrix.counts[0] = trueNegatives;
    matrix.counts[1] = falsePositives;
    matrix.counts[2] = falseNegatives;
    matrix.counts[3] = truePositives;
    return matrix;
  }

  /**
   * Returns {@code accuracy}, which {@link #value} is; {@link Classification} gives other figures.
   */
  @Override
  public String name() {
    return "accuracy";
  }

  /** Returns the {@linkplain #accuracy accuracy}. */
  @Override
  public double value() {
    return accuracy();
  }

  /** Returns an empty matrix of the same kind. */
  @Override
  public ConfusionMatrix fresh() {
    return new ConfusionMatrix(classes, threshold);
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns how often a class was taken for one. */
  public long count(int target, int prediction) {
    return counts[
        MetricInputs.checkClass(MATRIX, target, classes) * classes
            + MetricInputs.checkClass(MATRIX, prediction, classes)];
  }

  /** Returns how many examples were taken in. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Takes in a batch.
   *
   * @throws IllegalArgumentException if predictions do not fit targets, a target is no class, or a
   *     score is NaN
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    if (!Double.isNaN(threshold)) {
      updateBinary(prediction, target);
    } else if (prediction.dtype() == DType.INT32) {
      MetricInputs.checkSameShape(MATRIX, prediction, target);
      Preconditions.checkArgument(
          target.dtype() == DType.INT32,
          "confusionMatrix: targets are %s; give INT32 classes",
          target.dtype());
      int[] predicted = prediction.toIntArray();
      int[] wanted = target.toIntArray();
      for (int i = 0; i < wanted.length; i++) {
        add(wanted[i], predicted[i]);
      }
    } else {
      updateScores(prediction, target);
    }
  }

  private void updateBinary(Tensor prediction, Tensor target) {
    MetricInputs.checkSameShape(MATRIX, prediction, target);
    double[] scores = MetricInputs.numbers(prediction);
    double[] wanted = MetricInputs.numbers(target);
    for (int i = 0; i < wanted.length; i++) {
      MetricInputs.checkScore(MATRIX, scores[i]);
      add(MetricInputs.isPositive(MATRIX, wanted[i]) ? 1 : 0, scores[i] > threshold ? 1 : 0);
    }
  }

  private void updateScores(Tensor prediction, Tensor target) {
    MetricInputs.checkScores(MATRIX, prediction, target);
    Preconditions.checkArgument(
        prediction.shape().side(-1) == classes,
        "confusionMatrix: the scores are %s; give [..., %s]",
        prediction.shape(),
        classes);
    double[] scores = prediction.toDoubleArray();
    int[] wanted = target.toIntArray();
    for (int i = 0; i < wanted.length; i++) {
      add(wanted[i], MetricInputs.largest(MATRIX, scores, i * classes, classes));
    }
  }

  private void add(int target, int prediction) {
    counts[
        MetricInputs.checkClass(MATRIX, target, classes) * classes
            + MetricInputs.checkClass(MATRIX, prediction, classes)]++;
  }

  /**
   * Takes in everything that another matrix has taken in.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  @Override
  public void merge(Metric other) {
    if (!(other instanceof ConfusionMatrix matrix) || !isLike(matrix)) {
      throw new IllegalArgumentException(
          "confusionMatrix: cannot merge "
              + classes
              + " classes with "
              + (other instanceof ConfusionMatrix matrix ? matrix.classes : other.name())
              + "; merge matrices of one kind");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += matrix.counts[i];
    }
  }

  boolean isLike(ConfusionMatrix other) {
    return classes == other.classes && Double.compare(threshold, other.threshold) == 0;
  }

  /** Returns the share of right predictions; NaN if there were none. */
  public double accuracy() {
    long right = 0;
    for (int c = 0; c < classes; c++) {
      right += counts[c * classes + c];
    }
    return (double) right / total();
  }

  /** Returns the share of right ones among the predictions of a class; 0 if there were none. */
  public double precision(int c) {
    long tp = count(c, c);
    return ratio(tp, predicted(c));
  }

  /** Returns the share of a class that was recognized; 0 if it did not occur. */
  public double recall(int c) {
    return ratio(count(c, c), occurred(c));
  }

  /** Returns the harmonic mean of precision and recall of a class; 0 if it was not seen. */
  public double f1(int c) {
    return ratio(2 * count(c, c), predicted(c) + occurred(c));
  }

  /** Returns the precision over all classes; NaN if nothing was taken in. */
  public double precision(Averaging averaging) {
    return averaging == Averaging.MICRO ? accuracy() : mean(this::precision);
  }

  /** Returns the recall over all classes; NaN if nothing was taken in. */
  public double recall(Averaging averaging) {
    return averaging == Averaging.MICRO ? accuracy() : mean(this::recall);
  }

  /** Returns F1 over all classes; NaN if nothing was taken in. */
  public double f1(Averaging averaging) {
    return averaging == Averaging.MICRO ? accuracy() : mean(this::f1);
  }

  /**
   * Returns the intersection over union of a class, {@code tp / (tp + fp + fn)}, also Jaccard's
   * index; 0 if it was not seen. Pixel by pixel it is how far a segmentation covers what it should.
   */
  public double intersectionOverUnion(int c) {
    long tp = count(c, c);
    return ratio(tp, predicted(c) + occurred(c) - tp);
  }

  /** Returns the intersection over union over all classes; NaN if nothing was taken in. */
  public double intersectionOverUnion(Averaging averaging) {
    if (averaging == Averaging.MACRO) {
      return mean(this::intersectionOverUnion);
    }
    double right = accuracy();
    return right / (2 - right);
  }

  /** Returns the mean recall of the classes that occurred; NaN if nothing was taken in. */
  public double balancedAccuracy() {
    double sum = 0;
    int seen = 0;
    for (int c = 0; c < classes; c++) {
      if (occurred(c) > 0) {
        sum += recall(c);
        seen++;
      }
    }
    return sum / seen;
  }

  /**
   * Returns Matthews' correlation of targets and predictions, from -1 to 1: {@code (n t - sum_c p_c
   * o_c) / sqrt((n^2 - sum_c p_c^2) (n^2 - sum_c o_c^2))}, t of n being right, p_c and o_c how
   * often a class was predicted and occurred; 0 where that is 0 / 0. Source: Gorodkin, "Comparing
   * two K-category assignments by a K-category correlation coefficient", 2004.
   */
  public double matthewsCorrelation() {
    double n = total();
    double right = 0;
    double both = 0;
    double predictions = 0;
    double targets = 0;
    for (int c = 0; c < classes; c++) {
      double predicted = predicted(c);
      double occurred = occurred(c);
      right += counts[c * classes + c];
      both += predicted * occurred;
      predictions += predicted * predicted;
      targets += occurred * occurred;
    }
    double scale = Math.sqrt(n * n - predictions) * Math.sqrt(n * n - targets);
    // Both roots are rounded: their product may be a little less than what it divides.
    return scale == 0 ? 0 : Math.clamp((n * right - both) / scale, -1, 1);
  }

  /**
   * Returns precision, recall, F1 and number of each class that was seen, and their means, as text:
   * scikit-learn's {@code classification_report}.
   *
   * @param names those of the classes; their numbers, if none is given
   * @throws IllegalArgumentException if there are neither as many names as classes nor none, or
   *     nothing was taken in
   */
  public String report(String... names) {
    return ClassificationReport.of(this, names);
  }

  /** A figure of one class. */
  private interface Figure {
    double of(int c);
  }

  private double mean(Figure figure) {
    double sum = 0;
    int seen = 0;
    for (int c = 0; c < classes; c++) {
      if (isSeen(c)) {
        sum += figure.of(c);
        seen++;
      }
    }
    return sum / seen;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private long predicted(int c) {
    long sum = 0;
    for (int target = 0; target < classes; target++) {
      sum += counts[target * classes + c];
    }
    return sum;
  }

  boolean isSeen(int c) {
    return predicted(c) + occurred(c) > 0;
  }

  /** Returns how often a class was the target. */
  long occurred(int c) {
    long sum = 0;
    for (int prediction = 0; prediction < classes; prediction++) {
      sum += counts[c * classes + prediction];
    }
    return sum;
  }

  /** Returns the counts as a table, a row a target and a column a prediction. */
  @Override
  public String toString() {
    int width = Math.max(4, Long.toString(Arrays.stream(counts).max().orElse(0)).length() + 1);
    StringBuilder text = new StringBuilder("target \\ prediction\n").append(" ".repeat(width));
    for (int c = 0; c < classes; c++) {
      text.append(pad(c, width));
    }
    for (int target = 0; target < classes; target++) {
      text.append('\n').append(pad(target, width));
      for (int c = 0; c < classes; c++) {
        text.append(pad(counts[target * classes + c], width));
      }
    }
    return text.toString();
  }

  private static String pad(long number, int width) {
    return Strings.padStart(Long.toString(number), width, ' ');
  }
}
