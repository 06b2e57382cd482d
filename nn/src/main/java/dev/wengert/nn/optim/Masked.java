package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A chain for some parameters; the others pass it by. */
record Masked(Predicate<String> members, Chain chain)
    implements GradientTransformation<ImmutableMap<String, Object>> {

  @Override
  public String name() {
    return "masked";
  }

  @Override
  public ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.of(chain);
  }

  private Values own(Values all) {
    return new Values(ImmutableMap.copyOf(Maps.filterKeys(all.byPath(), members::test)));
  }

  @Override
  public ImmutableMap<String, Object> init(Values parameters) {
    return chain.init(own(parameters));
  }

  @Override
  public Update<ImmutableMap<String, Object>> update(
      Values updates, ImmutableMap<String, Object> state, StepContext context) {
    Update<ImmutableMap<String, Object>> update =
        chain.update(own(updates), state, context.withParameters(own(context.parameters())));
    Map<String, Tensor> all = new LinkedHashMap<>(updates.byPath());
    all.putAll(update.updates().byPath());
    return new Update<>(new Values(ImmutableMap.copyOf(all)), update.state());
  }

  @Override
  public Values evaluated(Values parameters, ImmutableMap<String, Object> state) {
    return parameters.with(chain.evaluated(own(parameters), state));
  }
}
