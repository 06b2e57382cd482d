package dev.wengert.gradcheck.point;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Leaves;
import dev.wengert.Tensor;

/** What the tensors of a structure are called. */
public final class Names {

  private Names() {}

  /**
   * Returns the tensors by the way to each.
   *
   * @param alone the name of a tensor that is no part of anything
   */
  public static ImmutableMap<String, Tensor> of(Leaves<?> leaves, String alone) {
    ImmutableMap.Builder<String, Tensor> named = ImmutableMap.builder();
    for (int i = 0; i < leaves.names().size(); i++) {
      String name = leaves.names().get(i);
      named.put(name.isEmpty() ? alone : name, leaves.tensors().get(i));
    }
    return named.buildOrThrow();
  }
}
