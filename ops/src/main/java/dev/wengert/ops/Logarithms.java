package dev.wengert.ops;

import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * Logarithms as shares and probabilities need them: times a factor that may be 0, of odds, and of
 * what is left of 1.
 *
 * <p>What SciPy calls by the same names. Values and slopes err by 4 units in the last place at
 * most; the slope of {@code entr} is a sum of two terms, and near its root errs by so much of a
 * term.
 */
public final class Logarithms {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static final Elementwise X_LOG_Y =
      Elementwise.of(
          "xlogy",
          (x, y) -> {
            Expression product = x.times(Expression.log(y));
            Expression plain = and(constant(0).lt(y), y.lt(INFINITY));
            return select(plain, product, ofNothing(x, y, product));
          });
  private static final Elementwise X_LOG1P_Y =
      Elementwise.of(
          "xlog1py",
          (x, y) -> {
            Expression product = x.times(Expression.log1p(y));
            Expression plain = and(constant(-1).lt(y), y.lt(INFINITY));
            return select(plain, product, ofNothing(x, y, product));
          });
  private static final Elementwise ENTROPY = Elementwise.of("entr", x -> entropy(x));
  private static final Elementwise LOGIT = Elementwise.of("logit", x -> logit(x));
  private static final Elementwise LOG1M_EXP = Elementwise.of("log1mExp", x -> log1mExp(x));

  private Logarithms() {}

  /** Where the logarithm is no number, 0 times it is 0, unless y is NaN. */
  private static Expression ofNothing(Expression x, Expression y, Expression product) {
    return select(and(x.eq(0), y.eq(y)), constant(0), product);
  }

  private static Expression entropy(Expression x) {
    Expression log = Expression.log(x);
    Expression value = select(x.eq(0), constant(0), x.times(log).unaryMinus());
    Expression inside = Expression.withSlope(value, x, constant(-1).minus(log));
    return select(x.lt(0), constant(-INFINITY), inside);
  }

  /** Near 1/2 the two logarithms cancel: there by log1p of what the odds exceed 1. */
  private static Expression logit(Expression x) {
    Expression rest = constant(1).minus(x);
    // Near 1/2 the difference is exact.
    Expression near = Expression.log1p(x.times(2).minus(constant(1)).div(rest));
    Expression far = Expression.log(x).minus(Expression.log1p(x.unaryMinus()));
    Expression isNear = Expression.abs(x.minus(constant(0.5))).lt(0.25);
    return Expression.withSlope(select(isNear, near, far), x, constant(1).div(x.times(rest)));
  }

  /** Mächler, "Accurately computing log(1 - exp(-|a|))", 2012, equation 7. */
  private static Expression log1mExp(Expression x) {
    Expression near = Expression.log(Expression.expm1(x).unaryMinus());
    Expression far = Expression.log1p(Expression.exp(x).unaryMinus());
    Expression slope = Expression.exp(x).div(Expression.expm1(x));
    return Expression.withSlope(select(constant(-Math.log(2)).lt(x), near, far), x, slope);
  }

  /**
   * Returns {@code x log(y)}, which is 0 where x is 0, whatever y is, unless that is NaN. Pullback:
   * {@code d log(y)} to x, {@code d x / y} to y; both are 0 where x is 0 and y is no positive
   * finite number. SciPy, PyTorch and JAX: {@code xlogy}.
   */
  public static Tensor xlogy(Tensor x, Tensor y) {
    return X_LOG_Y.apply(x, y);
  }

  /**
   * Returns {@code x log(1 + y)}, which is 0 where x is 0, whatever y is, unless that is NaN.
   * Pullback: {@code d log(1 + y)} to x, {@code d x / (1 + y)} to y; both are 0 where x is 0 and
   * {@code 1 + y} is no positive finite number. SciPy, PyTorch and JAX: {@code xlog1py}.
   */
  public static Tensor xlog1py(Tensor x, Tensor y) {
    return X_LOG1P_Y.apply(x, y);
  }

  /**
   * Returns {@code -x log(x)}: 0 for 0, minus infinity below 0. Its sum over shares is their
   * entropy. Pullback: {@code -d (1 + log(x))}, infinite at 0, 0 below it. SciPy, PyTorch and JAX:
   * {@code entr}.
   */
  public static Tensor entr(Tensor x) {
    return ENTROPY.apply(x);
  }

  /**
   * Returns {@code log(x / (1 - x))}, the inverse of {@link Activations#sigmoid}: infinite at 0 and
   * 1, NaN outside. Pullback: {@code d / (x (1 - x))}. SciPy, PyTorch and JAX: {@code logit}.
   */
  public static Tensor logit(Tensor x) {
    return LOGIT.apply(x);
  }

  /**
   * Returns {@code log(1 - e^x)} for x below 0, without loss near 0 and far below it: minus
   * infinity at 0, NaN above. Of a logarithm of a probability it is that of the opposite. Pullback:
   * {@code -d / (e^-x - 1)}. JAX: {@code nn.log1mexp}, of {@code -x}.
   */
  public static Tensor log1mExp(Tensor x) {
    return LOG1M_EXP.apply(x);
  }
}
