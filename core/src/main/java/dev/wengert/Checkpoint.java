package dev.wengert;

import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that computes a function and keeps its inputs alone: the backward walk runs it
 * again.
 *
 * @param f the function
 */
record Checkpoint(Function<List<Tensor>, Tensor> f) implements Composite {

  @Override
  public String name() {
    return "checkpoint";
  }

  @Override
  public Tensor[] run(Tensor[] inputs) {
    return Composite.untraced(name(), "function", f.apply(List.of(inputs)));
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {Symbolic.shapes(f, inputs)};
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor[] kept = inputs.clone();
    boolean[] wanted = needed.clone();
    return cotangents -> recompute(kept, wanted, cotangents[0]);
  }

  private @Nullable Tensor[] recompute(Tensor[] inputs, boolean[] wanted, Tensor cotangent) {
    List<Tensor> arguments = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      if (wanted[i]) {
        arguments.add(inputs[i]);
      }
    }
    List<Tensor> found =
        Autodiff.vjp(some -> f.apply(replaced(inputs, wanted, some)), arguments)
            .pullback()
            .apply(cotangent);
    @Nullable Tensor[] result = new @Nullable Tensor[inputs.length];
    int next = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = wanted[i] ? found.get(next++) : null;
    }
    return result;
  }

  private static List<Tensor> replaced(Tensor[] inputs, boolean[] where, List<Tensor> by) {
    List<Tensor> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < inputs.length; i++) {
      all.add(where[i] ? by.get(next++) : inputs[i]);
    }
    return all;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    boolean[] carries = new boolean[inputs.length];
    List<Tensor> arguments = new ArrayList<>();
    List<Tensor> directions = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      Tensor tangent = tangents[i];
      if (tangent != null) {
        carries[i] = true;
        arguments.add(inputs[i]);
        directions.add(tangent);
      }
    }
    return new Tensor[] {
      Autodiff.jvp(some -> f.apply(replaced(inputs, carries, some)), arguments, directions)
          .tangent()
    };
  }
}
