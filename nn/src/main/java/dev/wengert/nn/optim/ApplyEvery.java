package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.ops.Selection;

/** Gathers updates, and lets their sum through after every so many steps. */
record ApplyEvery(int steps) implements GradientTransformation<ApplyEvery.Gathered> {

  /** What was gathered since updates were last let through. */
  record Gathered(Values sum) {}

  ApplyEvery {
    Preconditions.checkArgument(steps > 0, "applyEvery: %s steps; give 1 or more", steps);
  }

  @Override
  public String name() {
    return "applyEvery";
  }

  @Override
  public Gathered init(Values parameters) {
    return new Gathered(parameters.map((path, value) -> Tensor.zeros(value.spec())));
  }

  @Override
  public Update<Gathered> update(Values updates, Gathered state, StepContext context) {
    Tensor isLast = Choice.isLast(context.step(), steps);
    Values sums = updates.map((path, update) -> state.sum.get(path).plus(update));
    return new Update<>(
        sums.map((path, sum) -> Selection.where(isLast, sum, 0)),
        new Gathered(state.sum.with(sums.map((path, sum) -> Selection.where(isLast, 0, sum)))));
  }
}
