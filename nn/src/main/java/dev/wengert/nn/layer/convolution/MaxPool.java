package dev.wengert.nn.layer.convolution;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Pooling;
import dev.wengert.ops.Pooling.Pool;

/**
 * The layer that takes the largest element of each window: x [N, C, spatial...], y [N, C,
 * places...] ({@link Pooling#maxPool}).
 *
 * <p>Of equal elements the first takes the whole cotangent. PyTorch: {@code MaxPool1d}, {@code
 * MaxPool2d}, {@code MaxPool3d}, by the rank of x.
 *
 * @param pool how the window slides
 */
public record MaxPool(Pool pool) implements Layer {

  /**
   * Returns a layer of windows side by side.
   *
   * @param kernel one side for all spatial axes, or one an axis
   */
  public static MaxPool of(int... kernel) {
    return new MaxPool(Pool.of(kernel));
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.named(this, () -> Pooling.maxPool(x, pool));
  }

  /** Returns for example {@code MaxPool(3, stride 2)}. */
  @Override
  public String toString() {
    return "MaxPool(" + pool + ")";
  }
}
