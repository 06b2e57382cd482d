package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that is a Java function: for what no other kernel expresses.
 *
 * @param function fills the results from contiguous operands
 */
public record Host(Function function) implements Kernel {

  @Override
  public boolean canThrow(Spec[] inputs) {
    return true;
  }

  /** Fills results from operands. */
  @FunctionalInterface
  public interface Function {
    /**
     * Fills the results.
     *
     * @param inputs the operands, each filling its array, not to be changed
     * @param results buffers that fill their arrays, all of whose elements are to be written: what
     *     they hold is anything
     */
    void fill(Buffer[] inputs, Buffer[] results);
  }
}
