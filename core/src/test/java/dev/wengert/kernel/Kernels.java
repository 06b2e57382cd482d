package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.Cpu;
import dev.wengert.device.Device;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import java.util.Arrays;

/**
 * Short forms of running a kernel. Each also runs it as a {@linkplain BoundRun bound task}, on
 * parts of larger arrays: nothing else may matter, or change.
 */
public final class Kernels {

  private Kernels() {}

  private static final Device CPU = new Cpu();

  public static Buffer[] runAll(Kernel kernel, Spec[] specs, Buffer... inputs) {
    Buffer[] results = CPU.run(kernel, inputs, specs);
    if (!kernel.isView(specs, inputs)) {
      Layout[] layouts = new Layout[specs.length];
      Arrays.setAll(layouts, i -> kernel.layout(i, specs[i], inputs));
      new BoundRun(CPU, kernel, inputs, layouts).isLike(results);
    }
    return results;
  }

  public static Buffer run(Kernel kernel, Spec result, Buffer... inputs) {
    Buffer[] results = runAll(kernel, new Spec[] {result}, inputs);
    if (results.length != 1 || !results[0].spec().equals(result)) {
      throw new AssertionError(kernel + " returned " + Arrays.toString(results) + " for " + result);
    }
    return results[0];
  }

  public static Buffer run(Kernel kernel, DType dtype, Shape shape, Buffer... inputs) {
    return run(kernel, new Spec(dtype, shape), inputs);
  }

  /** Runs a number expression as a loop over one element in FLOAT64. */
  public static double evaluate(Expression expression, double... inputs) {
    Buffer[] operands = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = Buffer.wrap(new Spec(DType.FLOAT64, Shape.SCALAR), new double[] {inputs[i]});
    }
    Loop loop = new Loop(LoopBody.of(expression, inputs.length));
    return run(loop, DType.FLOAT64, Shape.SCALAR, operands).doubles()[0];
  }
}
