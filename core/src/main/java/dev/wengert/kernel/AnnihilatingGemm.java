package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;

/**
 * The kernel of matrix products in which a factor 0 of one operand (or of either) makes its term 0,
 * also where the other factor is infinite or NaN.
 *
 * <p>It is the plain product; only where that has a NaN, further products tell which elements met
 * such a factor with one that is not 0, and what the others are without the terms that do not
 * count.
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

  private static final LoopBody ELEMENT = LoopBody.of(X, 1);
  private static final LoopBody FINITE = LoopBody.of(Expression.select(IS_FINITE, X, ZERO), 1);
  private static final LoopBody NON_FINITE =
      LoopBody.of(Expression.select(IS_FINITE, ZERO, ONE), 1);
  private static final LoopBody NON_ZERO = LoopBody.of(Expression.select(X.eq(0), ZERO, ONE), 1);
  private static final LoopBody CHOSEN =
      LoopBody.of(Expression.select(X.eq(0), Expression.input(1), Expression.input(2)), 3);

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer raw = product.run(inputs, results)[0];
    if (!hasNaN(raw)) {
      return new Buffer[] {raw};
    }
    Buffer a = inputs[0];
    Buffer b = inputs[1];
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

  private static boolean hasNaN(Buffer x) {
    if (x.shape().size() == 0) {
      return false;
    }
    int[] axes = new int[x.shape().rank()];
    Arrays.setAll(axes, i -> i);
    Spec scalar = x.spec().withShape(Shape.SCALAR);
    Buffer largest =
        new Reduction(Fold.MAX, ELEMENT, ImmutableIntArray.copyOf(axes))
            .run(new Buffer[] {x}, new Spec[] {scalar})[0];
    return x.dtype() == DType.FLOAT32
        ? Float.isNaN(largest.floats()[0])
        : Double.isNaN(largest.doubles()[0]);
  }
}
