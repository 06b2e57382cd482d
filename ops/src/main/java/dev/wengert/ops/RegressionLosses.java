package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/**
 * Losses of numbers beside those of {@link Losses}: smooth near the target, and negative logarithms
 * of the likelihood of what was measured or counted.
 *
 * <p>Shapes that differ, and a mean of nothing, are an {@link IllegalArgumentException}.
 */
public final class RegressionLosses {

  private static final Elementwise SMOOTH_L1 =
      Elementwise.of(
          "smoothL1Loss",
          3,
          smoothL1(Expression.input(0).minus(Expression.input(1)), Expression.input(2)));
  private static final Elementwise GAUSSIAN =
      Elementwise.of(
          "gaussianNllLoss",
          4,
          gaussian(
              Expression.input(0), Expression.input(1), Expression.input(2), Expression.input(3)));
  private static final Elementwise POISSON =
      Elementwise.of("poissonNllLoss", (x, y) -> Expression.exp(x).minus(share(y, x)));

  private RegressionLosses() {}

  private static Expression smoothL1(Expression error, Expression beta) {
    Expression size = Expression.abs(error);
    Expression near = error.times(0.5).times(error.div(beta));
    return select(size.lt(beta), near, size.minus(beta.times(0.5)));
  }

  private static Expression gaussian(
      Expression mean, Expression target, Expression variance, Expression least) {
    Expression error = mean.minus(target);
    Expression spread = Expression.max(variance, least);
    Expression loss = Expression.log(spread).plus(error.times(error.div(spread))).times(0.5);
    return select(variance.lt(0), constant(Double.NaN), loss);
  }

  /** A count of 0 asks for nothing, however small the rate is. */
  private static Expression share(Expression count, Expression logRate) {
    Expression product = count.times(logRate);
    return select(
        Expression.abs(logRate).lt(Double.POSITIVE_INFINITY),
        product,
        select(count.eq(0), constant(0), product));
  }

  private static void checkShapes(String operation, Tensor prediction, Tensor target) {
    Preconditions.checkArgument(
        prediction.shape().equals(target.shape()),
        "%s: shapes differ: the prediction is %s, the target %s; give one target a prediction",
        operation,
        prediction.shape(),
        target.shape());
  }

  /**
   * Returns {@code e^2 / (2 beta)} for {@code e = |x - y|} below beta, {@code e - beta / 2} from
   * there, reduced; {@link Losses#l1Loss(Tensor, Tensor)} for beta 0. It is the Huber loss over
   * beta. Pullback: d times {@code (x - y) / beta} cut to [-1, 1]. PyTorch: {@code smooth_l1_loss},
   * whose beta is 1 by default.
   *
   * <p>Source: Girshick, "Fast R-CNN", 2015, equation 3.
   *
   * @throws IllegalArgumentException if the shapes differ or beta is negative
   */
  public static Tensor smoothL1Loss(Tensor prediction, Tensor target, double beta, Reduce reduce) {
    checkShapes("smoothL1Loss", prediction, target);
    Preconditions.checkArgument(beta >= 0, "smoothL1Loss: beta is negative: %s; 1 is usual", beta);
    return beta == 0
        ? Losses.l1Loss(prediction, target, reduce)
        : reduce.of(
            SMOOTH_L1.apply(prediction, target, Numbers.like("smoothL1Loss", prediction, beta)));
  }

  /**
   * Returns {@code (log(v) + (x - y)^2 / v) / 2}, reduced: the negative logarithm of the likelihood
   * of y under a normal distribution, without its constant {@code log(2 pi) / 2}. v is the
   * variance, or the least one where it is below that; a negative variance gives NaN. Pullback:
   * {@code d (x - y) / v} to x, {@code d (1 - (x - y)^2 / v) / (2 v)} to the variance, 0 below the
   * least one, where PyTorch's {@code gaussian_nll_loss} passes it on.
   *
   * <p>Source: Nix and Weigend, "Estimating the mean and variance of the target probability
   * distribution", 1994.
   *
   * @param mean x
   * @param target y, of the mean's shape
   * @param variance broadcast to the mean
   * @param leastVariance positive; 1e-6 is usual
   * @throws IllegalArgumentException if the shapes differ, the variance does not broadcast, or the
   *     least one is not positive
   */
  public static Tensor gaussianNllLoss(
      Tensor mean, Tensor target, Tensor variance, double leastVariance, Reduce reduce) {
    checkShapes("gaussianNllLoss", mean, target);
    Preconditions.checkArgument(
        variance.shape().broadcastsTo(mean.shape()),
        "gaussianNllLoss: the variance does not fit: it is %s for means %s; give what broadcasts to"
            + " the means",
        variance.shape(),
        mean.shape());
    Preconditions.checkArgument(
        leastVariance > 0,
        "gaussianNllLoss: the least variance must be positive: %s; 1e-6 is usual",
        leastVariance);
    Tensor least = Numbers.like("gaussianNllLoss", mean, leastVariance);
    return reduce.of(GAUSSIAN.apply(mean, target, variance, least));
  }

  /**
   * Returns {@code e^x - y x}, reduced: the negative logarithm of the likelihood of a count y under
   * a Poisson distribution with rate {@code e^x}, without {@code log(y!)}. Pullback: {@code d (e^x
   * - y)} to x. PyTorch: {@code poisson_nll_loss}, with {@code log_input}.
   *
   * @param logRate x
   * @param count y, of x's shape
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor poissonNllLoss(Tensor logRate, Tensor count, Reduce reduce) {
    checkShapes("poissonNllLoss", logRate, count);
    return reduce.of(POISSON.apply(logRate, count));
  }
}
