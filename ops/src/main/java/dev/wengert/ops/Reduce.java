package dev.wengert.ops;

import dev.wengert.Tensor;

/** What a loss makes of the losses of its elements. */
public enum Reduce {
  /** Their mean, a scalar. */
  MEAN,
  /** Their sum, a scalar. */
  SUM,
  /** Nothing: one loss an element. */
  NONE;

  Tensor of(Tensor losses) {
    return switch (this) {
      case MEAN -> Reductions.mean(losses);
      case SUM -> Reductions.sum(losses);
      case NONE -> losses;
    };
  }
}
