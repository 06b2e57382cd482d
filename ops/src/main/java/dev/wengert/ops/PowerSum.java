package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

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
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of the norms of finite order: the norm, a scale, and the sum {@code sum |x /
 * scale|^p}, which is a number of some size however large or small the elements are.
 *
 * <p>The scale is 1 where the sum lies in the range, so it costs nothing there and no bit changes.
 * Elsewhere it is near the largest |x|. It is a constant of the derivative.
 *
 * <p>With q for x / scale and l for the root of the sum, the norm is {@code scale l}. Pullback:
 * {@code d sign(x) |q|^(p - 1) / l^(p - 1)} from the norm, 0 where l is 0 or q infinite; {@code d p
 * sign(q) |q|^(p - 1) / scale} from the sum.
 *
 * @param p the order, finite
 * @param axes the axes, ascending, counted from the front
 * @param keep whether they stay in the norm, with side 1; in scale and sum they do
 * @param range where sums are left as they are
 */
record PowerSum(double p, ImmutableIntArray axes, boolean keep, Range range) implements Primitive {

  private static final LoopBody ONE = LoopBody.of(input(0).times(0).plus(1), 1);
  private static final LoopBody ABS = LoopBody.of(Expression.abs(input(0)), 1);
  private static final LoopBody PRODUCT = LoopBody.of(input(0).times(input(1)), 2);

  /** What depends on the order; the order is an operand, which those of 1 and 2 leave alone. */
  private record Formulas(
      LoopBody powers,
      LoopBody scaledPowers,
      Elementwise root,
      Elementwise steepness,
      Elementwise pulled,
      Elementwise pushedToNorm,
      Elementwise pushedToSum) {

    static Formulas of(double p) {
      // Of x, the order and a scale; of x, scale, steepness, order, and cotangents or a tangent.
      Expression q = input(0).div(input(1));
      Expression direction = direction(p, q, input(2), input(3));
      Expression slope = slope(p, q, input(3));
      return new Formulas(
          LoopBody.of(power(p, input(0), input(1)), 2),
          LoopBody.of(power(p, input(0).div(input(2)), input(1)), 3),
          Elementwise.of("root", 2, root(p, input(0), input(1))),
          Elementwise.of("steepness", 2, steepness(p, input(0), input(1))),
          Elementwise.linearIn(
              "norm.pullback", 6, direction.times(input(4)).plus(slope.times(input(5))), 4, 5),
          Elementwise.linearIn("norm.pushforward", 5, direction.times(input(4)), 4),
          Elementwise.linearIn("powers.pushforward", 5, slope.times(input(4).div(input(1))), 4));
    }

    private static Expression power(double p, Expression q, Expression order) {
      return p == 2 ? q.times(q) : p == 1 ? Expression.abs(q) : pow(q, order);
    }

    private static Expression pow(Expression q, Expression order) {
      return Expression.pow(Expression.abs(q), order);
    }

    /** The root whose derivative at 0 is 0: what has no length has no direction. */
    private static Expression root(double p, Expression sum, Expression order) {
      Expression root =
          p == 2
              ? Expression.sqrt(sum)
              : p == 1 ? sum : Expression.pow(sum, constant(1).div(order));
      return select(sum.eq(0), constant(0), root);
    }

    /** The power p - 1 of the root. */
    private static Expression steepness(double p, Expression sum, Expression order) {
      return p == 2
          ? root(p, sum, order)
          : select(sum.eq(0), constant(0), Expression.pow(sum, order.minus(1).div(order)));
    }

    private static Expression direction(
        double p, Expression q, Expression steepness, Expression order) {
      Expression direction =
          p == 2
              ? q.div(steepness)
              : p == 1
                  ? Expression.sign(q)
                  : Expression.sign(q).times(pow(q, order.minus(1)).div(steepness));
      Expression isNone =
          Expression.or(steepness.eq(0), Expression.abs(q).eq(Double.POSITIVE_INFINITY));
      return select(isNone, constant(0), direction);
    }

    private static Expression slope(double p, Expression q, Expression order) {
      return p == 2
          ? q.times(2)
          : p == 1
              ? Expression.sign(q)
              : Expression.sign(q).times(order.times(pow(q, order.minus(1))));
    }
  }

  private static final Formulas FIRST = Formulas.of(1);
  private static final Formulas SECOND = Formulas.of(2);
  private static final Formulas OTHER = Formulas.of(Double.NaN);

  private Formulas formulas() {
    return p == 2 ? SECOND : p == 1 ? FIRST : OTHER;
  }

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
    return new Spec[] {
      inputs[0].withShape(inputs[0].shape().reduced(axes.toArray(), keep)), one, one
    };
  }

  @Override
  public Kernel lower(Spec... inputs) {
    Spec one = kept(inputs[0]);
    int rows = axes.isEmpty() ? inputs[0].shape().rank() : axes.get(0);
    Formulas of = formulas();
    // Operands: 0 is x, 1 to 5 the numbers, from 6 on the steps.
    ImmutableDoubleArray numbers =
        ImmutableDoubleArray.builder().addAll(range.numbers()).add(p).build();
    Tiled.Step sum = Tiled.Step.of(new Reduction(Fold.SUM, of.powers, axes), one, 0, 5);
    Kernel usual =
        new Tiled(
            rows,
            numbers,
            ImmutableList.of(
                sum,
                Tiled.Step.of(new Loop(of.root.body()), one, 6, 5),
                Tiled.Step.of(new Loop(ONE), one, 6)),
            ImmutableIntArray.of(1, 2, 0));
    Kernel careful =
        new Tiled(
            rows,
            numbers,
            ImmutableList.of(
                sum,
                Tiled.Step.of(new Reduction(Fold.MAX, ABS, axes), one, 0),
                Tiled.Step.of(new Loop(Range.SCALE), one, 6, 7, 1, 2, 3, 4),
                Tiled.Step.of(new Reduction(Fold.SUM, of.scaledPowers, axes), one, 0, 5, 8),
                Tiled.Step.of(new Loop(of.root.body()), one, 9, 5),
                Tiled.Step.of(new Loop(PRODUCT), one, 10, 8)),
            ImmutableIntArray.of(5, 2, 3));
    return new Guarded(usual, 2, range.least(), range.most(), careful);
  }

  private Tensor order(Tensor x) {
    return Numbers.like("norm", x, p);
  }

  /** Returns the root of the sum that a tensor's powers add up to. */
  Tensor length(Tensor powers) {
    return formulas().root.apply(powers, order(powers));
  }

  private Tensor steepness(Tensor powers) {
    return formulas().steepness.apply(powers, order(powers));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor x = inputs[0];
    Tensor scale = Autodiff.stopGradient(outputs[1]);
    Tensor powers = outputs[2];
    return cotangents ->
        new Tensor[] {
          formulas()
              .pulled
              .apply(
                  x,
                  scale,
                  steepness(powers),
                  order(x),
                  cotangents[0].reshape(scale.shape()),
                  cotangents[2].div(scale))
        };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[3];
    }
    Tensor scale = Autodiff.stopGradient(outputs[1]);
    Tensor[] operands = {inputs[0], scale, steepness(outputs[2]), order(inputs[0]), tangent};
    return new @Nullable Tensor[] {
      new MapSum(formulas().pushedToNorm, axes, keep).apply(operands),
      null,
      new MapSum(formulas().pushedToSum, axes, true).apply(operands)
    };
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    int[] shifted = axes.toArray();
    Arrays.setAll(shifted, i -> axes.get(i) + 1);
    return new PowerSum(p, ImmutableIntArray.copyOf(shifted), keep, range).applyAll(inputs);
  }
}
