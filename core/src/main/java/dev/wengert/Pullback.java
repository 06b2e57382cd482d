package dev.wengert;

import org.jspecify.annotations.Nullable;

/**
 * The derivative of one recorded operation, run backwards: from the cotangents of its outputs to
 * those of its inputs.
 *
 * <p>A pullback is linear in the cotangents. It holds what it needs of the forward values and
 * nothing else, so that the rest can be collected. It is written with tensors, so it can be
 * differentiated.
 */
@FunctionalInterface
public interface Pullback {

  /**
   * Returns the cotangents of the inputs.
   *
   * @param cotangents one an output, each of its output's shape; zeros for an output that is not
   *     used
   * @return one an input, each of its input's shape; null where nobody asked or the derivative is
   *     zero
   */
  @Nullable Tensor[] pull(Tensor[] cotangents);
}
