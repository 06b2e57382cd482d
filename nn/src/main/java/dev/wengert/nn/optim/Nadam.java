package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * {@link Adam} with Nesterov's momentum: where Adam takes {@code m' / (1 - beta1^t)} this takes
 * {@code beta1 * m' / (1 - beta1^(t+1)) + (1 - beta1) * g / (1 - beta1^t)}.
 *
 * <p>Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016, algorithm 2, with one
 * momentum for all steps.
 *
 * @param rate the learning rate
 * @param beta1 the share of the old mean, 0.9 as a rule
 * @param beta2 the share of the old mean square, 0.999 as a rule
 * @param epsilon keeps from dividing by 0
 */
public record Nadam(Schedule rate, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  /** Of w, m, v, keep, the factors of m and g with the rate in them, correction, epsilon, and g. */
  private static final Elementwise UPDATE =
      Elementwise.of(
          "nadam",
          9,
          Expression.input(3)
              .times(Expression.input(0))
              .minus(
                  Expression.input(4)
                      .times(Expression.input(1))
                      .plus(Expression.input(5).times(Expression.input(8)))
                      .div(
                          Average.root(Expression.input(2).div(Expression.input(6)))
                              .plus(Expression.input(7)))));

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public Nadam {
    Hyperparameters.share("nadam", "beta1", beta1);
    Hyperparameters.share("nadam", "beta2", beta2);
    Hyperparameters.positive("nadam", "epsilon", epsilon);
  }

  /**
   * Returns the rule with betas 0.9 and 0.999 and epsilon 1e-8.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Nadam of(double rate) {
    return new Nadam(Hyperparameters.rate("nadam", rate), 0.9, 0.999, 1e-8);
  }

  @Override
  public String name() {
    return "nadam";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare");
  }

  @Override
  public Update at(StepScalars scalars) {
    Average first = Average.of(scalars, beta1);
    Average second = Average.of(scalars, beta2);
    Tensor now = scalars.correction(beta1);
    Tensor next = Tensor.scalar(1.0).minus(Tensor.scalar(beta1).pow(scalars.step().plus(1)));
    Tensor ofMean = scalars.of(scalars.rate().times(beta1).div(next));
    Tensor ofGradient = scalars.of(scalars.rate().times(1 - beta1).div(now));
    Tensor keep = scalars.of(scalars.keep());
    Tensor correction = scalars.of(scalars.correction(beta2));
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = first.next(slots[0], gradient);
      Tensor square = second.nextOfSquares(slots[1], gradient);
      Tensor result =
          UPDATE.apply(value, mean, square, keep, ofMean, ofGradient, correction, small, gradient);
      return new Tensor[] {result, mean, square};
    };
  }
}
