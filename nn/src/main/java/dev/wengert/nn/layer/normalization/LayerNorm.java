package dev.wengert.nn.layer.normalization;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;

/**
 * The layer that normalizes each example over its last axes, then scales and shifts it: {@code y =
 * (x - mean) / sqrt(variance + epsilon) gamma + beta}, with the biased variance.
 *
 * <p>It does the same in training and inference. Parameters are {@code weight} (gamma) and {@code
 * bias} (beta), of the last axes' shape.
 *
 * <p>Source: Ba, Kiros and Hinton, "Layer normalization", 2016, equation 3. PyTorch: {@code
 * LayerNorm}.
 */
public final class LayerNorm implements Layer {

  private final Affine affine;
  private final double epsilon;

  private LayerNorm(Affine affine, double epsilon) {
    this.affine = affine;
    this.epsilon = epsilon;
  }

  /** Returns a layer that normalizes over last axes of these sides, with epsilon 1e-5. */
  public static LayerNorm of(int... sides) {
    return new LayerNorm(Affine.of(sides), Epsilon.USUAL);
  }

  /** Returns a new layer like this one, without the scale. */
  public LayerNorm withoutScale() {
    return new LayerNorm(affine.withoutScale(), epsilon);
  }

  /** Returns a new layer like this one, without the shift. */
  public LayerNorm withoutShift() {
    return new LayerNorm(affine.withoutShift(), epsilon);
  }

  /**
   * Returns a new layer like this one with another epsilon.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public LayerNorm epsilon(double other) {
    return new LayerNorm(affine.fresh(), Epsilon.checked("layerNorm", other));
  }

  @Override
  public void declare(Declarations declarations) {
    affine.declare(declarations);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    LastAxes.check(this, "layerNorm", x, affine.shape(), pass);
    return Normalization.layerNorm(x, affine.scale(pass), affine.shift(pass), epsilon);
  }
}
