package dev.wengert.nn.optim;

import dev.wengert.Tensor;

/** Multiplies by a constant. */
record Scale(double factor) implements Folded, Folded.Fold {

  Scale {
    Hyperparameters.finite("scale", "factor", factor);
  }

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public Fold of(StepContext context, String path) {
    return this;
  }

  @Override
  public Factors after(Factors before, StepContext context) {
    return before.times(Tensor.scalar(factor));
  }
}
