package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;

/** How metrics read predictions and targets. */
final class MetricInputs {

  private MetricInputs() {}

  /** Returns the numbers of a tensor, truth values as 0 and 1. */
  static double[] numbers(Tensor x) {
    return (x.dtype() == DType.BOOL ? x.to(DType.FLOAT64) : x).toDoubleArray();
  }

  /** Refuses predictions that are not one for each target. */
  static void checkSameShape(String name, Tensor prediction, Tensor target) {
    Preconditions.checkArgument(
        prediction.shape().equals(target.shape()),
        "%s: predictions do not fit targets: they are %s and %s; give one a target",
        name,
        prediction.shape(),
        target.shape());
  }

  /** Refuses scores that are not one row of classes for each target. */
  static void checkScores(String name, Tensor scores, Tensor target) {
    boolean fits =
        target.dtype() == DType.INT32
            && scores.dtype().isFloating()
            && scores.rank() == target.rank() + 1
            && scores.shape().reduced(new int[] {scores.rank() - 1}, false).equals(target.shape());
    Preconditions.checkArgument(
        fits,
        "%s: scores do not fit targets: they are %s and %s; give floating [..., classes] and"
            + " INT32 [...]",
        name,
        scores.spec(),
        target.spec());
  }

  /** Returns a class that a target names. */
  static int checkClass(String name, int label, int classes) {
    Preconditions.checkArgument(
        label >= 0 && label < classes,
        "%s: no such class: %s; there are 0 to %s",
        name,
        label,
        classes - 1);
    return label;
  }

  /** Refuses a score that is no number. */
  static void checkScore(String name, double score) {
    Preconditions.checkArgument(
        !Double.isNaN(score), "%s: a score is NaN; look for where it came from", name);
  }

  /** Returns whether a target of two classes is 1; refuses what is neither 0 nor 1. */
  static boolean isPositive(String name, double target) {
    Preconditions.checkArgument(
        target == 0 || target == 1, "%s: a target is %s; give 0 or 1", name, target);
    return target == 1;
  }

  /** Returns the place of the largest of some scores, the first of several. */
  static int largest(String name, double[] scores, int from, int count) {
    int best = 0;
    for (int i = 0; i < count; i++) {
      checkScore(name, scores[from + i]);
      if (scores[from + i] > scores[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /** Refuses to merge what is not alike. */
  static void checkAlike(String name, boolean alike, Metric other) {
    Preconditions.checkArgument(
        alike, "%s: cannot merge with %s; merge metrics of one kind", name, other.name());
  }

  /** Returns how many columns a batch of rows [N] or [N, K] has. */
  static int columns(Shape shape) {
    return shape.rank() < 2 ? 1 : shape.size() / Math.max(1, shape.side(0));
  }
}
