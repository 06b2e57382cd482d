package dev.wengert.nn.train;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.optim.StepSignals;
import java.util.List;

/**
 * What a step offers to the optimiser, computed only if it is asked for.
 *
 * @param terms the terms of the loss
 * @param first the key of the step's first batch
 */
record Signals(List<Tensor> terms, Key first) implements StepSignals {

  /** The sum in FLOAT64, as {@link LossTerms#total} computes it of numbers. */
  @Override
  public Tensor loss() {
    Tensor total = terms.get(0).to(DType.FLOAT64);
    for (Tensor term : terms.subList(1, terms.size())) {
      total = total.plus(term.to(DType.FLOAT64));
    }
    return total;
  }

  @Override
  public Key key() {
    return first.fold("update");
  }
}
