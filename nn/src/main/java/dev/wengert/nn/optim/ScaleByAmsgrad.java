package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.ops.Elementary;

/** {@link ScaleByAdam} by the largest mean square there was. */
record ScaleByAmsgrad(double beta1, double beta2, double epsilon) implements Pointwise {

  ScaleByAmsgrad {
    Hyperparameters.moments("scaleByAmsgrad", beta1, beta2, epsilon);
  }

  @Override
  public String name() {
    return "scaleByAmsgrad";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare", "largestMeanSquare");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average first = Average.of(scalars, beta1);
    Average second = Average.of(scalars, beta2);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate().div(scalars.correction(beta1)));
    Tensor correction = scalars.of(scalars.correction(beta2));
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = first.next(slots[0], gradient);
      Tensor square = second.nextOfSquares(slots[1], gradient);
      Tensor largest = Elementary.maximum(slots[2], square);
      Tensor next = ScaleByAdam.DESCENT.apply(value, keep, mean, largest, rate, correction, small);
      return new Tensor[] {next, mean, square, largest};
    };
  }
}
