package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.loop.Blocks;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.MatrixFunction;

/** How kernels run that are Java functions. */
final class Functions {

  private Functions() {}

  /**
   * Binds a function that fills its results. It sees arrays that hold an operand or a result and
   * nothing else, copies of them where they are parts of larger ones.
   */
  static Task bind(Host host, Layout[] inputs, Layout[] outputs) {
    return frame -> {
      Buffer[] operands = buffers(inputs, frame, 0);
      for (int i = 0; i < operands.length; i++) {
        operands[i] = operands[i].isWhole() ? operands[i] : operands[i].copy();
      }
      Buffer[] results = buffers(outputs, frame, inputs.length);
      Buffer[] filled = results.clone();
      for (int i = 0; i < results.length; i++) {
        filled[i] = results[i].isWhole() ? results[i] : Buffer.allocate(results[i].spec());
      }
      host.function().fill(operands, filled);
      for (int i = 0; i < results.length; i++) {
        if (!results[i].isWhole()) {
          filled[i].copyTo(results[i]);
        }
      }
    };
  }

  private static Buffer[] buffers(Layout[] layouts, Frame frame, int first) {
    Buffer[] buffers = new Buffer[layouts.length];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = Buffer.within(layouts[i], frame.array(first + i), frame.offset(first + i));
    }
    return buffers;
  }

  /** Binds a function of matrices to contiguous operands, matrix by matrix. */
  static Task bind(MatrixFunction kernel, Layout[] inputs, Layout[] outputs) {
    Shape shape = inputs[0].shape();
    int product = 1;
    for (int axis = 0; axis < shape.rank() - kernel.rank(); axis++) {
      product *= shape.side(axis);
    }
    int stack = product;
    return frame -> {
      double[][] matrices = new double[inputs.length][];
      for (int i = 0; i < stack; i++) {
        for (int k = 0; k < matrices.length; k++) {
          int size = inputs[k].shape().size() / stack;
          matrices[k] = new double[size];
          Blocks.load(frame.array(k), frame.offset(k) + i * size, 1, matrices[k], size);
        }
        double[][] computed = kernel.function().apply(matrices, i);
        for (int r = 0; r < outputs.length; r++) {
          int size = computed[r].length;
          int place = matrices.length + r;
          int at = frame.offset(place) + i * size;
          Blocks.store(computed[r], frame.array(place), at, 1, size);
        }
      }
    };
  }
}
