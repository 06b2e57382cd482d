package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * The rule whose steps have the unit of the parameter: with {@code s' = rho * s + (1 - rho) * g^2}
 * and {@code d = sqrt(u + epsilon) / sqrt(s' + epsilon) * g} it is {@code w - rate * d}, and {@code
 * u' = rho * u + (1 - rho) * d^2}.
 *
 * <p>Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1, where the
 * rate is 1.
 *
 * @param rate the learning rate
 * @param rho the share of the old mean squares, 0.95 in the source
 * @param epsilon begins the motion, and keeps from dividing by 0; 1e-6 in the source
 */
public record Adadelta(Schedule rate, double rho, double epsilon) implements UpdateRule {

  /** The change d of g, u, s' and epsilon. */
  private static final Expression CHANGE =
      Expression.sqrt(Expression.input(1).plus(Expression.input(3)))
          .div(Expression.sqrt(Expression.input(2).plus(Expression.input(3))))
          .times(Expression.input(0));

  private static final Elementwise UPDATE =
      Elementwise.of(
          "adadelta",
          7,
          Expression.input(5).times(Expression.input(4)).minus(Expression.input(6).times(CHANGE)));

  private static final Elementwise CHANGES =
      Elementwise.of(
          "meanSquareChange",
          6,
          Expression.input(4)
              .times(Expression.input(1))
              .plus(Expression.input(5).times(CHANGE.times(CHANGE))));

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if rho is not in [0, 1) or epsilon is not positive
   */
  public Adadelta {
    Hyperparameters.share("adadelta", "rho", rho);
    Hyperparameters.positive("adadelta", "epsilon", epsilon);
  }

  /**
   * Returns the rule with rho 0.95 and epsilon 1e-6; a rate of 1 is that of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adadelta of(double rate) {
    return new Adadelta(Hyperparameters.rate("adadelta", rate), 0.95, 1e-6);
  }

  @Override
  public String name() {
    return "adadelta";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("meanSquare", "meanSquareChange");
  }

  @Override
  public Update at(StepScalars scalars) {
    Average average = Average.of(scalars, rho);
    Tensor small = scalars.of(epsilon);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor square = average.nextOfSquares(slots[0], gradient);
      return new Tensor[] {
        UPDATE.apply(gradient, slots[1], square, small, value, keep, rate),
        square,
        CHANGES.apply(gradient, slots[1], square, small, average.beta(), average.rest())
      };
    };
  }
}
