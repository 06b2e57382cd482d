package dev.wengert.examples.regularization.training;

import com.google.common.base.Ascii;

/** What is added to the plain network; the constants' order is the order of the results. */
public enum Variant {
  /** Nothing: the network as it is. */
  NONE("no regularization"),
  /** The cost term lambda / (2 m) times the sum of squared weights, biases left out. */
  L2("L2 penalty"),
  /**
   * The cost term lambda / (2 m) times the sum of the weights' sizes, by proximal steps: weights
   * that the data do not need become exactly 0.
   */
  L1("L1 penalty"),
  /** Inverted dropout on all hidden layers. */
  DROPOUT("dropout"),
  /** Both at once. */
  L2DROPOUT("L2 penalty and dropout"),
  /** Batch normalization on all hidden layers. */
  BATCHNORM("batch normalization"),
  /** Layer normalization on all hidden layers. */
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
    return this == L1 || hasL2();
  }

  /** Returns whether it is the penalty of squared weights that its cost has. */
  boolean hasL2() {
    return this == L2 || this == L2DROPOUT || this == TUNED;
  }

  /** Returns whether it drops units at random. */
  public boolean drops() {
    return this == DROPOUT || this == L2DROPOUT;
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
