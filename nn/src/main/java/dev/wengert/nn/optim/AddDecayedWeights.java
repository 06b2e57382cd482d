package dev.wengert.nn.optim;

import dev.wengert.Tensor;

/** Adds a share of the parameter: for weights, and for groups that say so. */
record AddDecayedWeights(double decay) implements Folded, KeepsSign {

  AddDecayedWeights {
    Hyperparameters.notNegative("addDecayedWeights", "decay", decay);
  }

  /** What is done at a decay. */
  private record Share(double decay) implements Fold {
    @Override
    public Factors after(Factors before, StepContext context) {
      return decay == 0 ? before : before.withMore(Tensor.scalar(decay));
    }
  }

  @Override
  public String name() {
    return "addDecayedWeights";
  }

  @Override
  public Fold of(StepContext context, String path) {
    return new Share(context.treatment(path).decay(decay));
  }
}
