package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/** Short forms of running a kernel. */
final class Kernels {

  private Kernels() {}

  static Buffer run(Kernel kernel, Spec result, Buffer... inputs) {
    Buffer[] results = kernel.run(inputs, new Spec[] {result});
    if (results.length != 1 || !results[0].spec().equals(result)) {
      throw new AssertionError(
          kernel + " returned " + java.util.Arrays.toString(results) + " for " + result);
    }
    return results[0];
  }

  static Buffer run(Kernel kernel, DType dtype, Shape shape, Buffer... inputs) {
    return run(kernel, new Spec(dtype, shape), inputs);
  }

  /** Runs a number expression as a loop over one element in FLOAT64. */
  static double evaluate(Expression expression, double... inputs) {
    Buffer[] operands = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = Buffer.wrap(new Spec(DType.FLOAT64, Shape.SCALAR), new double[] {inputs[i]});
    }
    Loop loop = new Loop(LoopBody.of(expression, inputs.length));
    return run(loop, DType.FLOAT64, Shape.SCALAR, operands).doubles()[0];
  }
}
