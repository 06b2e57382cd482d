package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that converts to another dtype.
 *
 * <p>A floating number becomes an INT32 by dropping its fraction; NaN becomes 0, and what lies
 * beyond the range the nearest end. A number is true unless it is 0; true is 1. Between floating
 * dtypes the conversion is linear; any other has derivative zero.
 *
 * @param dtype the dtype of the result
 */
public record Cast(DType dtype) implements Primitive {

  private static final Expression NUMBER = Expression.input(0);
  private static final LoopBody COPY = LoopBody.of(NUMBER, 1);
  private static final LoopBody TRUTH = LoopBody.of(Expression.not(NUMBER.eq(0)), 1);
  private static final LoopBody ONE_OR_ZERO =
      LoopBody.of(
          Expression.select(Expression.logical(0), Expression.constant(1), Expression.constant(0)),
          1);

  /** Returns a tensor in a dtype; itself if it has it. */
  public static Tensor to(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : new Cast(dtype).apply(x);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "to" + dtype;
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0].withDType(dtype)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    if (inputs[0].dtype() == DType.BOOL) {
      return new Loop(ONE_OR_ZERO);
    }
    return new Loop(dtype == DType.BOOL ? TRUTH : COPY);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    if (!dtype.isFloating() || !inputs[0].dtype().isFloating()) {
      return null;
    }
    DType back = inputs[0].dtype();
    return cotangents -> new Tensor[] {to(cotangents[0], back)};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {
      tangent == null || !dtype.isFloating() ? null : to(tangent, dtype)
    };
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
