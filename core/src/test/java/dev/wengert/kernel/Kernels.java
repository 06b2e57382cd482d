package dev.wengert.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.Cpu;
import dev.wengert.device.Device;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import java.util.Arrays;

/**
 * Short forms of running a kernel. Each also fills destinations that hold something: what they held
 * must not matter.
 */
public final class Kernels {

  private Kernels() {}

  private static final Device CPU = new Cpu();

  public static Buffer[] runAll(Kernel kernel, Spec[] specs, Buffer... inputs) {
    Buffer[] results = CPU.run(kernel, inputs, specs);
    if (!kernel.isView(specs, inputs)) {
      Buffer[] poisoned = new Buffer[specs.length];
      for (int i = 0; i < poisoned.length; i++) {
        poisoned[i] = Buffer.allocate(kernel.layout(i, specs[i], inputs));
        poison(poisoned[i].array());
      }
      CPU.fill(kernel, inputs, poisoned, false);
      for (int i = 0; i < poisoned.length; i++) {
        assertThat(poisoned[i].array())
            .as("%s over what its destination held", kernel)
            .isEqualTo(results[i].array());
      }
    }
    return results;
  }

  private static void poison(Object array) {
    switch (array) {
      case float[] a -> Arrays.fill(a, Float.NaN);
      case double[] a -> Arrays.fill(a, Double.NaN);
      case int[] a -> Arrays.fill(a, 0xBAD);
      case boolean[] a -> Arrays.fill(a, true);
      default -> throw new AssertionError(array);
    }
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
