package dev.wengert.ops;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.MapSum;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of the {@link Moments}: a centre, the rest of the mean, and the variance along
 * axes, which stay with side 1; rows are kept in the cache between the three sums.
 *
 * <p>With n elements along the axes, {@code centre = sum(x) / n}, of which rounding makes a number
 * near the mean and which counts as a constant; {@code rest = sum(x - centre) / n}; {@code variance
 * = sum((x - centre - rest)^2) / (n - correction)}. Pullback: {@code dRest / n + dVariance 2 (x -
 * centre - rest) / (n - correction)}; the deviations add up to 0, so the variance does not depend
 * on the rest.
 *
 * @param axes the axes, ascending, counted from the front
 * @param correction what is taken off the count by which the squares are divided
 */
record MeanAndVariance(ImmutableIntArray axes, int correction) implements Primitive {

  private static final LoopBody DIFFERENCE =
      LoopBody.of(Expression.input(0).minus(Expression.input(1)), 2);

  private static final LoopBody SQUARED_DEVIATION =
      LoopBody.of(Moments.deviation().times(Moments.deviation()), 3);

  private static final LoopBody QUOTIENT =
      LoopBody.of(Expression.input(0).div(Expression.input(1)), 2);

  /** Of x, centre, rest, and what the result and the squares weigh. */
  private static final Elementwise PULLED =
      Elementwise.linearIn(
          "moments.pullback",
          5,
          Expression.input(3).plus(Moments.deviation().times(Expression.input(4))),
          3,
          4);

  private static final Elementwise PUSHED =
      Elementwise.linearIn(
          "moments.pushforward", 4, Moments.deviation().times(Expression.input(3)), 3);

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "moments";
  }

  private int count(Spec x) {
    int count = 1;
    for (int i = 0; i < axes.length(); i++) {
      count *= x.shape().side(axes.get(i));
    }
    return count;
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Spec one = inputs[0].withShape(inputs[0].shape().reduced(axes.toArray(), true));
    return new Spec[] {one, one, one};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    Spec one = infer(inputs)[0];
    int n = count(inputs[0]);
    // Operands: 0 is x, 1 and 2 the numbers, from 3 on the steps.
    return new Tiled(
        axes.isEmpty() ? inputs[0].shape().rank() : axes.get(0),
        ImmutableDoubleArray.of(n, n - correction),
        ImmutableList.of(
            Tiled.Step.of(Reduction.of(Fold.SUM, axes), one, 0),
            Tiled.Step.of(new Loop(QUOTIENT), one, 3, 1),
            Tiled.Step.of(new Reduction(Fold.SUM, DIFFERENCE, axes), one, 0, 4),
            Tiled.Step.of(new Loop(QUOTIENT), one, 5, 1),
            Tiled.Step.of(new Reduction(Fold.SUM, SQUARED_DEVIATION, axes), one, 0, 4, 6),
            Tiled.Step.of(new Loop(QUOTIENT), one, 7, 2)),
        ImmutableIntArray.of(1, 3, 5));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor x = inputs[0];
    Tensor centre = Autodiff.stopGradient(outputs[0]);
    Tensor rest = outputs[1];
    int n = count(x.spec());
    return cotangents ->
        new Tensor[] {
          PULLED.apply(
              x, centre, rest, cotangents[1].div(n), cotangents[2].times(2.0 / (n - correction)))
        };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[3];
    }
    Tensor x = inputs[0];
    Tensor centre = Autodiff.stopGradient(outputs[0]);
    int n = count(x.spec());
    Tensor squares = new MapSum(PUSHED, axes, true).apply(x, centre, outputs[1], tangent);
    return new @Nullable Tensor[] {
      null,
      Reductions.sum(tangent, true, axes.toArray()).div(n),
      squares.times(2.0 / (n - correction))
    };
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    int[] shifted = axes.toArray();
    Arrays.setAll(shifted, i -> axes.get(i) + 1);
    return new MeanAndVariance(ImmutableIntArray.copyOf(shifted), correction).applyAll(inputs);
  }
}
