package dev.wengert.nn.layer.convolution;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Pooling;

/**
 * The layer that resizes the spatial axes: x [N, C, spatial...], y [N, C, other...].
 *
 * <p>PyTorch: {@code Upsample(scale_factor=..., mode="nearest")} and {@code Upsample(size=...,
 * mode="bilinear")}, linear or trilinear by the rank of x.
 *
 * @param kind how elements are made
 * @param numbers factors of a nearest, new sides of a linear one; one for all spatial axes or one
 *     an axis
 */
public record Upsample(Kind kind, ImmutableIntArray numbers) implements Layer {

  /** How new elements are made of those that are there. */
  public enum Kind {
    /** Each is repeated ({@link Pooling#upsampleNearest}). */
    NEAREST,
    /** By linear interpolation along each axis ({@link Pooling#upsampleLinear}). */
    LINEAR
  }

  /**
   * Returns the layer that repeats each element.
   *
   * @param factor how often, one number for all spatial axes or one an axis
   */
  public static Upsample nearest(int... factor) {
    return new Upsample(Kind.NEAREST, ImmutableIntArray.copyOf(factor));
  }

  /**
   * Returns the layer that interpolates linearly.
   *
   * @param output the new sides, one number for all spatial axes or one an axis
   */
  public static Upsample linear(int... output) {
    return new Upsample(Kind.LINEAR, ImmutableIntArray.copyOf(output));
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.named(
        this,
        () ->
            switch (kind) {
              case NEAREST -> Pooling.upsampleNearest(x, numbers.toArray());
              case LINEAR -> Pooling.upsampleLinear(x, numbers.toArray());
            });
  }
}
