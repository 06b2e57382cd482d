package dev.wengert.nn.layer.normalization;

import com.google.common.base.Preconditions;

/** What a normalization adds to a variance, so that its root stays away from 0. */
final class Epsilon {

  /** That of PyTorch and of most papers. */
  static final double USUAL = 1e-5;

  private Epsilon() {}

  static double checked(String operation, double epsilon) {
    Preconditions.checkArgument(
        epsilon > 0 && Double.isFinite(epsilon),
        "%s: epsilon must be positive: %s; 1e-5 is usual",
        operation,
        epsilon);
    return epsilon;
  }
}
