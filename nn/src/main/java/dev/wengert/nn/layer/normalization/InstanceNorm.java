package dev.wengert.nn.layer.normalization;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;

/**
 * The layer that normalizes each channel of each example over its spatial axes, then scales and
 * shifts it: x [N, C, ...], {@code y = (x - mean) / sqrt(variance + epsilon) gamma + beta}, with
 * the biased variance.
 *
 * <p>It does the same in training and inference. Parameters are {@code weight} (gamma) and {@code
 * bias} (beta), [C].
 *
 * <p>Source: Ulyanov, Vedaldi and Lempitsky, "Instance normalization: the missing ingredient for
 * fast stylization", 2016, equation 4. PyTorch: {@code InstanceNorm2d(affine=True)}.
 */
public final class InstanceNorm implements Layer {

  private final Affine affine;
  private final double epsilon;

  private InstanceNorm(Affine affine, double epsilon) {
    this.affine = affine;
    this.epsilon = epsilon;
  }

  /** Returns a layer for a number of channels, with epsilon 1e-5. */
  public static InstanceNorm of(int channels) {
    return new InstanceNorm(Affine.of(channels), Epsilon.USUAL);
  }

  /** Returns a new layer like this one, without the scale. */
  public InstanceNorm withoutScale() {
    return new InstanceNorm(affine.withoutScale(), epsilon);
  }

  /** Returns a new layer like this one, without the shift. */
  public InstanceNorm withoutShift() {
    return new InstanceNorm(affine.withoutShift(), epsilon);
  }

  /**
   * Returns a new layer like this one with another epsilon.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public InstanceNorm epsilon(double other) {
    return new InstanceNorm(affine.fresh(), Epsilon.checked("instanceNorm", other));
  }

  @Override
  public void declare(Declarations declarations) {
    affine.declare(declarations);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    int channels = affine.shape().size();
    pass.check(
        this,
        "instanceNorm",
        x.rank() >= 3 && x.shape().side(1) == channels,
        "the input does not fit the channels: x is %s; give [N, %s, ...] with a spatial axis",
        x.shape(),
        channels);
    pass.checkType(this, "instanceNorm", x);
    int values = LastAxes.count(x, 2);
    pass.check(
        this,
        "instanceNorm",
        values > 1,
        "%s of an example has no variance: x is %s; give larger spatial axes",
        values == 0 ? "an empty channel" : "one value a channel",
        x.shape());
    return Normalization.instanceNorm(x, affine.scale(pass), affine.shift(pass), epsilon);
  }
}
