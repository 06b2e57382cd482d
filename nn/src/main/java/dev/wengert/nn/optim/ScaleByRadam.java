package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Selection;

/**
 * {@link ScaleByAdam} with a variance that is rectified, and none while there are few gradients.
 */
record ScaleByRadam(double beta1, double beta2, double epsilon) implements Pointwise {

  /** {@code rate * m / (a (sqrt(v / correction) + epsilon) + 1 - a)}: a is 1, or 0 at first. */
  private static final Descent DESCENT =
      Descent.of(
          "radam",
          6,
          Expression.input(2)
              .times(Expression.input(0))
              .div(
                  Expression.input(5)
                      .times(
                          Average.root(Expression.input(1).div(Expression.input(3)))
                              .plus(Expression.input(4)))
                      .plus(Expression.constant(1).minus(Expression.input(5)))));

  /** From how many gradients on, as it were, there is a variance. */
  private static final double ENOUGH = 5;

  ScaleByRadam {
    Hyperparameters.moments("scaleByRadam", beta1, beta2, epsilon);
  }

  @Override
  public String name() {
    return "scaleByRadam";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average first = Average.of(scalars, beta1);
    Average second = Average.of(scalars, beta2);
    Tensor square = scalars.correction(beta2);
    double most = 2 / (1 - beta2) - 1;
    Tensor fading = Tensor.scalar(beta2).pow(scalars.step());
    Tensor length = Tensor.scalar(most).minus(scalars.step().times(fading).times(2).div(square));
    Tensor isEnough = length.gt(ENOUGH);
    Tensor ratio =
        length
            .minus(4)
            .times(length.minus(2))
            .times(most)
            .div(length.times((most - 4) * (most - 2)));
    Tensor rectified = Selection.where(isEnough, Elementary.sqrt(ratio), 1);
    Tensor rate = scalars.of(scalars.rate().times(rectified).div(scalars.correction(beta1)));
    Tensor divides = scalars.of(Selection.where(isEnough, Tensor.scalar(1.0), 0));
    Tensor keep = scalars.of(scalars.keep());
    Tensor correction = scalars.of(square);
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = first.next(slots[0], gradient);
      Tensor squares = second.nextOfSquares(slots[1], gradient);
      Tensor next = DESCENT.apply(value, keep, mean, squares, rate, correction, small, divides);
      return new Tensor[] {next, mean, squares};
    };
  }
}
