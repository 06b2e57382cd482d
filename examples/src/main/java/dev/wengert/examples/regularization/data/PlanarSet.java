package dev.wengert.examples.regularization.data;

import static com.google.common.base.Preconditions.checkArgument;

import dev.wengert.examples.UserError;

/**
 * Labelled points of the plane: for each example its coordinates x1 and x2 and its label, 0 or 1.
 *
 * <p>A set holds at least one example, every coordinate is finite, and nothing can change it:
 * arrays are copied on the way in and on the way out.
 */
public final class PlanarSet {

  private final double[] x1;
  private final double[] x2;
  private final double[] labels;

  private PlanarSet(double[] x1, double[] x2, double[] labels) {
    this.x1 = x1;
    this.x2 = x2;
    this.labels = labels;
  }

  /**
   * Returns the set of the given examples.
   *
   * @param source where the numbers come from, for error messages
   * @throws UserError if there is no example, a coordinate is not finite, or a label is neither 0
   *     nor 1; it names the source and the row, counted from 1
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public static PlanarSet of(String source, double[] x1, double[] x2, double[] labels) {
    checkArgument(
        x1.length == labels.length && x2.length == labels.length,
        "PlanarSet: lengths differ: x1 %s, x2 %s, labels %s",
        x1.length,
        x2.length,
        labels.length);
    if (labels.length == 0) {
      throw new UserError(source + ": no examples; give at least one row");
    }
    for (int i = 0; i < labels.length; i++) {
      checkFinite(source, i, "x1", x1[i]);
      checkFinite(source, i, "x2", x2[i]);
      if (labels[i] != 0 && labels[i] != 1) {
        throw new UserError(
            row(source, i) + "the label is " + labels[i] + "; a label must be 0 or 1");
      }
    }
    return new PlanarSet(x1.clone(), x2.clone(), labels.clone());
  }

  private static void checkFinite(String source, int index, String name, double value) {
    if (!Double.isFinite(value)) {
      throw new UserError(
          row(source, index)
              + name
              + " is "
              + value
              + "; a coordinate must be finite: correct the row or leave it out");
    }
  }

  private static String row(String source, int index) {
    return source + ": row " + (index + 1) + ": ";
  }

  /** Returns the set of the examples at the given places, counted from 0. */
  PlanarSet take(int... places) {
    checkArgument(places.length > 0, "take: no places");
    double[] x = new double[places.length];
    double[] y = new double[places.length];
    double[] classes = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      x[i] = x1[places[i]];
      y[i] = x2[places[i]];
      classes[i] = labels[places[i]];
    }
    return new PlanarSet(x, y, classes);
  }

  /** Returns the number of examples. */
  public int size() {
    return labels.length;
  }

  /** Returns the first coordinate of each example. */
  public double[] x1() {
    return x1.clone();
  }

  /** Returns the second coordinate of each example. */
  public double[] x2() {
    return x2.clone();
  }

  /** Returns the label of each example, 0 or 1. */
  public double[] labels() {
    return labels.clone();
  }

  /** Returns the number of examples with label 1. */
  public int ones() {
    int count = 0;
    for (double label : labels) {
      count += (int) label;
    }
    return count;
  }

  /**
   * Returns the share of examples that the probabilities of label 1 put on the right side: above
   * one half for label 1, at or below it for label 0.
   *
   * @throws IllegalArgumentException if there is not one probability for each example
   */
  public double accuracy(double[] probabilities) {
    checkArgument(
        probabilities.length == labels.length,
        "accuracy: %s probabilities for %s examples",
        probabilities.length,
        labels.length);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      if ((probabilities[i] > 0.5) == (labels[i] == 1)) {
        right++;
      }
    }
    return (double) right / labels.length;
  }

  /**
   * Returns the mean cross-entropy of the labels, for the logits z of label 1: log(1 + exp(z)) - y
   * z, written so that no z is too large.
   *
   * @throws IllegalArgumentException if there is not one logit for each example
   */
  public double crossEntropy(double[] logits) {
    checkArgument(
        logits.length == labels.length,
        "crossEntropy: %s logits for %s examples",
        logits.length,
        labels.length);
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double z = logits[i];
      sum += Math.max(z, 0) - z * labels[i] + Math.log1p(Math.exp(-Math.abs(z)));
    }
    return sum / labels.length;
  }
}
