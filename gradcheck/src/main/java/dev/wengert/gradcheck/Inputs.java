package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tensor;

/** What a function under check is given, by the names that were declared. */
public final class Inputs {

  private final ImmutableMap<String, Tensor> byName;

  Inputs(ImmutableMap<String, Tensor> byName) {
    this.byName = byName;
  }

  /**
   * Returns the input or constant of a name.
   *
   * @throws IllegalArgumentException if none was declared
   */
  public Tensor get(String name) {
    Tensor value = byName.get(name);
    Preconditions.checkArgument(
        value != null, "gradcheck: there is no input %s; declared are %s", name, byName.keySet());
    return value;
  }

  /** Returns the names, in the order of declaration. */
  public ImmutableSet<String> names() {
    return byName.keySet();
  }
}
