package dev.wengert.nn.layer;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;

/**
 * Layers one after the other, named 0, 1, 2, ...
 *
 * @param layers the layers, first to last
 */
public record Sequential(ImmutableList<Layer> layers) implements Layer {

  /** Returns layers one after the other. */
  public static Sequential of(Layer... layers) {
    return new Sequential(ImmutableList.copyOf(layers));
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < layers.size(); i++) {
      declarations.child(Integer.toString(i), layers.get(i));
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor value = x;
    for (Layer layer : layers) {
      value = layer.forward(value, pass);
    }
    return value;
  }
}
