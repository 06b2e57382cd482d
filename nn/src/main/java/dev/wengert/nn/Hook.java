package dev.wengert.nn;

import dev.wengert.Tensor;

/** Who sees what components compute in a pass, and may change it: for {@link Pass#hooked}. */
@FunctionalInterface
public interface Hook {

  /**
   * Returns what a component is taken to have computed: y, if nothing is to change.
   *
   * @param path the component's
   * @param y what it computed
   */
  Tensor of(String path, Tensor y);
}
