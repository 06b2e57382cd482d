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
import dev.wengert.Sum;
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
 * The primitive of the {@link Moments}: a centre, the rest of the mean, the variance, what is
 * measured if anything is, and a unit, along axes, which stay with side 1; rows are kept in the
 * cache between the three sums.
 *
 * <p>With n elements along the axes and {@code z = x unit}, {@code centre = sum(z) / n}, of which
 * rounding makes a number near the mean and which counts as a constant; {@code rest = sum(z -
 * centre) / n}; {@code variance = sum((z - centre - rest)^2) / (n - correction)}. The unit is 1
 * where that stays in the range of the dtype, and elsewhere a power of two that brings it there; it
 * is a constant too. What is measured follows, and is not in the unit. Pullback: {@code (dRest / n
 * + dVariance 2 (z - centre - rest) / (n - correction)) unit}; the deviations add up to 0, so the
 * variance does not depend on the rest. From the variance measured {@code d 2 (z - centre - rest) /
 * unit / (n - correction)}, from the deviation {@code d (z - centre - rest) / sqrt(variance) / (n -
 * correction)}, 0 where the variance is 0.
 *
 * @param axes the axes, ascending, counted from the front
 * @param correction what is taken off the count by which the squares are divided
 * @param range where variances are left as they are
 * @param measure what is measured besides
 * @param keep whether the axes stay in that, with side 1; in the others they do
 */
