package dev.wengert.nn.layer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Structure;

/**
 * Layers one after the other, by name: 0, 1, 2, ... unless they are given others.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="sequential"}
 *
 * <p>PyTorch: {@code Sequential}, whose names are the same.
 *
 * @param byName the layers, first to last
 */
public record Sequential(ImmutableMap<String, Layer> byName) implements Layer {

  /** Returns layers one after the other, named by their position. */
  public static Sequential of(Layer... layers) {
    ImmutableMap.Builder<String, Layer> byName = ImmutableMap.builder();
    for (int i = 0; i < layers.length; i++) {
      byName.put(Integer.toString(i), layers[i]);
    }
    return new Sequential(byName.buildOrThrow());
  }

  /** Returns named layers one after the other, in the order of the map. */
  public static Sequential of(ImmutableMap<String, Layer> byName) {
    return new Sequential(byName);
  }

  /** Returns the layers, first to last. */
  public ImmutableList<Layer> layers() {
    return byName.values().asList();
  }

  @Override
  public void declare(Declarations declarations) {
    byName.forEach(declarations::child);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor value = x;
    for (Layer layer : byName.values()) {
      value = pass.run(layer, value);
    }
    return value;
  }

  /** Returns the layers by name, one a line, with the shapes of what each owns. */
  @Override
  public String toString() {
    return Structure.of(this);
  }
}
