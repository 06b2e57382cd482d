package dev.wengert.nn.layer.normalization;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;

/**
 * The layer that brings each example to root mean square 1 over its last axes, then scales it:
 * {@code y = x / sqrt(mean(x^2) + epsilon) gamma}. Nothing is centred, and nothing shifted.
 *
 * <p>Its parameter is {@code weight} (gamma), of the last axes' shape.
 *
 * <p>Source: Zhang and Sennrich, "Root mean square layer normalization", 2019, equation 4. PyTorch:
 * {@code RMSNorm}.
 */
public final class RmsNorm implements Layer {

  private final Affine affine;
  private final double epsilon;

  private RmsNorm(Affine affine, double epsilon) {
    this.affine = affine;
    this.epsilon = epsilon;
  }

  /** Returns a layer that works on last axes of these sides, with epsilon 1e-5. */
  public static RmsNorm of(int... sides) {
    return new RmsNorm(Affine.of(sides).withoutShift(), Epsilon.USUAL);
  }

  /** Returns a new layer like this one, without the scale. */
  public RmsNorm withoutScale() {
    return new RmsNorm(affine.withoutScale(), epsilon);
  }

  /**
   * Returns a new layer like this one with another epsilon.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RmsNorm epsilon(double other) {
    return new RmsNorm(affine.fresh(), Epsilon.checked("rmsNorm", other));
  }

  @Override
  public void declare(Declarations declarations) {
    affine.declare(declarations);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    LastAxes.check(this, "rmsNorm", x, affine.shape(), pass);
    return Normalization.rmsNorm(x, affine.scale(pass), epsilon);
  }
}
