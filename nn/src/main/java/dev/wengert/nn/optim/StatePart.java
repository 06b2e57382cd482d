package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Values;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * How the state of one link is taken apart and put together.
 *
 * @param link its name
 * @param like a state made as all are
 * @param leaves its structure
 * @param names what its tensors are called among those of all links
 */
record StatePart(String link, Object like, Leaves<Object> leaves, ImmutableList<String> names) {

  /** Returns the tensors of a state, in order. */
  ImmutableList<Tensor> tensors(Object state) {
    if (names.isEmpty()) {
      return ImmutableList.of();
    }
    if (state instanceof Slots slots) {
      // They keep paths and specs, and come in each step of most optimisers.
      ImmutableList.Builder<Tensor> tensors = ImmutableList.builderWithExpectedSize(names.size());
      slots.bySlot().values().forEach(slot -> tensors.addAll(slot.byPath().values()));
      return tensors.build();
    }
    Leaves<Object> others = Leaves.of(state);
    check(others);
    return others.tensors();
  }

  private void check(Leaves<Object> others) {
    Preconditions.checkArgument(
        others.names().equals(leaves.names()),
        "%s: the next state is made of %s, and was of %s; keep the structure that init(...)"
            + " returns",
        link,
        others.names(),
        leaves.names());
    for (int i = 0; i < names.size(); i++) {
      Spec now = others.tensors().get(i).spec();
      Spec before = leaves.tensors().get(i).spec();
      Preconditions.checkArgument(
          now.equals(before),
          "%s: the next state's %s is %s, and was %s; keep dtype and shape",
          link,
          names.get(i),
          now,
          before);
    }
  }

  /** Returns a state made of tensors by their names. */
  Object of(Values flat) {
    if (names.isEmpty()) {
      return like;
    }
    if (like instanceof Slots slots) {
      Iterator<String> next = names.iterator();
      ImmutableMap.Builder<String, Values> result = ImmutableMap.builder();
      slots
          .bySlot()
          .forEach(
              (slot, values) -> result.put(slot, values.map((path, old) -> flat.get(next.next()))));
      return new Slots(result.buildOrThrow());
    }
    List<Tensor> given = new ArrayList<>(names.size());
    for (String name : names) {
      given.add(flat.get(name));
    }
    return leaves.with(given);
  }
}
