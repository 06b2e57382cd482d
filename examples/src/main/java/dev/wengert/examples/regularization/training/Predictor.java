package dev.wengert.examples.regularization.training;

/** A trained network as a function of points, in inference mode. */
@FunctionalInterface
public interface Predictor {

  /**
   * Returns the probability of label 1 at each point.
   *
   * @param x1 the first coordinates
   * @param x2 the second coordinates, as many
   */
  double[] probabilities(double[] x1, double[] x2);
}
