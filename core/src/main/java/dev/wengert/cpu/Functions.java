package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.loop.Blocks;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.MatrixFunction;

/** How kernels run that are Java functions. */
final class Functions {

  private Functions() {}

  /**
   * Lets the function fill the results. It sees arrays that hold an operand or a result and nothing
   * else, as they were made for it where they are parts of larger ones.
   */
  static void fill(Host host, Buffer[] inputs, Buffer[] results) {
    Buffer[] operands = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = inputs[i].isWhole() ? inputs[i] : inputs[i].copy();
    }
    Buffer[] filled = new Buffer[results.length];
    for (int i = 0; i < results.length; i++) {
      filled[i] = results[i].isWhole() ? results[i] : Buffer.allocate(results[i].spec());
    }
    host.function().fill(operands, filled);
    for (int i = 0; i < results.length; i++) {
      Elements.move(filled[i], results[i]);
    }
  }

  /** Fills the results matrix by matrix. */
  static void fill(MatrixFunction kernel, Buffer[] inputs, Buffer[] results) {
    Buffer[] operands = contiguous(inputs);
    Shape shape = inputs[0].shape();
    int stack = 1;
    for (int axis = 0; axis < shape.rank() - kernel.rank(); axis++) {
      stack *= shape.side(axis);
    }
    double[][] matrices = new double[inputs.length][];
    for (int i = 0; i < stack; i++) {
      for (int k = 0; k < operands.length; k++) {
        int size = operands[k].shape().size() / stack;
        matrices[k] = new double[size];
        Blocks.load(operands[k].array(), operands[k].offset() + i * size, 1, matrices[k], size);
      }
      double[][] computed = kernel.function().apply(matrices, i);
      for (int r = 0; r < results.length; r++) {
        int size = computed[r].length;
        Blocks.store(computed[r], results[r].array(), results[r].offset() + i * size, 1, size);
      }
    }
  }

  private static Buffer[] contiguous(Buffer[] inputs) {
    Buffer[] operands = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = Elements.contiguous(inputs[i]);
    }
    return operands;
  }
}
