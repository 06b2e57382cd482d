package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;

/**
 * The layer that normalizes each example over its last axes, then scales and shifts it ({@link
 * Normalization#layerNorm}).
 */
public final class LayerNorm implements Layer {

  private static final double EPSILON = 1e-5;

  private final Parameter scale;
  private final Parameter shift;

  private LayerNorm(Parameter scale, Parameter shift) {
    this.scale = scale;
    this.shift = shift;
  }

  /** Returns a layer that normalizes over last axes of these sides, with epsilon 1e-5. */
  public static LayerNorm of(int... sides) {
    return new LayerNorm(
        Parameter.of(Parameter.Role.NORMALIZATION, Initializer.ones(), sides),
        Parameter.of(Parameter.Role.NORMALIZATION, Initializer.zeros(), sides));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", scale);
    declarations.parameter("bias", shift);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return Normalization.layerNorm(x, pass.value(scale), pass.value(shift), EPSILON);
  }
}
