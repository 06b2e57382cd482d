package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that returns its input, and shows its numbers to somebody whenever they are
 * computed: for logs, and for looking into what is transformed or compiled. JAX: {@code
 * jax.debug.callback}.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="observe"}
 *
 * <p>However many derivatives are taken around, what is seen is a tensor that nothing traces. A
 * program shows its numbers on each run, and keeps the observer that it was recorded with; what
 * does not depend on its inputs is seen once, when it is made. A mapped function shows all examples
 * at once, along one more axis in front. A second run, of a checkpoint, say, is seen too. Tangents
 * and cotangents of it are not.
 *
 * <p>The kernel is no other's equal, and one that might throw: so nobody merges two, or leaves one
 * out. The observer is called by the thread that computes; what it throws ends the computation.
 *
 * @param observer who sees the numbers
 */
public record Observation(Consumer<Tensor> observer) implements Linear {

  /** Returns x, and shows its numbers to somebody whenever they are computed. */
  public static Tensor of(Tensor x, Consumer<Tensor> observer) {
    return new Observation(observer).apply(x);
  }

  @Override
  public String name() {
    return "observe";
  }

  /** Who sees it has no text. */
  @Override
  public String title() {
    return name();
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(
        (operands, results) -> {
          observer.accept(Tensor.wrap(operands[0].copy()));
          operands[0].copyTo(results[0]);
        });
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return cotangent;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {tangents[0]};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
