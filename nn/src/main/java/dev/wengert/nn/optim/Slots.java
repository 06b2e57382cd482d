package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Structured;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import java.util.Iterator;
import java.util.List;

/**
 * What a transformation remembers of parameters: tensors by path, by the name of a slot.
 *
 * @param bySlot the tensors
 */
record Slots(ImmutableMap<String, Values> bySlot) implements Structured<Slots> {

  /** Of a transformation that remembers nothing. */
  static final Slots NONE = new Slots(ImmutableMap.of());

  static Slots of(String slot, Values values) {
    return new Slots(ImmutableMap.of(slot, values));
  }

  /** Returns tensors of these dtypes and shapes. */
  static Values zeros(Values like) {
    return like.map((path, value) -> Tensor.zeros(value.spec()));
  }

  Values get(String slot) {
    Values values = bySlot.get(slot);
    Preconditions.checkArgument(
        values != null,
        "optimizer: the state has no %s but %s; begin with what init(...) returns",
        slot,
        bySlot.keySet());
    return values;
  }

  @Override
  public ImmutableMap<String, Values> parts() {
    return bySlot;
  }

  @Override
  public Slots withParts(List<?> parts) {
    Iterator<?> others = parts.iterator();
    ImmutableMap.Builder<String, Values> result = ImmutableMap.builder();
    bySlot.forEach((slot, values) -> result.put(slot, (Values) others.next()));
    return new Slots(result.buildOrThrow());
  }
}
