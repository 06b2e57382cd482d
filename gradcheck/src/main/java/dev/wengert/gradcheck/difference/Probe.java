package dev.wengert.gradcheck.difference;

import com.google.common.collect.ImmutableList;

/** The function under check along a line through the point, weighed by a cotangent. */
public interface Probe {

  /** Returns {@code <u, f(x + t v) - f(x)>}; NaN where the function is not finite. */
  double at(double t);

  /**
   * Returns the size of the outputs that the line has reached so far, as their root of squares:
   * what rounding in the samples is in proportion to.
   */
  double magnitude();

  /** Returns by how much a sample errs, at the outputs that the line has reached so far. */
  double noise();

  /**
   * Returns how far all outputs, reached or not, may move without a trace: by rounding, a change
   * that is too small is none.
   */
  double blindness();

  /**
   * Returns the step to begin with: an irrational share of the point's size, so that no period of
   * the function divides the steps.
   */
  double start();

  /**
   * Returns the step to begin with if the function's scale is that of the point; NaN at 0, where
   * there is none.
   */
  double scale();

  /** Returns the same line, with another step to begin with and no error seen yet. */
  Probe from(double start);

  /** Returns the step below which the point itself is no longer resolved. */
  double resolved();

  /**
   * Returns the shortest step: the one that is still resolved, or a longer one if it was declared.
   */
  double least();

  /** Returns what steps must be multiples of, for the sum of point and step to be exact. */
  double grain();

  /**
   * Returns a probe for each output that this one has reached, with the others weighed by 0; none
   * if there are too many.
   */
  ImmutableList<Probe> outputs();
}
