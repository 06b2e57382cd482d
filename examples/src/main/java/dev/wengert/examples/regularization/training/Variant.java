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
  LAYERNORM("layer normalization");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  /** Returns the variant in words, for titles and legends. */
  public String title() {
    return title;
  }

  /** Returns the name on the command line, in tables and in file names. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
