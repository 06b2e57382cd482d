package dev.wengert.cpu.gemm;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Loop;

/**
 * How an {@link AnnihilatingGemm} runs: as the plain product. Only where there are infinities or
 * NaN, further products tell which elements met such a factor with one that is not 0, and what the
 * others are without the terms that do not count.
 */
public final class AnnihilatingProducts {

  private static final Expression X = Expression.input(0);
  private static final Expression IS_FINITE = Expression.abs(X).lt(Double.POSITIVE_INFINITY);
  private static final Expression ZERO = Expression.constant(0);
  private static final Expression ONE = Expression.constant(1);

  private static final Loop FINITE =
      new Loop(LoopBody.of(Expression.select(IS_FINITE, X, ZERO), 1));
  private static final Loop NON_FINITE =
      new Loop(LoopBody.of(Expression.select(IS_FINITE, ZERO, ONE), 1));
  private static final Loop NON_ZERO =
      new Loop(LoopBody.of(Expression.select(X.eq(0), ZERO, ONE), 1));
  private static final Loop CHOSEN =
      new Loop(
          LoopBody.of(Expression.select(X.eq(0), Expression.input(1), Expression.input(2)), 3));

  private AnnihilatingProducts() {}

  /** Fills C. */
  public static void fill(AnnihilatingGemm kernel, Buffer[] inputs, Buffer c) {
    Gemm gemm = kernel.product();
    Buffer a = inputs[0];
    Buffer b = inputs[1];
    Products.fill(gemm, inputs, c);
    if (isFinite(c, kernel.byA() && kernel.byB() ? c : kernel.byA() ? b : a)) {
      return;
    }
    Buffer counted =
        product(gemm, kernel.byB() ? map(FINITE, a) : a, kernel.byA() ? map(FINITE, b) : b, c);
    if (kernel.byA()) {
      choose(product(gemm, map(NON_ZERO, a), map(NON_FINITE, b), c), counted, c, counted);
    }
    if (kernel.byB()) {
      choose(product(gemm, map(NON_FINITE, a), map(NON_ZERO, b), c), counted, c, counted);
    }
    Elements.move(counted, c);
  }

  /** Where nothing met what does not count, what was counted, else the plain product. */
  private static void choose(Buffer met, Buffer counted, Buffer plain, Buffer result) {
    Loops.fill(CHOSEN, new Buffer[] {met, counted, plain}, result);
  }

  private static Buffer product(Gemm gemm, Buffer a, Buffer b, Buffer like) {
    Buffer result = Buffer.allocate(like.spec());
    Products.fill(gemm, new Buffer[] {a, b}, result);
    return result;
  }

  private static Buffer map(Loop loop, Buffer operand) {
    Buffer[] operands = {operand};
    Buffer result = Buffer.allocate(loop.layout(0, operand.spec(), operands));
    Loops.fill(loop, operands, result);
    return result;
  }

  /** Looks at the smaller one of the result and the operand whose infinities would not count. */
  private static boolean isFinite(Buffer result, Buffer operand) {
    boolean operandIsSmaller =
        operand.isContiguous() && operand.shape().size() < result.shape().size();
    Buffer smaller = operandIsSmaller ? operand : result;
    return JavaBlas.loops(smaller.dtype())
        .isFinite(smaller.array(), smaller.offset(), smaller.shape().size());
  }
}
