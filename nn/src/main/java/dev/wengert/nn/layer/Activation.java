package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;
import java.util.function.UnaryOperator;

/**
 * A function without parameters as a layer.
 *
 * @param function what it computes
 */
public record Activation(UnaryOperator<Tensor> function) implements Layer {

  /** Returns the layer of {@link Activations#relu}. */
  public static Activation relu() {
    return new Activation(Activations::relu);
  }

  /** Returns the layer of {@link Activations#sigmoid}. */
  public static Activation sigmoid() {
    return new Activation(Activations::sigmoid);
  }

  /** Returns the layer of {@link Activations#tanh}. */
  public static Activation tanh() {
    return new Activation(Activations::tanh);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return function.apply(x);
  }
}
