package dev.wengert.expression;

import dev.wengert.array.DType;

/**
 * What each operator of the language does to numbers of a dtype: what every form of a loop must
 * give.
 *
 * <p>All is computed on {@code double} blocks and rounded to the dtype behind each operator. For +
 * - * / and sqrt that gives exactly what FLOAT32 arithmetic would (a double has more than twice its
 * digits), so one set of loops serves every dtype; a truth value is 0 or 1.
 */
public final class Arithmetic {

  private final DType dtype;

  /** Makes that of a dtype. */
  public Arithmetic(DType dtype) {
    this.dtype = dtype;
  }

  /** Returns a number in the dtype: an INT32 that it does not fit is the nearest one. */
  public double constant(double value) {
    return dtype == DType.INT32 ? (int) value : round(value);
  }

  /** Returns a number in the dtype; as an INT32 it wraps around. */
  double round(double value) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case INT32 -> (int) (long) value;
      case FLOAT64, BOOL -> value;
    };
  }

  /**
   * Brings the first n numbers of a block, of any dtype, to this one: as an INT32 without their
   * fraction, or the nearest there is; NaN becomes 0.
   */
  public void convert(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = constant(values[i]);
    }
  }

  /**
   * Applies an operator to the first n numbers of blocks, and rounds.
   *
   * @param op one that is not {@linkplain Expansion written out}
   * @param a its first operand
   * @param b its second one, if it has so many
   * @param c its third one, if it has so many
   * @param r where the results go
   */
  public void apply(Op op, double[] a, double[] b, double[] c, double[] r, int n) {
    compute(op, a, b, c, r, n);
    roundAll(r, n);
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

  private void compute(Op op, double[] a, double[] b, double[] c, double[] r, int n) {
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
        int quotient = Calls.div((int) a[i], (int) b[i]);
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
}
