package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that is another one and is executed as that is: for observers, which look at its
 * derivatives as they are taken, or change them.
 */
public abstract non-sealed class Wrapper implements Composite {

  private final Primitive wrapped;

  /** Makes it of the one that is executed. */
  protected Wrapper(Primitive wrapped) {
    this.wrapped = wrapped;
  }

  /** Returns the one that is executed. */
  protected final Primitive wrapped() {
    return wrapped;
  }

  @Override
  public final Tensor[] run(Tensor[] inputs) {
    return Execution.run(wrapped, inputs);
  }

  @Override
  public final Tensor[] expand(Tensor[] inputs) {
    return wrapped.applyAll(inputs);
  }

  @Override
  public String name() {
    return wrapped.name();
  }

  @Override
  public int arity() {
    return wrapped.arity();
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return wrapped.infer(inputs);
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return wrapped.lower(inputs);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return wrapped.pullback(inputs, outputs, needed);
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return wrapped.pushforward(inputs, outputs, tangents);
  }
}
