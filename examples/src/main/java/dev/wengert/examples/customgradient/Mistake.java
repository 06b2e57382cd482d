package dev.wengert.examples.customgradient;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/** What a well-known set of notes gets wrong in its hand-written batch normalization. */
enum Mistake {
  /** Seen as beta's gradient being the same as gamma's. */
  SHIFT("the shift's gradient is the sum of dy times x-hat", "beta"),

  /** The first of the three terms of dx. */
  ROOT("the first term of dx is multiplied by the root instead of divided", "x"),

  /** The forward pass divides by m - 1, the backward pass differentiates a division by m. */
  VARIANCE("the corrected variance goes forward, the biased one is differentiated", "x"),

  /** Of images: a sum over examples, rows and columns has N H W terms. */
  BATCH_SIZE("sums over N, H and W are divided by N alone", "x"),

  /** Of images: goes unnoticed where there are as many columns as channels. */
  AXES("forward reduces over axes 0, 2, 3, backward over 0, 1, 2", "x", "gamma", "beta"),

  /** Of images: goes unnoticed where there are as many columns as channels. */
  SHAPE("statistics of channels meet images without being reshaped", "x", "gamma");

  private static final ImmutableSet<Mistake> OF_IMAGES = ImmutableSet.of(BATCH_SIZE, AXES, SHAPE);

  private final String text;
  private final ImmutableSet<String> wrong;

  Mistake(String text, String... wrong) {
    this.text = text;
    this.wrong = ImmutableSet.copyOf(wrong);
  }

  /** Returns what is wrong, in a few words. */
  String text() {
    return text;
  }

  /** Returns the inputs whose gradients it makes wrong. */
  ImmutableSet<String> wrong() {
    return wrong;
  }

  /** Returns the mistakes that can be made with [m, n], or with [N, C, H, W]. */
  static ImmutableSet<Mistake> of(int rank) {
    ImmutableSet<Mistake> all = ImmutableSet.copyOf(values());
    return rank == 4 ? all : Sets.difference(all, OF_IMAGES).immutableCopy();
  }
}
