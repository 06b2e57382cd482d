package dev.wengert.device;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;

/** What runs kernels: how is its own affair. */
public interface Device {

  /**
   * Fills buffers with what a kernel computes: every element that they store, whatever they held.
   *
   * @param kernel what is computed
   * @param inputs the operands, not to be changed
   * @param outputs the results, which lie as the kernel's {@linkplain Kernel#layout layouts} say
   *     and share no array with an operand
   * @param blank whether the results are known to hold zeros, which need not be written again
   */
  void fill(Kernel kernel, Buffer[] inputs, Buffer[] outputs, boolean blank);

  /** Returns what computes, in a few lines. */
  String description();

  /**
   * Returns what a kernel computes, in buffers of its own, or as a view of an operand.
   *
   * @param kernel what is computed
   * @param inputs the operands, of dtypes and shapes that the primitive has checked
   * @param results dtype and shape of each result
   */
  default Buffer[] run(Kernel kernel, Buffer[] inputs, Spec[] results) {
    boolean isView = kernel.isView(results, inputs);
    Buffer[] outputs = new Buffer[results.length];
    for (int i = 0; i < outputs.length; i++) {
      Layout layout = kernel.layout(i, results[i], inputs);
      outputs[i] = isView ? inputs[0].under(layout) : Buffer.allocate(layout);
    }
    if (!isView) {
      fill(kernel, inputs, outputs, true);
    }
    return outputs;
  }
}
