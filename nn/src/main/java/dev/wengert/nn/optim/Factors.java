package dev.wengert.nn.optim;

import dev.wengert.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a run of links that only scale, and add shares of the parameter, comes to: {@code u ->
 * factor * u + share * w}, the two being FLOAT64 scalars.
 *
 * @param factor the size of the factor; null for 1
 * @param isNegative its sign
 * @param share the share, up to its sign; null for 0
 * @param isShareNegative its sign
 */
record Factors(
    @Nullable Tensor factor, boolean isNegative, @Nullable Tensor share, boolean isShareNegative) {

  static final Factors ONE = new Factors(null, false, null, false);

  Factors times(Tensor scalar) {
    return new Factors(
        factor == null ? scalar : factor.times(scalar),
        isNegative,
        share == null ? null : share.times(scalar),
        isShareNegative);
  }

  Factors negated() {
    return new Factors(factor, !isNegative, share, !isShareNegative);
  }

  Factors withMore(Tensor ofParameter) {
    return new Factors(
        factor,
        isNegative,
        share == null ? ofParameter : signed(share, isShareNegative).plus(ofParameter),
        false);
  }

  /** Returns minus the factor: what is taken off. */
  Tensor rate() {
    Tensor size = factor == null ? Tensor.scalar(1.0) : factor;
    return signed(size, !isNegative);
  }

  /** Returns what is left of the parameter: 1 plus the share. */
  Tensor keep() {
    Tensor one = Tensor.scalar(1.0);
    return share == null ? one : isShareNegative ? one.minus(share) : one.plus(share);
  }

  /** Returns the share, if there is one. */
  @Nullable Tensor signedShare() {
    return share == null ? null : signed(share, isShareNegative);
  }

  private static Tensor signed(Tensor size, boolean isNegative) {
    return isNegative ? size.unaryMinus() : size;
  }
}
