package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.ops.Selection;

/** Gathers updates, and lets their sum through after every so many steps. */
record ApplyEvery(int steps) implements GradientTransformation<Slots>, KeepsSign {

  ApplyEvery {
    Preconditions.checkArgument(steps > 0, "applyEvery: %s steps; give 1 or more", steps);
  }

  @Override
  public String name() {
    return "applyEvery";
  }

  @Override
  public Slots init(Values parameters) {
    return Slots.of("sum", Slots.zeros(parameters));
  }

  @Override
  public Update<Slots> update(Values updates, Slots state, StepContext context) {
    Tensor isLast = Choice.isLast(context.step(), steps);
    Values sums = updates.map((path, update) -> state.get("sum").get(path).plus(update));
    return new Update<>(
        sums.map((path, sum) -> Selection.where(isLast, sum, 0)),
        Slots.of(
            "sum",
            state.get("sum").with(sums.map((path, sum) -> Selection.where(isLast, 0, sum)))));
  }
}
