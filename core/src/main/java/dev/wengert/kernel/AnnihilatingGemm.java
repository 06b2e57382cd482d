package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;

/**
 * The kernel of matrix products in which a factor 0 of one operand (or of either) makes its term 0,
 * also where the other factor is infinite or NaN.
 *
 * <p>It is the plain product. Only where there are infinities or NaN, further products tell which
 * elements met such a factor with one that is not 0, and what the others are without the terms that
 * do not count.
 *
 * @param product which operands are transposed
 * @param byA whether a 0 in A counts
 * @param byB whether a 0 in B counts
 */
public record AnnihilatingGemm(Gemm product, boolean byA, boolean byB) implements Kernel {

  private static final Expression X = Expression.input(0);
  private static final Expression IS_FINITE = Expression.abs(X).lt(Double.POSITIVE_INFINITY);
  private static final Expression ZERO = Expression.constant(0);
  private static final Expression ONE = Expression.constant(1);

  private static final LoopBody FINITE = LoopBody.of(Expression.select(IS_FINITE, X, ZERO), 1);
  private static final LoopBody NON_FINITE =
      LoopBody.of(Expression.select(IS_FINITE, ZERO, ONE), 1);
  private static final LoopBody NON_ZERO = LoopBody.of(Expression.select(X.eq(0), ZERO, ONE), 1);
  private static final LoopBody CHOSEN =
      LoopBody.of(Expression.select(X.eq(0), Expression.input(1), Expression.input(2)), 3);

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer raw = product.run(inputs, results)[0];
    Buffer a = inputs[0];
    Buffer b = inputs[1];
    if (isFinite(raw, byA && byB ? raw : byA ? b : a)) {
      return new Buffer[] {raw};
    }
    Buffer counted = product(byB ? map(FINITE, a) : a, byA ? map(FINITE, b) : b, results);
    if (byA) {
      Buffer met = product(map(NON_ZERO, a), map(NON_FINITE, b), results);
      counted = map(CHOSEN, met, counted, raw);
    }
    if (byB) {
      Buffer met = product(map(NON_FINITE, a), map(NON_ZERO, b), results);
      counted = map(CHOSEN, met, counted, raw);
    }
    return new Buffer[] {counted};
  }

  private Buffer product(Buffer a, Buffer b, Spec[] results) {
    return product.run(new Buffer[] {a, b}, results)[0];
  }

  private static Buffer map(LoopBody body, Buffer... operands) {
    return new Loop(body).run(operands, new Spec[] {operands[0].spec()})[0];
  }

  /** Looks at the smaller one of the result and the operand whose infinities would not count. */
  private static boolean isFinite(Buffer result, Buffer operand) {
    boolean operandIsSmaller =
        operand.isContiguous() && operand.shape().size() < result.shape().size();
    Buffer smaller = operandIsSmaller ? operand : result;
    return smaller.dtype() == DType.FLOAT32
        ? isFinite(smaller.floats(), smaller.shape().size())
        : isFinite(smaller.doubles(), smaller.shape().size());
  }

  /** 0 times a number is 0 if it is finite, else NaN; four sums do not wait for each other. */
  private static boolean isFinite(float[] x, int n) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += x[i] * 0;
      b += x[i + 1] * 0;
      c += x[i + 2] * 0;
      d += x[i + 3] * 0;
    }
    for (; i < n; i++) {
      a += x[i] * 0;
    }
    return a + b + c + d == 0;
  }

  private static boolean isFinite(double[] x, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += x[i] * 0;
      b += x[i + 1] * 0;
      c += x[i + 2] * 0;
      d += x[i + 3] * 0;
    }
    for (; i < n; i++) {
      a += x[i] * 0;
    }
    return a + b + c + d == 0;
  }
}
