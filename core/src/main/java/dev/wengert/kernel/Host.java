package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that is a Java function: for what no other kernel expresses.
 *
 * @param function computes the results from contiguous operands
 */
public record Host(Function function) implements Kernel {

  /** Computes results from operands. */
  @FunctionalInterface
  public interface Function {
    /**
     * Returns new buffers with the results.
     *
     * @param inputs the operands, contiguous, not to be changed
     * @param results dtype and shape of each result
     */
    Buffer[] apply(Buffer[] inputs, Spec[] results);
  }

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer[] operands = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = Elements.contiguous(inputs[i]);
    }
    return function.apply(operands, results);
  }
}
