package dev.wengert;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The primitive whose forward function and pullback a user wrote with tensors.
 *
 * @param name its name in messages and listings
 * @param forward computes the output
 * @param rule its derivative
 */
record Custom(String name, Function<List<Tensor>, Tensor> forward, Autodiff.CustomPullback rule)
    implements Primitive {

  /** Runs the forward function at once: its results tell their own shapes. */
  @Override
  public Tensor[] evaluate(Tensor... inputs) {
    Tensor output = forward.apply(List.of(inputs));
    if (output.trace() != null) {
      throw new IllegalStateException(
          name
              + ": the forward function used a traced tensor that is not among its inputs; pass it"
              + " as an input, or detach() it");
    }
    return new Tensor[] {output};
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return Symbolic.shapes(in -> List.of(forward.apply(in)), inputs);
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(
        (buffers, results) -> {
          Tensor[] tensors = new Tensor[buffers.length];
          Arrays.setAll(tensors, i -> new Tensor(buffers[i]));
          return new Buffer[] {evaluate(tensors)[0].buffer()};
        });
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    List<Tensor> kept = List.of(inputs);
    Tensor output = outputs[0];
    return cotangents -> rule.pull(kept, output, cotangents[0]).toArray(new Tensor[0]);
  }

  /**
   * Transposes the pullback, which is linear in the cotangent: the derivative with respect to u of
   * {@code <pullback(u), tangents>} is the pushforward of the tangents.
   */
  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    List<Tensor> kept = Arrays.asList(inputs);
    Function<Tensor, Tensor> paired =
        cotangent -> {
          @Nullable Tensor[] pulled = rule.pull(kept, outputs[0], cotangent).toArray(new Tensor[0]);
          Cotangents.checkCount(name, pulled, tangents.length);
          Tensor total = null;
          for (int i = 0; i < tangents.length; i++) {
            Tensor tangent = tangents[i];
            Tensor slope = pulled[i];
            if (tangent != null && slope != null) {
              Cotangents.checkFits(name, i, slope, tangent.spec());
              Tensor term = Sum.of(slope.times(tangent), false);
              total = total == null ? term : total.plus(term);
            }
          }
          return total == null ? Tensor.full(cotangent.dtype(), 0) : total;
        };
    return new Tensor[] {Autodiff.grad(paired).apply(Tensor.zeros(outputs[0].spec()))};
  }
}
