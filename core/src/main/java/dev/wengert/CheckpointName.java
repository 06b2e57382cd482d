package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;

/**
 * The primitive that returns its input, so that a policy can speak of it.
 *
 * @param label the name that {@link Keep#named} knows it by
 */
record CheckpointName(String label) implements Linear {

  @Override
  public String name() {
    return "checkpointName";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return cotangent;
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
