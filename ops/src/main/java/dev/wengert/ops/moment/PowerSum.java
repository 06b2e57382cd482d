package dev.wengert.ops.moment;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.MapSum;
import dev.wengert.Pullback;
import dev.wengert.Root;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import dev.wengert.ops.primitive.Numbers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of the norms of finite order: the norm, the sum {@code sum |x / scale|^p}, its
 * root, and the scale, so that sum and root are numbers of some size however large or small the
 * elements are. The norm is the root times the scale.
 *
 * <p>The scale is 1 where the sum lies in the range, so it costs nothing there and no bit changes.
 * Elsewhere it is near the largest |x|. It is a constant of the derivative.
 *
 * <p>With q for x / scale and l for the root, pullback: {@code d sign(x) |q|^(p - 1) / l^(p - 1)}
 * from the norm, 0 where l is 0 or q infinite, and that over the scale from the root; {@code d p
 * sign(q) |q|^(p - 1) / scale} from the sum.
 *
 * @param p the order, finite
 * @param axes the axes, ascending, counted from the front
 * @param keep whether they stay in the norm, with side 1; in the others they do
 * @param range where sums are left as they are
 */
public record PowerSum(double p, ImmutableIntArray axes, boolean keep, Range range)
    implements Root {

  private static final Elementwise SQUARE = Elementwise.of("square", x -> x.times(x));
  private static final LoopBody ABS = LoopBody.of(Expression.abs(input(0)), 1);
  private static final LoopBody PRODUCT = LoopBody.of(input(0).times(input(1)), 2);

  /** Of order 2 each cotangent is q times what depends on its row only. */
  private static final Elementwise SCALED =
      Elementwise.linearIn("norm.scaled", 3, input(0).div(input(1)).times(input(2)), 2);

  /** Of length, and the cotangents of norm, length and sum. */
  private static final Elementwise WEIGHT =
      Elementwise.linearIn(
          "norm.weight",
          4,
          select(input(0).eq(0), constant(0), input(1).plus(input(2)).div(input(0)))
              .plus(input(3).times(2)),
          1,
          2,
          3);

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "norm";
  }

  private Spec kept(Spec x) {
    return x.withShape(x.shape().reduced(axes.toArray(), true));
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Spec one = kept(inputs[0]);
    Spec norm = inputs[0].withShape(inputs[0].shape().reduced(axes.toArray(), keep));
    return new Spec[] {norm, one, one, one};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    Spec one = kept(inputs[0]);
    int rows = axes.isEmpty() ? inputs[0].shape().rank() : axes.get(0);
    NormFormulas of = NormFormulas.of(p);
    ImmutableDoubleArray order =
        NormFormulas.isOperand(p) ? ImmutableDoubleArray.of(p) : ImmutableDoubleArray.of();
    // Operands: 0 is x, 1 the order if it is one, and then the steps.
    int first = 1 + order.length();
    Kernel usual =
        new Tiled(
            rows,
            order,
            ImmutableList.of(
                Tiled.Step.of(new Reduction(Fold.SUM, of.power(), axes), one, ordered(0)),
                Tiled.Step.of(new Loop(of.root()), one, ordered(first))),
            ImmutableIntArray.of(1, 0, 1));
    return new Guarded(usual, 1, range.least(), range.most(), () -> careful(rows, order, one));
  }

  private Kernel careful(int rows, ImmutableDoubleArray order, Spec one) {
    NormFormulas of = NormFormulas.of(p);
    ImmutableDoubleArray numbers =
        ImmutableDoubleArray.builder().addAll(order).addAll(range.numbers()).build();
    // Operands: 0 is x, 1 the order if it is one, then the range, and then the steps.
    int least = 1 + order.length();
    int first = least + 4;
    return new Tiled(
        rows,
        numbers,
        ImmutableList.of(
            Tiled.Step.of(new Reduction(Fold.SUM, of.power(), axes), one, ordered(0)),
            Tiled.Step.of(new Reduction(Fold.MAX, ABS, axes), one, 0),
            Tiled.Step.of(
                new Loop(Range.SCALE),
                one,
                first,
                first + 1,
                least,
                least + 1,
                least + 2,
                least + 3),
            Tiled.Step.of(
                new Reduction(Fold.SUM, of.scaledPower(), axes), one, ordered(0, first + 2)),
            Tiled.Step.of(new Loop(of.root()), one, ordered(first + 3)),
            Tiled.Step.of(new Loop(PRODUCT), one, first + 4, first + 2)),
        ImmutableIntArray.of(5, 3, 4, 2));
  }

  /** Returns operands of a formula, with the order behind them if it is one. */
  private int[] ordered(int... operands) {
    int[] result = Arrays.copyOf(operands, operands.length + (NormFormulas.isOperand(p) ? 1 : 0));
    Arrays.fill(result, operands.length, result.length, 1);
    return result;
  }

  private Tensor[] ordered(Tensor... operands) {
    if (!NormFormulas.isOperand(p)) {
      return operands;
    }
    Tensor[] result = Arrays.copyOf(operands, operands.length + 1);
    result[operands.length] = Numbers.like("norm", operands[0], p);
    return result;
  }

  /** Only of order 2 the square has second derivatives where the norm is 0. */
  @Override
  public int root() {
    return p == 2 ? 0 : -1;
  }

  @Override
  public Tensor square(Tensor... inputs) {
    return new MapSum(SQUARE, axes, keep).apply(inputs);
  }

  private Tensor steepness(Tensor[] outputs) {
    Elementwise steepness = NormFormulas.of(p).steepness();
    return steepness == null ? outputs[2] : steepness.apply(ordered(outputs[1]));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor x = inputs[0];
    Tensor scale = Autodiff.stopGradient(outputs[3]);
    Tensor steepness = steepness(outputs);
    return cotangents -> {
      Tensor toNorm = cotangents[0].reshape(scale.shape());
      Tensor toLength = cotangents[2].div(scale);
      Tensor toSum = cotangents[1].div(scale);
      return new Tensor[] {
        p == 2
            ? SCALED.apply(x, scale, WEIGHT.apply(steepness, toNorm, toLength, toSum))
            : NormFormulas.of(p)
                .pulled()
                .apply(ordered(x, scale, steepness, toNorm, toLength, toSum))
      };
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[4];
    }
    Tensor scale = Autodiff.stopGradient(outputs[3]);
    NormFormulas of = NormFormulas.of(p);
    Tensor norm =
        new MapSum(of.pushedToNorm(), axes, keep)
            .apply(ordered(inputs[0], scale, steepness(outputs), tangent));
    return new @Nullable Tensor[] {
      norm,
      new MapSum(of.pushedToSum(), axes, true).apply(ordered(inputs[0], scale, tangent)),
      norm.reshape(scale.shape()).div(scale),
      null
    };
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    int[] shifted = axes.toArray();
    Arrays.setAll(shifted, i -> axes.get(i) + 1);
    return new PowerSum(p, ImmutableIntArray.copyOf(shifted), keep, range).applyAll(inputs);
  }
}
