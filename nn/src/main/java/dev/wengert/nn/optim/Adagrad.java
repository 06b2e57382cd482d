package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * The rule whose steps shrink with all gradients seen: {@code s' = s + g^2}, {@code w - rate * g /
 * (sqrt(s') + epsilon)}.
 *
 * <p>Source: Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011, figure 1, with diagonal
 * matrices.
 *
 * @param rate the learning rate
 * @param epsilon keeps from dividing by 0
 */
public record Adagrad(Schedule rate, double epsilon) implements UpdateRule {

  private static final Elementwise SQUARES =
      Elementwise.of("sumOfSquares", (s, g) -> s.plus(g.times(g)));

  /** {@code keep * w - rate * g / (sqrt(s) + epsilon)}, of w, g, s, keep, rate and epsilon. */
  static final Elementwise UPDATE =
      Elementwise.of(
          "adaptiveStep",
          6,
          Expression.input(3)
              .times(Expression.input(0))
              .minus(
                  Expression.input(4)
                      .times(Expression.input(1))
                      .div(Average.root(Expression.input(2)).plus(Expression.input(5)))));

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if epsilon is not positive
   */
  public Adagrad {
    Hyperparameters.positive("adagrad", "epsilon", epsilon);
  }

  /**
   * Returns the rule with epsilon 1e-10.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adagrad of(double rate) {
    return new Adagrad(Hyperparameters.rate("adagrad", rate), 1e-10);
  }

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("squares");
  }

  @Override
  public Update at(StepScalars scalars) {
    Tensor small = scalars.of(epsilon);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor squares = SQUARES.apply(slots[0], gradient);
      return new Tensor[] {UPDATE.apply(value, gradient, squares, keep, rate, small), squares};
    };
  }
}
