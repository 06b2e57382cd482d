package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;

/** Divides by the root of the sum of all squares. */
record ScaleByRss(double epsilon) implements Pointwise {

  private static final Elementwise SQUARES =
      Elementwise.of("sumOfSquares", (s, g) -> s.plus(g.times(g)));

  ScaleByRss {
    Hyperparameters.positive("scaleByRss", "epsilon", epsilon);
  }

  @Override
  public String name() {
    return "scaleByRss";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("squares");
  }

  @Override
  public Move at(StepScalars scalars) {
    Tensor small = scalars.of(epsilon);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor squares = SQUARES.apply(slots[0], gradient);
      Tensor next = ScaleByRms.DESCENT.apply(value, keep, gradient, squares, rate, small);
      return new Tensor[] {next, squares};
    };
  }
}
