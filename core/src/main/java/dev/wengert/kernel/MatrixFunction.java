package dev.wengert.kernel;

import dev.wengert.array.Spec;

/**
 * The kernel that maps a Java function over stacks of small matrices, in double whatever their
 * dtype: for what linear algebra does element after element.
 *
 * @param rank how many trailing axes of the first operand are one matrix of it; the others are
 *     mapped over
 * @param function what is computed of one matrix of each operand
 */
public record MatrixFunction(int rank, Function function) implements Kernel {

  @Override
  public boolean canThrow(Spec[] inputs) {
    return true;
  }

  /** Computes something of one matrix of each operand. */
  @FunctionalInterface
  public interface Function {
    /**
     * Returns one array a result.
     *
     * @param matrices one matrix of each operand, row-major, the function's own
     * @param index which of the stack they are, for errors
     */
    double[][] apply(double[][] matrices, int index);
  }
}
