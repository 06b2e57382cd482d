package dev.wengert;

import dev.wengert.array.Spec;
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
    implements Composite {

  @Override
  public Tensor[] run(Tensor[] inputs) {
    return Trace.untraced(name, "forward function", expand(inputs));
  }

  @Override
  public Tensor[] expand(Tensor[] inputs) {
    return new Tensor[] {forward.apply(List.of(inputs))};
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return Symbolic.shapes(in -> List.of(forward.apply(in)), inputs);
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
