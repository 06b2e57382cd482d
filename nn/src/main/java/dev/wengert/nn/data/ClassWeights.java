package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.ops.Indexing;

/**
 * Weights for classes of unequal size, so that each counts as much as another: in a loss, through
 * {@link dev.wengert.ops.Losses#weighted}, or in {@linkplain Examples#weighted sampling}.
 *
 * <p>Both forms have one expectation; sampling sees rare examples more often, a loss takes larger
 * steps for them. Labels are taken in every form that losses take: classes, INT32; yes or no, BOOL,
 * or floating of 0 and 1; each [n] or [n, 1]; or one-hot, floating [n, C].
 */
public final class ClassWeights {

  private ClassWeights() {}

  /**
   * Returns the weight of each class, FLOAT64 [classes]: {@code n / (classes n_c)} for n_c of n
   * examples, so that the mean over the examples is 1. scikit-learn: {@code class_weight =
   * "balanced"}. Source: King and Zeng, "Logistic regression in rare events data", 2001.
   *
   * @param y the labels of the training examples; there are as many classes as the highest says
   * @throws IllegalArgumentException if they are no labels, or a class has no example
   */
  public static Tensor balanced(Tensor y) {
    return balanced(Labels.classes("classWeights", y).toIntArray());
  }

  /**
   * Returns the weight of each example, that of its class: FLOAT64 [n].
   *
   * @throws IllegalArgumentException if they are no labels, or a class has no example
   */
  public static Tensor perExample(Tensor y) {
    Tensor classes = Labels.classes("classWeights", y);
    return Indexing.take(balanced(classes.toIntArray()), classes, 0);
  }

  private static Tensor balanced(int[] labels) {
    Preconditions.checkArgument(
        labels.length > 0, "classWeights: there are no labels; give those of the training set");
    int highest = 0;
    for (int label : labels) {
      Preconditions.checkArgument(
          label >= 0, "classWeights: a label is %s; give classes from 0 on", label);
      highest = Math.max(highest, label);
    }
    // Of more classes than labels one has no example, and it is among the first of them.
    long[] counts = new long[Math.min(highest, labels.length) + 1];
    for (int label : labels) {
      if (label < counts.length) {
        counts[label]++;
      }
    }
    double[] weights = new double[counts.length];
    for (int c = 0; c < weights.length; c++) {
      Preconditions.checkArgument(
          counts[c] > 0,
          "classWeights: class %s of 0 to %s has no example; leave no number out",
          c,
          highest);
      weights[c] = (double) labels.length / ((double) weights.length * counts[c]);
    }
    return Tensor.wrap(weights, weights.length);
  }
}
