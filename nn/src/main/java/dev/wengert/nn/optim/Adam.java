package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * The rule that divides a running mean of the gradient by the running root of its mean square:
 * {@code m' = beta1 * m + (1 - beta1) * g}, {@code v' = beta2 * v + (1 - beta2) * g^2}, {@code w -
 * rate * (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)}.
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
 *
 * @param rate the learning rate
 * @param beta1 the share of the old mean, 0.9 in the source
 * @param beta2 the share of the old mean square, 0.999 in the source
 * @param epsilon keeps from dividing by 0; 1e-8 in the source
 */
public record Adam(Schedule rate, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  /**
   * {@code keep * w - rate * m / (sqrt(v / correction) + epsilon)}, of w, m, v, keep, rate,
   * correction and epsilon.
   */
  static final Elementwise UPDATE =
      Elementwise.of(
          "adam",
          7,
          Expression.input(3)
              .times(Expression.input(0))
              .minus(
                  Expression.input(4)
                      .times(Expression.input(1))
                      .div(
                          Average.root(Expression.input(2).div(Expression.input(5)))
                              .plus(Expression.input(6)))));

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public Adam {
    Hyperparameters.share("adam", "beta1", beta1);
    Hyperparameters.share("adam", "beta2", beta2);
    Hyperparameters.positive("adam", "epsilon", epsilon);
  }

  /**
   * Returns the rule with the numbers of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adam of(double rate) {
    return of(Hyperparameters.rate("adam", rate));
  }

  /** Returns the rule with the numbers of the source. */
  public static Adam of(Schedule rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare");
  }

  @Override
  public Update at(StepScalars scalars) {
    Average first = Average.of(scalars, beta1);
    Average second = Average.of(scalars, beta2);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate().div(scalars.correction(beta1)));
    Tensor correction = scalars.of(scalars.correction(beta2));
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = first.next(slots[0], gradient);
      Tensor square = second.nextOfSquares(slots[1], gradient);
      return new Tensor[] {
        UPDATE.apply(value, mean, square, keep, rate, correction, small), mean, square
      };
    };
  }
}
