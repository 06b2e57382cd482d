package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;

/** Multiplies by minus the learning rate. */
record ScaleByLearningRate(Schedule rate) implements Folded {

  /** A rate of this step. */
  private record Down(Schedule rate) implements Fold {
    @Override
    public Factors after(Factors before, StepContext context) {
      return before.times(context.rate(rate)).negated();
    }
  }

  @Override
  public String name() {
    return "scaleByLearningRate";
  }

  @Override
  public ImmutableList<Schedule> rates() {
    return ImmutableList.of(rate);
  }

  @Override
  public Fold of(StepContext context, String path) {
    return new Down(context.treatment(path).rate(rate));
  }
}
