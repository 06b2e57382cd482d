package dev.wengert.nn.layer.convolution;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Pooling;
import dev.wengert.ops.Pooling.Pool;

/**
 * The layer that takes the mean of each window: x [N, C, spatial...], y [N, C, places...] ({@link
 * Pooling#avgPool(Tensor, Pool, boolean)}).
 *
 * <p>PyTorch: {@code AvgPool1d}, {@code AvgPool2d}, {@code AvgPool3d}, by the rank of x.
 *
 * @param pool how the window slides
 * @param countPadding whether padding counts as zeros; else the mean is that of the elements
 */
public record AvgPool(Pool pool, boolean countPadding) implements Layer {

  /**
   * Returns a layer of windows side by side.
   *
   * @param kernel one side for all spatial axes, or one an axis
   */
  public static AvgPool of(int... kernel) {
    return of(Pool.of(kernel));
  }

  /** Returns a layer in whose means padding counts as zeros. */
  public static AvgPool of(Pool pool) {
    return new AvgPool(pool, true);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.named(this, () -> Pooling.avgPool(x, pool, countPadding));
  }

  /** Returns for example {@code AvgPool(3, stride 2)}. */
  @Override
  public String toString() {
    return "AvgPool(" + pool + (countPadding ? ")" : ", padding not counted)");
  }
}
