package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Shapes;

/**
 * The layer that makes one axis of several: x [N, a, b, ...], y [N, a b ...] unless said otherwise.
 *
 * <p>PyTorch: {@code Flatten}.
 *
 * @param first the first of the axes; from the end when negative
 * @param last the last of them
 */
public record Flatten(int first, int last) implements Layer {

  /** Returns the layer that leaves the axis of examples and makes one of all others. */
  public static Flatten of() {
    return new Flatten(1, -1);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.named(this, () -> Shapes.flatten(x, first, last));
  }
}
