package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import org.jspecify.annotations.Nullable;

/** The primitive that returns its input and has derivative zero. */
public record StopGradient() implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "stopGradient";
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
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return null;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {null};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
