package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * Gradient descent with Nesterov's accelerated momentum: {@code v' = momentum * v + g}, {@code w -
 * rate * (g + momentum * v')}.
 *
 * <p>Source: Sutskever et al., "On the importance of initialization and momentum in deep learning",
 * 2013, equations 3 and 4. As in Bengio, Boulanger-Lewandowski and Pascanu, "Advances in optimizing
 * recurrent networks", 2013, equation 7, the parameters here are those ahead of the ball, where the
 * gradient is taken.
 *
 * @param rate the learning rate
 * @param momentum the share of the velocity that stays, 0.9 as a rule
 */
public record Nesterov(Schedule rate, double momentum) implements UpdateRule {

  private static final Elementwise UPDATE =
      Elementwise.of(
          "nesterov",
          6,
          Expression.input(3)
              .times(Expression.input(0))
              .minus(
                  Expression.input(4)
                      .times(
                          Expression.input(1)
                              .plus(Expression.input(5).times(Expression.input(2))))));

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1)
   */
  public Nesterov {
    Hyperparameters.share("nesterov", "the momentum", momentum);
  }

  /**
   * Returns the rule with momentum 0.9.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Nesterov of(double rate) {
    return new Nesterov(Hyperparameters.rate("nesterov", rate), 0.9);
  }

  @Override
  public String name() {
    return "nesterov";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("velocity");
  }

  @Override
  public Update at(StepScalars scalars) {
    Tensor share = scalars.of(momentum);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor velocity = Momentum.VELOCITY.apply(slots[0], gradient, share);
      return new Tensor[] {UPDATE.apply(value, gradient, velocity, keep, rate, share), velocity};
    };
  }
}
