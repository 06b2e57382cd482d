package dev.wengert.device;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;

/** What runs kernels: how is its own affair. */
public interface Device {

  /**
   * Returns what runs a kernel on operands and results that lie in a certain way.
   *
   * @param kernel what is computed; not one whose results are a {@linkplain Kernel#isView view}
   * @param inputs how the operands lie
   * @param outputs how the results lie: as the kernel's {@linkplain Kernel#layout layouts} say.
   *     When the task runs, no result may share elements with another result, and none with an
   *     operand, but for those of a {@link Loop}: such a result may lie where operands of its dtype
   *     and shape lie, if it and they are contiguous and begin at the same place. So a loop has
   *     read an element of all operands before it writes that of any result
   */
  Task bind(Kernel kernel, Layout[] inputs, Layout[] outputs);

  /**
   * Runs a task once, in working memory that is the device's own affair.
   *
   * @param task what this device has bound
   * @param inputs the operands
   * @param outputs the results, which hold zeros (false for BOOL) until then
   */
  void runOnce(Task task, Buffer[] inputs, Buffer[] outputs);

  /**
   * Returns whether two products of the same matrices have the same bits, though their operands lie
   * in another way. False where nobody knows.
   *
   * @param m the rows of each matrix of the result
   * @param n its columns
   * @param k how many terms an element of it has
   */
  default boolean multipliesAlike(DType dtype, int m, int n, int k, Gemm one, Gemm other) {
    return false;
  }

  /** Returns new working memory for this device's tasks. */
  Scratch scratch();

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
      runOnce(bind(kernel, inputs, outputs), inputs, outputs);
    }
    return outputs;
  }
}
