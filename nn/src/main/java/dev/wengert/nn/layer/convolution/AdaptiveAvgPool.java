package dev.wengert.nn.layer.convolution;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Pooling;

/**
 * The layer that takes means over as many windows as asked for, whatever the sides of x are: x [N,
 * C, spatial...], y [N, C, output...] ({@link Pooling#adaptiveAvgPool}).
 *
 * <p>PyTorch: {@code AdaptiveAvgPool1d}, {@code AdaptiveAvgPool2d}, {@code AdaptiveAvgPool3d}, by
 * the rank of x.
 *
 * @param output how many places, one number for all spatial axes or one an axis
 */
public record AdaptiveAvgPool(ImmutableIntArray output) implements Layer {

  /**
   * Returns a layer.
   *
   * @param output how many places, one number for all spatial axes or one an axis
   */
  public static AdaptiveAvgPool of(int... output) {
    return new AdaptiveAvgPool(ImmutableIntArray.copyOf(output));
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.named(this, () -> Pooling.adaptiveAvgPool(x, output.toArray()));
  }
}
