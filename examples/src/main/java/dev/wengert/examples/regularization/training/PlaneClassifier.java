package dev.wengert.examples.regularization.training;

import dev.wengert.examples.regularization.data.PlanarSet;

/** A trained network as a function of points, in inference mode. */
@FunctionalInterface
public interface PlaneClassifier {

  /**
   * Returns the logit of label 1 at each point.
   *
   * @param x1 the first coordinates
   * @param x2 the second coordinates, as many
   */
  double[] logits(double[] x1, double[] x2);

  /** Returns the probability of label 1 at each point: 1 / (1 + exp(-logit)). */
  default double[] probabilities(double[] x1, double[] x2) {
    double[] values = logits(x1, x2);
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 / (1 + Math.exp(-values[i]));
    }
    return values;
  }

  /** Returns the mean cross-entropy of a set's labels. */
  default double crossEntropy(PlanarSet set) {
    return set.crossEntropy(logits(set.x1(), set.x2()));
  }
}
