package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;

/** The function under check along a line through the point, weighed by a cotangent. */
interface Probe {

  /** Returns {@code <u, f(x + t v) - f(x)>}; NaN where the function is not finite. */
  double at(double t);

  /**
   * Returns the size of the outputs that the line has reached so far, as their root of squares:
   * what rounding in the samples is in proportion to.
   */
  double magnitude();

  /** Returns by how much a sample errs, in units of the magnitude. */
  double noise();

  /** Returns the step to begin with. */
  double start();

  /** Returns the step below which the point itself is no longer resolved. */
  double least();

  /**
   * Returns a probe for each output that this one has reached, with the others weighed by 0; none
   * if there are too many.
   */
  ImmutableList<Probe> outputs();
}
