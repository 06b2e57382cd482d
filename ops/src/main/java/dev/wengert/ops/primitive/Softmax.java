package dev.wengert.ops.primitive;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.MapSum;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of the softmax: {@code e^(x - max) / sum(e^(x - max))} along an axis, the rows kept
 * in the cache.
 *
 * <p>With y the result, its Jacobian maps d to {@code y (d - sum(d y))} and is its own transpose,
 * so that is the pullback and the pushforward.
 *
 * @param axis the axis, counted from the front
 */
public record Softmax(int axis) implements Primitive {

  /** The largest itself gives 1, also where it is infinite: the difference would be NaN. */
  private static final LoopBody SHIFTED_EXP =
      LoopBody.of(
          Expression.exp(
              Expression.select(
                  Expression.input(0).eq(Expression.input(1)),
                  Expression.constant(0),
                  Expression.input(0).minus(Expression.input(1)))),
          2);

  private static final LoopBody QUOTIENT =
      LoopBody.of(Expression.input(0).div(Expression.input(1)), 2);

  private static final Elementwise WEIGHED =
      Elementwise.linearIn("softmax.weighed", 2, Expression.input(0).times(Expression.input(1)), 0);

  private static final Elementwise PROJECTED =
      Elementwise.linearIn(
          "softmax.pullback",
          3,
          Expression.input(0).times(Expression.input(1).minus(Expression.input(2))),
          1,
          2);

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    inputs[0].dtype().checkFloating("softmax");
    Checks.notEmpty("softmax", inputs[0].shape(), axis);
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    ImmutableIntArray axes = ImmutableIntArray.of(axis);
    Spec all = inputs[0];
    Shape reduced = all.shape().reduced(axes.toArray(), true);
    Spec one = all.withShape(reduced);
    return new Tiled(
        axis,
        ImmutableList.of(
            Tiled.Step.of(Reduction.of(Fold.MAX, axes), one, 0),
            Tiled.Step.of(new Loop(SHIFTED_EXP), all, 0, 1),
            Tiled.Step.of(Reduction.of(Fold.SUM, axes), one, 2),
            Tiled.Step.of(new Loop(QUOTIENT), all, 2, 3)));
  }

  private Tensor project(Tensor y, Tensor d) {
    return PROJECTED.apply(y, d, MapSum.of(WEIGHED, true, new int[] {axis}, d, y));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor y = outputs[0];
    return cotangents -> new Tensor[] {project(y, cotangents[0])};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {tangent == null ? null : project(outputs[0], tangent)};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Softmax(axis + 1).applyAll(inputs);
  }
}
