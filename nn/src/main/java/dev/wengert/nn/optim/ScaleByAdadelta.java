package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** What {@link Adadelta} does with a gradient, without the rate. */
record ScaleByAdadelta(double rho, double epsilon) implements Pointwise {

  /** The change d of g, u, s' and epsilon. */
  private static final Expression CHANGE =
      Expression.sqrt(Expression.input(1).plus(Expression.input(3)))
          .div(Expression.sqrt(Expression.input(2).plus(Expression.input(3))))
          .times(Expression.input(0));

  private static final Descent DESCENT =
      Descent.of("adadelta", 5, Expression.input(4).times(CHANGE));

  private static final Elementwise CHANGES =
      Elementwise.of(
          "meanSquareChange",
          6,
          Expression.input(4)
              .times(Expression.input(1))
              .plus(Expression.input(5).times(CHANGE.times(CHANGE))));

  ScaleByAdadelta {
    Hyperparameters.share("scaleByAdadelta", "rho", rho);
    Hyperparameters.positive("scaleByAdadelta", "epsilon", epsilon);
  }

  @Override
  public String name() {
    return "scaleByAdadelta";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("meanSquare", "meanSquareChange");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average average = Average.of(scalars, rho);
    Tensor small = scalars.of(epsilon);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor square = average.nextOfSquares(slots[0], gradient);
      return new Tensor[] {
        DESCENT.apply(value, keep, gradient, slots[1], square, small, rate),
        square,
        CHANGES.apply(gradient, slots[1], square, small, average.beta(), average.rest())
      };
    };
  }
}
