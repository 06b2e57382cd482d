package dev.wengert.nn.layer.normalization;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;

/**
 * The layer that normalizes each group of channels of each example, then scales and shifts each
 * channel: x [N, C] or [N, C, ...], {@code y = (x - mean) / sqrt(variance + epsilon) gamma + beta},
 * with the biased variance of the group.
 *
 * <p>It does the same in training and inference. Parameters are {@code weight} (gamma) and {@code
 * bias} (beta), [C].
 *
 * <p>Source: Wu and He, "Group normalization", 2018, equations 1 to 3 and 7. PyTorch: {@code
 * GroupNorm}.
 */
public final class GroupNorm implements Layer {

  private final int groups;
  private final Affine affine;
  private final double epsilon;

  private GroupNorm(int groups, Affine affine, double epsilon) {
    this.groups = groups;
    this.affine = affine;
    this.epsilon = epsilon;
  }

  /**
   * Returns a layer, with epsilon 1e-5.
   *
   * @param groups how many groups of equally many channels
   * @param channels how many channels
   * @throws IllegalArgumentException if the groups do not divide the channels
   */
  public static GroupNorm of(int groups, int channels) {
    Preconditions.checkArgument(
        groups > 0 && channels % groups == 0,
        "groupNorm: %s groups do not divide %s channels; give a divisor",
        groups,
        channels);
    return new GroupNorm(groups, Affine.of(channels), Epsilon.USUAL);
  }

  /** Returns a new layer like this one, without the scale. */
  public GroupNorm withoutScale() {
    return new GroupNorm(groups, affine.withoutScale(), epsilon);
  }

  /** Returns a new layer like this one, without the shift. */
  public GroupNorm withoutShift() {
    return new GroupNorm(groups, affine.withoutShift(), epsilon);
  }

  /**
   * Returns a new layer like this one with another epsilon.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GroupNorm epsilon(double other) {
    return new GroupNorm(groups, affine.fresh(), Epsilon.checked("groupNorm", other));
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
        "groupNorm",
        x.rank() >= 2 && x.shape().side(1) == channels,
        "the input does not fit the channels: x is %s; give [N, %s, ...]",
        x.shape(),
        channels);
    pass.checkType(this, "groupNorm", x);
    int values = LastAxes.count(x, 1) / groups;
    pass.check(
        this,
        "groupNorm",
        values > 1,
        "%s has no variance: x is %s for %s groups; give fewer groups, or more values a channel",
        values == 0 ? "an empty group" : "one value a group",
        x.shape(),
        groups);
    return Normalization.groupNorm(x, groups, affine.scale(pass), affine.shift(pass), epsilon);
  }
}
