package dev.wengert.ops.primitive;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that returns its input, and lets a function decide which cotangent goes on from it.
 *
 * @param change from the cotangent to the one that goes on
 */
public record CotangentHook(UnaryOperator<Tensor> change) implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "onCotangent";
  }

  /** What the function is has no text. */
  @Override
  public String title() {
    return name();
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Preconditions.checkArgument(
        inputs[0].dtype().isFloating(),
        "onCotangent: no cotangent arrives at %s; give a floating tensor",
        inputs[0]);
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return cotangents -> new Tensor[] {changed(cotangents[0])};
  }

  private Tensor changed(Tensor cotangent) {
    Tensor changed =
        Preconditions.checkNotNull(
            change.apply(cotangent),
            "onCotangent: the function returned null for a cotangent of %s; return the one that"
                + " goes on",
            cotangent.spec());
    Preconditions.checkArgument(
        changed.spec().equals(cotangent.spec()),
        "onCotangent: the function returned %s for a cotangent of %s; keep dtype and shape",
        changed.spec(),
        cotangent.spec());
    return changed;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {tangents[0]};
  }

  /** The function sees one example's cotangent, mapped or not. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new CotangentHook(all -> Autodiff.vmap(this::changed, all)).applyAll(inputs);
  }
}
