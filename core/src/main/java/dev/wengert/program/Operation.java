package dev.wengert.program;

import dev.wengert.kernel.Kernel;

/** What an {@link Instruction} does. The set is closed: whoever reads a program knows all of it. */
public sealed interface Operation {

  /**
   * Computes results.
   *
   * @param kernel how they come out of the operands
   */
  record Compute(Kernel kernel) implements Operation {}

  /**
   * Hands its first operand on as it is, when all others are there too. What stands behind it is
   * never taken for what stands before it, nor joined with it, nor moved to its other side.
   */
  record Barrier() implements Operation {}
}
