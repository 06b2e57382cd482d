package dev.wengert.ops.moment;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Broadcast;
import dev.wengert.Elementwise;
import dev.wengert.Pullback;
import dev.wengert.Root;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * The primitive {@code sqrt(x^2 + y^2)} of two tensors of one shape: an elementwise function whose
 * slopes, {@code x / sqrt(x^2 + y^2)} and the like, are stated, since those of the root pass
 * through numbers that overflow where x and y are small.
 */
public record Hypot() implements Root {

  private static final Elementwise VALUE = Elementwise.of("hypot", 2, value(input(0), input(1)));

  private static final Elementwise SQUARE =
      Elementwise.of("hypot.square", (x, y) -> x.times(x).plus(y.times(y)));

  /** Of x, y, and a cotangent or a tangent. */
  private static final Elementwise BY_X = slope("hypot.x", slopeInX(input(0), input(1)));

  private static final Elementwise BY_Y = slope("hypot.y", slopeInY(input(0), input(1)));

  private static Elementwise slope(String name, Expression slope) {
    return Elementwise.linearIn(name, 3, slope.times(input(2)), 2);
  }

  /** An infinite leg is the length, whatever the other is. */
  private static Expression value(Expression x, Expression y) {
    Expression length = length(x, y).div(inverseUnit(x, y));
    return select(isInfinite(x), abs(x), select(isInfinite(y), abs(y), length));
  }

  private static Expression slopeInX(Expression x, Expression y) {
    Expression slope = share(x, length(x, y), inverseUnit(x, y));
    return select(isInfinite(x), Expression.sign(x), select(isInfinite(y), constant(0), slope));
  }

  private static Expression slopeInY(Expression x, Expression y) {
    Expression slope = share(y, length(x, y), inverseUnit(x, y));
    return select(isInfinite(x), constant(0), select(isInfinite(y), Expression.sign(y), slope));
  }

  private static Expression isInfinite(Expression leg) {
    return abs(leg).eq(Double.POSITIVE_INFINITY);
  }

  private static Expression share(Expression leg, Expression length, Expression inverseUnit) {
    return select(length.eq(0), constant(0), leg.times(inverseUnit).div(length));
  }

  /** In the unit, in which no square that counts overflows or vanishes. */
  private static Expression length(Expression x, Expression y) {
    Expression inverseUnit = inverseUnit(x, y);
    Expression a = x.times(inverseUnit);
    Expression b = y.times(inverseUnit);
    Expression isNone = and(x.eq(0), y.eq(0));
    return select(isNone, constant(0), Expression.sqrt(a.times(a).plus(b.times(b))));
  }

  /** A power of two for each part of the range; FLOAT32 does not reach the outer ones. */
  private static Expression inverseUnit(Expression x, Expression y) {
    Expression longer = Expression.max(abs(x), abs(y));
    Expression large = select(constant(0x1p600).lt(longer), constant(0x1p-600), constant(0x1p-100));
    Expression small = select(longer.lt(0x1p-600), constant(0x1p600), constant(0x1p100));
    return select(
        longer.lt(0x1p-60), small, select(constant(0x1p60).lt(longer), large, constant(1)));
  }

  @Override
  public int root() {
    return 0;
  }

  @Override
  public Tensor square(Tensor... inputs) {
    return SQUARE.apply(inputs);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "hypot";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return VALUE.infer(inputs);
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return VALUE.lower(inputs);
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor x = inputs[0];
    Tensor y = inputs[1];
    return cotangents ->
        new @Nullable Tensor[] {
          needed[0] ? BY_X.apply(x, y, cotangents[0]) : null,
          needed[1] ? BY_Y.apply(x, y, cotangents[0]) : null
        };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor dx = tangents[0];
    Tensor dy = tangents[1];
    Tensor byX = dx == null ? null : BY_X.apply(inputs[0], inputs[1], dx);
    Tensor byY = dy == null ? null : BY_Y.apply(inputs[0], inputs[1], dy);
    return new @Nullable Tensor[] {byX == null ? byY : byY == null ? byX : byX.plus(byY)};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(
        Broadcast.to(inputs[0], inputs[mapped[0] ? 0 : 1].shape()),
        Broadcast.to(inputs[1], inputs[mapped[1] ? 1 : 0].shape()));
  }
}
