package dev.wengert.ops.primitive;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;

/**
 * The primitive that finds where along an axis the extreme lies: the first of equal ones, the first
 * NaN if there is one.
 *
 * <p>The extreme is found first, then the smallest of the positions at which it stands. They are
 * the second input, in the dtype of the first.
 *
 * @param largest whether it is the largest
 * @param axis the axis, counted from the front
 */
public record ArgExtreme(boolean largest, int axis) implements PiecewiseConstant {

  /** The position of an element that equals the extreme, or is NaN as then the extreme is. */
  private static final LoopBody CANDIDATE = LoopBody.of(candidate(), 3);

  private static Expression candidate() {
    Expression x = Expression.input(0);
    Expression isFound = Expression.or(x.eq(Expression.input(1)), Expression.not(x.eq(x)));
    return Expression.select(
        isFound, Expression.input(2), Expression.constant(Double.POSITIVE_INFINITY));
  }

  public static Tensor of(boolean largest, Tensor x, int axis) {
    ArgExtreme found = new ArgExtreme(largest, x.shape().axis(largest ? "argmax" : "argmin", axis));
    int n = x.shape().side(found.axis);
    // Beyond its digits there are integers that a floating dtype does not have.
    boolean isWide = x.dtype().isFloating() && n > 1L << x.dtype().digits();
    Tensor numbers = isWide ? x.to(DType.FLOAT64) : x;
    int[] column = new int[x.rank() - found.axis];
    Arrays.fill(column, 1);
    column[0] = n;
    Tensor positions = Numbers.upTo(n).reshape(column);
    return found.apply(
        numbers, x.dtype() == DType.BOOL ? positions : positions.to(numbers.dtype()));
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return largest ? "argmax" : "argmin";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Shape shape = inputs[0].shape();
    inputs[0].dtype().checkNumber(name());
    if (shape.side(axis) == 0) {
      throw new IllegalArgumentException(
          name()
              + ": nothing to choose from: axis "
              + axis
              + " of shape "
              + shape
              + " is empty; reduce along an axis that is not empty");
    }
    return new Spec[] {new Spec(DType.INT32, shape.reduced(new int[] {axis}, false))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    ImmutableIntArray axes = ImmutableIntArray.of(axis);
    Spec one = inputs[0].withShape(inputs[0].shape().reduced(axes.toArray(), true));
    return new Tiled(
        axis,
        ImmutableList.of(
            Tiled.Step.of(Reduction.of(largest ? Fold.MAX : Fold.MIN, axes), one, 0),
            Tiled.Step.of(new Reduction(Fold.MIN, CANDIDATE, axes), one, 0, 2, 1),
            Tiled.Step.of(new Loop(LoopBody.ELEMENT), one.withDType(DType.INT32), 3)));
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new ArgExtreme(largest, axis + 1).applyAll(inputs);
  }
}
