package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;

/** Stacks of matrices for the functions of linear algebra that run as plain Java, in double. */
final class Matrices {

  private Matrices() {}

  /** What is computed of one matrix of each operand, row-major; one array a result. */
  @FunctionalInterface
  interface Function {
    double[][] apply(double[][] matrices, int index);
  }

  /** Returns the kernel that maps a function over the leading axes. */
  static Kernel map(int[] tails, Function function) {
    return new Host(
        (inputs, results) -> {
          int stack = stack(inputs[0].shape(), tails[0]);
          double[][] operands = new double[inputs.length][];
          for (int i = 0; i < stack; i++) {
            for (int k = 0; k < inputs.length; k++) {
              operands[k] = new double[inputs[k].shape().size() / stack];
              read(inputs[k], i, operands[k]);
            }
            double[][] values = function.apply(operands, i);
            for (int r = 0; r < results.length; r++) {
              write(results[r], i, values[r]);
            }
          }
        });
  }

  private static int stack(Shape shape, int tail) {
    int count = 1;
    for (int axis = 0; axis < shape.rank() - tail; axis++) {
      count *= shape.side(axis);
    }
    return count;
  }

  private static void read(Buffer from, int index, double[] into) {
    int at = index * into.length;
    if (from.dtype() == DType.FLOAT64) {
      System.arraycopy(from.doubles(), at, into, 0, into.length);
    } else {
      for (int i = 0; i < into.length; i++) {
        into[i] = from.floats()[at + i];
      }
    }
  }

  private static void write(Buffer into, int index, double[] from) {
    int at = index * from.length;
    if (into.dtype() == DType.FLOAT64) {
      System.arraycopy(from, 0, into.doubles(), at, from.length);
    } else {
      for (int i = 0; i < from.length; i++) {
        into.floats()[at + i] = (float) from[i];
      }
    }
  }

  /** Checks for a stack of square matrices and returns its side. */
  static int checkSquare(String operation, Spec spec) {
    Shape shape = spec.shape();
    if (!spec.dtype().isFloating()) {
      throw new IllegalArgumentException(
          operation
              + ": the dtype is "
              + spec.dtype()
              + "; convert with to(FLOAT32) or to(FLOAT64)");
    }
    if (shape.rank() < 2 || shape.side(-1) != shape.side(-2)) {
      throw new IllegalArgumentException(
          operation + ": not square: the shape is " + shape + "; give [..., n, n]");
    }
    return shape.side(-1);
  }

  /** Returns a stack with one more leading axis: repeated along it if it is not mapped. */
  static Tensor spread(Tensor x, boolean mapped, int size) {
    return mapped ? x : x.broadcastTo(Convolutions.prepend(x.shape().sides(), size));
  }

  static ArithmeticException singular(String operation, int index, int pivot) {
    return new ArithmeticException(
        operation
            + ": the matrix is singular: pivot "
            + pivot
            + " of matrix "
            + index
            + " is zero to rounding; add a small multiple of the unit matrix, or use fewer rows");
  }
}
