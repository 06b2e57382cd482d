package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Structured;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.ops.Selection;
import java.util.List;

/** A chain that takes no step by gradients that are NaN or infinite. */
record SkipNonFinite(Chain chain, int most)
    implements GradientTransformation<SkipNonFinite.Counted> {

  /**
   * What a chain remembers that leaves steps out.
   *
   * @param taken how many steps it took, FLOAT64
   * @param chain the chain's own state
   */
  record Counted(Tensor taken, ImmutableMap<String, Object> chain) implements Structured<Counted> {

    @Override
    public ImmutableMap<String, ?> parts() {
      return ImmutableMap.of("taken", taken, "chain", chain);
    }

    @Override
    @SuppressWarnings("unchecked") // made as parts() is
    public Counted withParts(List<?> parts) {
      return new Counted((Tensor) parts.get(0), (ImmutableMap<String, Object>) parts.get(1));
    }
  }

  SkipNonFinite {
    Preconditions.checkArgument(
        most > 0, "skipNonFinite: at most %s steps in a row; give 1 or more", most);
  }

  @Override
  public String name() {
    return "skipNonFinite";
  }

  @Override
  public ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.of(chain);
  }

  @Override
  public Counted init(Values parameters) {
    return new Counted(Tensor.scalar(0.0), chain.init(parameters));
  }

  @Override
  public Update<Counted> update(Values updates, Counted state, StepContext context) {
    Tensor isFinite = Choice.isFinite(updates);
    Tensor number = state.taken.plus(1);
    Update<ImmutableMap<String, Object>> taken =
        chain.update(updates, state.chain, context.withStep(number));
    return new Update<>(
        taken.updates().map((path, update) -> Selection.where(isFinite, update, 0)),
        Choice.of(isFinite, new Counted(number, taken.state()), state));
  }

  @Override
  public Values evaluated(Values parameters, Counted state) {
    return chain.evaluated(parameters, state.chain);
  }
}
