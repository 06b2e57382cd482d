package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that finds the largest or the smallest element along some axes; NaN if one is NaN.
 *
 * <p>The pullback gives the cotangent to the element that was found; several that are equal share
 * it equally. Where that is NaN the cotangent 0 still gives 0.
 *
 * @param largest whether it is the largest
 * @param axes the axes, ascending, counted from the front
 * @param keep whether they stay, with side 1
 */
public record Extreme(boolean largest, ImmutableIntArray axes, boolean keep) implements Primitive {

  /** A cotangent times a share; where the cotangent is 0 a share of NaN does not count. */
  private static final Elementwise SHARED =
      Elementwise.linearIn("shared", 2, Expression.input(0).times(Expression.input(1)), 0);

  /**
   * Returns the extreme along axes; over all of them when none is given.
   *
   * @throws IllegalArgumentException if there is nothing to choose from
   */
  public static Tensor of(Tensor x, boolean largest, boolean keep, int... axes) {
    int[] ascending = x.shape().axes(largest ? "max" : "min", axes);
    return new Extreme(largest, ImmutableIntArray.copyOf(ascending), keep).apply(x);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return largest ? "max" : "min";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Shape shape = inputs[0].shape();
    if (inputs[0].dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          name() + ": not defined for BOOL; convert with to(INT32) first");
    }
    for (int axis : axes.toArray()) {
      if (shape.side(axis) == 0) {
        throw new IllegalArgumentException(
            name()
                + ": nothing to choose from: axis "
                + axis
                + " of shape "
                + shape
                + " is empty; reduce along axes that are not empty");
      }
    }
    return new Spec[] {inputs[0].withShape(shape.reduced(axes.toArray(), keep))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return Reduction.of(largest ? Fold.MAX : Fold.MIN, axes);
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor x = inputs[0];
    Tensor y = outputs[0];
    Shape kept = x.shape().reduced(axes.toArray(), true);
    return cotangents -> new Tensor[] {SHARED.apply(cotangents[0].reshape(kept), shares(x, y))};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[] {null};
    }
    Tensor weighed = tangent.times(shares(inputs[0], outputs[0]));
    return new Tensor[] {new Sum(axes, keep).apply(weighed)};
  }

  /** One over the number of winners where an element is one, else 0. */
  private Tensor shares(Tensor x, Tensor y) {
    Tensor wins = x.eq(y.reshape(x.shape().reduced(axes.toArray(), true))).to(x.dtype());
    return wins.div(new Sum(axes, true).apply(wins));
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Extreme(largest, Batching.behind(axes), keep).applyAll(inputs);
  }
}
