package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ObjectArrays;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that returns its first input, once all others are there.
 *
 * <p>What is computed from the result is then computed after them, by whoever orders operations
 * anew: a {@linkplain Autodiff#checkpoint checkpoint} puts the inputs of its second run behind the
 * cotangents that call for it, so that nobody takes the second run for the first. It is not to be
 * taken out of a recorded computation, nor merged with another.
 */
public record Barrier() implements Primitive {

  private static final Barrier BARRIER = new Barrier();

  /** Returns a tensor, to be used after others were computed; numbers are there already. */
  static Tensor behind(Tensor x, Tensor[] others) {
    return x.trace() == null ? x : BARRIER.apply(ObjectArrays.concat(x, others));
  }

  @Override
  public String name() {
    return "barrier";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Preconditions.checkArgument(
        inputs.length > 0, "barrier: there is nothing to return; give at least one tensor");
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    if (!needed[0]) {
      return null;
    }
    int arity = inputs.length;
    return cotangents -> {
      @Nullable Tensor[] pulled = new @Nullable Tensor[arity];
      pulled[0] = cotangents[0];
      return pulled;
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {tangents[0]};
  }

  /** What is the same for all examples stays so: see {@link Vmap}. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    Tensor[] spread = inputs.clone();
    spread[0] = Batching.spread(inputs[0], mapped[0], size);
    return applyAll(spread);
  }
}
