package dev.wengert.examples.regularization.training;

import com.google.common.base.Ascii;

/**
 * What is added to the plain 2-20-3-1 network; the constants' order is the order of the results.
 */
public enum Variant {
  /** Nothing: the network as it is. */
  NONE("no regularization"),
  /** The cost term lambda / (2 m) times the sum of squared weights, biases left out. */
  L2("L2 penalty"),
  /** Inverted dropout on both hidden layers. */
  DROPOUT("dropout"),
  /** Batch normalization on both hidden layers. */
  BATCHNORM("batch normalization"),
  /** Layer normalization on both hidden layers. */
  LAYERNORM("layer normalization"),
  /** Inputs of mean 0 and deviation 1, by the statistics of the training set. */
  STANDARDIZED("standardized inputs"),
  /** Trained on seven tenths until the cost of the rest has not fallen for a while. */
  EARLYSTOP("early stopping"),
  /** The L2 penalty whose lambda did best on held-out examples. */
  TUNED("L2 penalty, tuned");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  /** Returns the variant in words, for titles and legends. */
  public String title() {
    return title;
  }

  /** Returns whether its cost has a penalty. */
  public boolean isPenalized() {
    return this == L2 || this == TUNED;
  }

  /** Returns whether it decides something by held-out examples. */
  public boolean holdsOut() {
    return this == EARLYSTOP || this == TUNED;
  }

  /** Returns the name on the command line, in tables and in file names. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
