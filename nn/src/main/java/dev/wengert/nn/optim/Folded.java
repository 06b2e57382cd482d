package dev.wengert.nn.optim;

import dev.wengert.nn.Values;
import java.util.List;

/**
 * A transformation that only scales, or adds a share of the parameter: several of them in a row are
 * two numbers, and part of the loop before them.
 */
interface Folded extends GradientTransformation<Values> {

  /** What is done with a parameter; equal for all with which the same is done. */
  interface Fold {
    Factors after(Factors before, StepContext context);
  }

  /** Returns what is done with a parameter. */
  Fold of(StepContext context, String path);

  @Override
  default Values init(Values parameters) {
    return Values.empty();
  }

  @Override
  default Update<Values> update(Values updates, Values state, StepContext context) {
    Stretch stretch = new Stretch(Plain.INSTANCE, List.of(this));
    return new Update<>(stretch.update(updates, Slots.NONE, context).updates(), state);
  }
}
