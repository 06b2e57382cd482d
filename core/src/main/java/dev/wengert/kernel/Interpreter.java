package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import java.util.Arrays;

/**
 * Runs a loop body block by block, one operator at a time over a block that stays in the cache.
 *
 * <p>All arithmetic is done on {@code double} blocks and rounded to the loop's dtype behind each
 * operator. For + - * / and sqrt that gives exactly what FLOAT32 arithmetic would (a double has
 * more than twice its digits), so one set of loops serves every dtype; a truth value is 0 or 1.
 */
final class Interpreter {

  /** Elements a block has at most: the blocks of a usual body fit the first-level cache. */
  static final int BLOCK = 512;

  private final LoopBody body;
  private final DType dtype;
  private final double[][] blocks;

  /**
   * Prepares to run a body.
   *
   * @param dtype the dtype in which numbers are computed
   */
  Interpreter(LoopBody body, DType dtype, int length) {
    this.body = body;
    this.dtype = dtype;
    int inputs = body.inputs().size();
    int constants = body.constants().length();
    this.blocks = new double[inputs + constants + body.instructions().size()][];
    int size = Math.min(length, BLOCK);
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new double[size];
    }
    for (int i = 0; i < constants; i++) {
      Arrays.fill(blocks[inputs + i], constant(body.constants().get(i)));
    }
  }

  /** Returns the dtype in which a body computes: that of its number operands, else the result's. */
  static DType dtype(LoopBody body, Buffer[] operands, DType result) {
    for (int i = 0; i < operands.length; i++) {
      if (body.inputs().get(i) == Op.Kind.NUMBER) {
        return operands[i].dtype();
      }
    }
    return result;
  }

  /** Returns the value of a body at one element. */
  static double evaluate(LoopBody body, DType dtype, double... inputs) {
    Interpreter interpreter = new Interpreter(body.expanded(dtype), dtype, 1);
    for (int i = 0; i < inputs.length; i++) {
      interpreter.blocks[i][0] = interpreter.round(inputs[i]);
    }
    return interpreter.compute(1)[0];
  }

  /** Returns the body's values for a stretch of the innermost loop, in a block to read at once. */
  double[] run(LoopNest nest, Buffer[] operands, int[] offsets, int from, int length) {
    for (int k = 0; k < operands.length; k++) {
      int stride = nest.innerStride(k);
      load(operands[k], offsets[k] + from * stride, stride, blocks[k], length);
    }
    return compute(length);
  }

  private double[] compute(int length) {
    int value = body.inputs().size() + body.constants().length();
    for (LoopBody.Instruction instruction : body.instructions()) {
      double[] result = blocks[value++];
      double[] a = blocks[instruction.operands().get(0)];
      double[] b = blocks[instruction.operands().get(Math.min(1, instruction.op().arity() - 1))];
      double[] c = blocks[instruction.operands().get(instruction.op().arity() - 1)];
      apply(instruction.op(), a, b, c, result, length);
      roundAll(result, length);
    }
    return blocks[body.result()];
  }

  /** An INT32 that a constant does not fit is the nearest one; a result wraps around instead. */
  private double constant(double value) {
    return dtype == DType.INT32 ? (int) value : round(value);
  }

  private double round(double value) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case INT32 -> (int) (long) value;
      case FLOAT64, BOOL -> value;
    };
  }

  private void roundAll(double[] values, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          values[i] = (float) values[i];
        }
      }
      case INT32 -> {
        for (int i = 0; i < n; i++) {
          values[i] = (int) (long) values[i];
        }
      }
      case FLOAT64, BOOL -> {}
    }
  }

  private void apply(Op op, double[] a, double[] b, double[] c, double[] r, int n) {
    switch (op) {
      case NEG -> {
        for (int i = 0; i < n; i++) {
          r[i] = -a[i];
        }
      }
      case ADD -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] + b[i];
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] - b[i];
        }
      }
      case MUL -> multiply(a, b, r, n);
      case DIV -> divide(a, b, r, n);
      case MIN -> {
        for (int i = 0; i < n; i++) {
          r[i] = Math.min(a[i], b[i]);
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          r[i] = Math.max(a[i], b[i]);
        }
      }
      case LT -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] < b[i] ? 1 : 0;
        }
      }
      case LE -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] <= b[i] ? 1 : 0;
        }
      }
      case EQ -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] == b[i] ? 1 : 0;
        }
      }
      case SELECT -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] != 0 ? b[i] : c[i];
        }
      }
      case FMA -> fuse(a, b, c, r, n);
      case EXPONENT -> {
        for (int i = 0; i < n; i++) {
          r[i] = dtype == DType.FLOAT32 ? Bits.exponent((float) a[i]) : Bits.exponent(a[i]);
        }
      }
      case SIGNIFICAND -> {
        for (int i = 0; i < n; i++) {
          r[i] = dtype == DType.FLOAT32 ? Bits.significand((float) a[i]) : Bits.significand(a[i]);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          r[i] = scalar(op, a[i], b[i]);
        }
      }
    }
  }

  private void multiply(double[] a, double[] b, double[] r, int n) {
    if (dtype == DType.INT32) {
      for (int i = 0; i < n; i++) {
        int product = ((int) a[i]) * ((int) b[i]);
        r[i] = product;
      }
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = a[i] * b[i];
      }
    }
  }

  private void divide(double[] a, double[] b, double[] r, int n) {
    if (dtype == DType.INT32) {
      for (int i = 0; i < n; i++) {
        if (b[i] == 0) {
          throw new ArithmeticException(
              "div: an INT32 is divided by zero: "
                  + (int) a[i]
                  + " / 0; mask such divisors, or convert with to(FLOAT64)");
        }
        int quotient = ((int) a[i]) / ((int) b[i]);
        r[i] = quotient;
      }
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = a[i] / b[i];
      }
    }
  }

  /** A FLOAT32 result is rounded once: through a double it would be rounded twice. */
  private void fuse(double[] a, double[] b, double[] c, double[] r, int n) {
    if (dtype == DType.FLOAT32) {
      for (int i = 0; i < n; i++) {
        r[i] = Math.fma((float) a[i], (float) b[i], (float) c[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = Math.fma(a[i], b[i], c[i]);
      }
    }
  }

  /** The operators whose cost lies in the function, not in the loop. */
  private static double scalar(Op op, double a, double b) {
    return switch (op) {
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case SIN_FAR -> Calls.sinFar(a, b);
      case COS_FAR -> Calls.cosFar(a, b);
      case POW2 -> Math.scalb(1.0, (int) a);
      case AND -> a != 0 && b != 0 ? 1 : 0;
      case OR -> a != 0 || b != 0 ? 1 : 0;
      case NOT -> a == 0 ? 1 : 0;
      case NEG, ADD, SUB, MUL, DIV, MIN, MAX, FMA, LT, LE, EQ, SELECT, EXPONENT, SIGNIFICAND ->
          throw new AssertionError(op);
      case FLOOR,
          RINT,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          LOG10,
          TANH,
          SIGMOID,
          LOGISTIC_PDF,
          NORMAL_CDF,
          ERF,
          SIN,
          COS,
          ATAN2,
          POW,
          EXP_MUL,
          WITH_SLOPE ->
          throw new AssertionError(op + " is not written out");
    };
  }

  private static void load(Buffer source, int offset, int stride, double[] block, int n) {
    switch (source.array()) {
      case double[] a -> {
        if (stride == 1) {
          System.arraycopy(a, offset, block, 0, n);
        } else {
          for (int i = 0; i < n; i++) {
            block[i] = a[offset + i * stride];
          }
        }
      }
      case float[] a -> {
        for (int i = 0; i < n; i++) {
          block[i] = a[offset + i * stride];
        }
      }
      case int[] a -> {
        for (int i = 0; i < n; i++) {
          block[i] = a[offset + i * stride];
        }
      }
      case boolean[] a -> {
        for (int i = 0; i < n; i++) {
          block[i] = a[offset + i * stride] ? 1 : 0;
        }
      }
      default -> throw new AssertionError(source);
    }
  }

  /** Stores block values into an array, converted to its type. */
  static void store(double[] block, Object target, int offset, int n) {
    switch (target) {
      case double[] a -> System.arraycopy(block, 0, a, offset, n);
      case float[] a -> {
        for (int i = 0; i < n; i++) {
          a[offset + i] = (float) block[i];
        }
      }
      case int[] a -> {
        for (int i = 0; i < n; i++) {
          a[offset + i] = (int) block[i];
        }
      }
      case boolean[] a -> {
        for (int i = 0; i < n; i++) {
          a[offset + i] = block[i] != 0;
        }
      }
      default -> throw new AssertionError(target);
    }
  }
}