public record MeanAndVariance(
    ImmutableIntArray axes, int correction, Range range, Measure measure, boolean keep)
    implements Root {

  /** Which result is what is measured. */
  public static final int MEASURED = 3;

  private static final LoopBody QUOTIENT = LoopBody.of(input(0).div(input(1)), 2);
  private static final LoopBody ABS = LoopBody.of(Expression.abs(input(0)), 1);
  private static final LoopBody DIFFERENCE = LoopBody.of(input(0).minus(input(1)), 2);
  private static final LoopBody SQUARED_DEVIATION =
      LoopBody.of(square(input(0).minus(input(1)).minus(input(2))), 3);

  // The same in a unit, which is the last operand.
  private static final LoopBody SCALED = LoopBody.of(input(0).times(input(1)), 2);
  private static final LoopBody SCALED_DIFFERENCE =
      LoopBody.of(input(0).times(input(2)).minus(input(1)), 3);
  private static final LoopBody SCALED_SQUARED_DEVIATION =
      LoopBody.of(square(input(0).times(input(3)).minus(input(1)).minus(input(2))), 4);

  private static final Elementwise SHARED =
      Elementwise.of("moments.share", 3, input(0).div(input(1)).times(input(2)));

  private static final Elementwise TIMES =
      Elementwise.of("moments.weigh", 3, input(0).times(input(1)).times(input(2)));

  /** Of x, unit, centre, rest, and what the result and the squares weigh. */
  private static final Elementwise PULLED =
      Elementwise.linearIn("moments.pullback", 6, input(4).plus(deviation().times(input(5))), 4, 5);

  /** The same, and of what is measured its divisor and what it weighs. */
  private static final Elementwise PULLED_MEASURE =
      Elementwise.linearIn(
          "spread.pullback",
          8,
          input(4).plus(deviation().times(input(5))).plus(share(input(6)).times(input(7))),
          4,
          5,
          7);

  private static final Elementwise PUSHED =
      Elementwise.linearIn("moments.pushforward", 5, deviation().times(input(4)), 4);

  private static final Elementwise PUSHED_MEASURE =
      Elementwise.linearIn("spread.pushforward", 6, share(input(4)).times(input(5)), 5);

  /** What is measured of the squared deviations, besides their mean in the unit. */
  @SuppressWarnings("ImmutableEnumChecker") // a body does not change
  public enum Measure {
    /** Nothing. */
    NONE(input(0), input(0)),
    /** The variance, which may leave the range. */
    VARIANCE(input(0), input(0).div(input(1)).div(input(1))),
    /** The standard deviation. */
    DEVIATION(root(input(0)), root(input(0)).div(input(1)));

    /** Of the variance. */
    private final LoopBody formula;

    /** Of the variance in a unit, and the unit. */
    private final LoopBody scaledFormula;

    Measure(Expression formula, Expression scaledFormula) {
      this.formula = LoopBody.of(formula, 1);
      this.scaledFormula = LoopBody.of(scaledFormula, 2);
    }
  }

  /** x in the unit, less both parts of the mean: of x, unit, centre and rest. */
  public static Expression deviation() {
    return input(0).times(input(1)).minus(input(2)).minus(input(3));
  }

  /** The root whose derivative at 0 is 0: what is constant has no spread. */
  private static Expression root(Expression x) {
    return select(x.eq(0), constant(0), Expression.sqrt(x));
  }

  private static final Elementwise ROOT = Elementwise.of("root", x -> root(x));

  private static Expression square(Expression x) {
    return x.times(x);
  }

  /** The deviation in units of a divisor; nothing where that is 0. */
  private static Expression share(Expression divisor) {
    return select(divisor.eq(0), constant(0), deviation().div(divisor));
  }

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

  private boolean measures() {
    return measure != Measure.NONE;
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Spec one = kept(inputs[0]);
    Spec measured = inputs[0].withShape(inputs[0].shape().reduced(axes.toArray(), keep));
    return measures() ? new Spec[] {one, one, one, measured, one} : new Spec[] {one, one, one, one};
  }

  private Spec kept(Spec x) {
    return x.withShape(x.shape().reduced(axes.toArray(), true));
  }

  @Override
  public Kernel lower(Spec... inputs) {
    Spec one = kept(inputs[0]);
    int n = count(inputs[0]);
    int rows = axes.isEmpty() ? inputs[0].shape().rank() : axes.get(0);
    ImmutableDoubleArray counts = ImmutableDoubleArray.of(n, n - correction);
    // Operands: 0 is x, 1 and 2 the counts, from 3 on the steps.
    ImmutableList.Builder<Tiled.Step> usual = sums(one, 3);
    if (measures()) {
      usual.add(Tiled.Step.of(new Loop(measure.formula), one, 8));
    }
    return new Guarded(
        new Tiled(rows, counts, usual.build(), returned(1, 3, 5, 6)),
        2,
        range.least(),
        range.most(),
        () -> careful(rows, counts, one));
  }

  private ImmutableList.Builder<Tiled.Step> sums(Spec one, int first) {
    return ImmutableList.<Tiled.Step>builder()
        .add(
            Tiled.Step.of(Reduction.of(Fold.SUM, axes), one, 0),
            Tiled.Step.of(new Loop(QUOTIENT), one, first, 1),
            Tiled.Step.of(new Reduction(Fold.SUM, DIFFERENCE, axes), one, 0, first + 1),
            Tiled.Step.of(new Loop(QUOTIENT), one, first + 2, 1),
            Tiled.Step.of(
                new Reduction(Fold.SUM, SQUARED_DEVIATION, axes), one, 0, first + 1, first + 3),
            Tiled.Step.of(new Loop(QUOTIENT), one, first + 4, 2));
  }

  /** The same in a unit, for which the usual variance and the largest |x| are found first. */
  private Kernel careful(int rows, ImmutableDoubleArray counts, Spec one) {
    // Operands: 0 is x, 1 and 2 the counts, 3 to 6 the range, from 7 on the steps.
    ImmutableDoubleArray numbers =
        ImmutableDoubleArray.builder().addAll(counts).addAll(range.numbers()).build();
    ImmutableList.Builder<Tiled.Step> steps = sums(one, 7);
    steps.add(
        Tiled.Step.of(new Reduction(Fold.MAX, ABS, axes), one, 0),
        Tiled.Step.of(new Loop(Range.UNIT), one, 12, 13, 3, 4, 5, 6),
        Tiled.Step.of(new Reduction(Fold.SUM, SCALED, axes), one, 0, 14),
        Tiled.Step.of(new Loop(QUOTIENT), one, 15, 1),
        Tiled.Step.of(new Reduction(Fold.SUM, SCALED_DIFFERENCE, axes), one, 0, 16, 14),
        Tiled.Step.of(new Loop(QUOTIENT), one, 17, 1),
        Tiled.Step.of(new Reduction(Fold.SUM, SCALED_SQUARED_DEVIATION, axes), one, 0, 16, 18, 14),
        Tiled.Step.of(new Loop(QUOTIENT), one, 19, 2));
    if (measures()) {
      steps.add(Tiled.Step.of(new Loop(measure.scaledFormula), one, 20, 14));
      return new Tiled(rows, numbers, steps.build(), ImmutableIntArray.of(9, 11, 13, 14, 7));
    }
    return new Tiled(rows, numbers, steps.build(), ImmutableIntArray.of(9, 11, 13, 7));
  }

  @Override
  public int root() {
    return measure == Measure.DEVIATION ? MEASURED : -1;
  }

  @Override
  public Tensor square(Tensor... inputs) {
    return new MeanAndVariance(axes, correction, range, Measure.VARIANCE, keep)
        .applyAll(inputs)[MEASURED];
  }

  private ImmutableIntArray returned(int... steps) {
    return ImmutableIntArray.copyOf(measures() ? steps : Arrays.copyOf(steps, 3));
  }

  /** By what a deviation is divided in the derivative of what is measured. */
  private Tensor divisor(Tensor unit, Tensor variance) {
    return measure == Measure.DEVIATION ? ROOT.apply(variance) : unit;
  }

  /** What the deviations, so divided, are multiplied by there. */
  private double factor(int n) {
    return (measure == Measure.DEVIATION ? 1.0 : 2.0) / (n - correction);
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor x = inputs[0];
    Tensor centre = Autodiff.stopGradient(outputs[0]);
    Tensor rest = outputs[1];
    Tensor variance = outputs[2];
    Tensor unit = unit(outputs);
    int n = count(x.spec());
    return cotangents -> {
      Tensor even = SHARED.apply(cotangents[1], Numbers.like(name(), x, n), unit);
      Tensor bySquares =
          TIMES.apply(cotangents[2], Numbers.like(name(), x, 2.0 / (n - correction)), unit);
      if (!measures()) {
        return new Tensor[] {PULLED.apply(x, unit, centre, rest, even, bySquares)};
      }
      Tensor measured = cotangents[MEASURED].reshape(unit.shape()).times(factor(n));
      return new Tensor[] {
        PULLED_MEASURE.apply(
            x, unit, centre, rest, even, bySquares, divisor(unit, variance), measured)
      };
    };
  }

  private static Tensor unit(Tensor[] outputs) {
    return Autodiff.stopGradient(outputs[outputs.length - 1]);
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    @Nullable Tensor[] result = new @Nullable Tensor[outputs.length];
    if (tangent == null) {
      return result;
    }
    Tensor x = inputs[0];
    Tensor centre = Autodiff.stopGradient(outputs[0]);
    Tensor rest = outputs[1];
    Tensor unit = unit(outputs);
    int n = count(x.spec());
    Tensor squares = new MapSum(PUSHED, axes, true).apply(x, unit, centre, rest, tangent);
    result[1] = new Sum(axes, true).apply(tangent).div(n).times(unit);
    result[2] = squares.times(2.0 / (n - correction)).times(unit);
    if (measures()) {
      Tensor divisor = divisor(unit, outputs[2]);
      result[MEASURED] =
          new MapSum(PUSHED_MEASURE, axes, keep)
              .apply(x, unit, centre, rest, divisor, tangent)
              .times(factor(n));
    }
    return result;
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    int[] shifted = axes.toArray();
    Arrays.setAll(shifted, i -> axes.get(i) + 1);
    return new MeanAndVariance(ImmutableIntArray.copyOf(shifted), correction, range, measure, keep)
        .applyAll(inputs);
  }
}
