package dev.wengert.examples.digits;

import dev.wengert.nn.data.Examples;

/**
 * Images of digits to learn from and to test with.
 *
 * @param training x [n, 1, 28, 28] with values from 0, the ground, to 1; y the digits, INT32 [n]
 * @param test the same, none of them among those for training
 * @param source where they are from, for the reader
 */
record Digits(Examples training, Examples test, String source) {

  /** The side of an image. */
  static final int SIDE = 28;

  /** How many digits there are. */
  static final int CLASSES = 10;
}
