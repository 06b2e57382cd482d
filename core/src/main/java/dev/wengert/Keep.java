package dev.wengert;

import com.google.common.collect.ImmutableSet;

/**
 * Which intermediate values a {@linkplain Autodiff#checkpoint checkpointed} function keeps for the
 * backward walk; all others are computed again there. What is kept costs its memory and saves the
 * operation that made it.
 *
 * <p>Derivatives do not depend on it, to the bit. Those of second order compute everything again.
 *
 * @param keepsProducts whether the results of {@link Bilinear} operations are kept: matrix products
 *     and what is made of them
 * @param names under which {@linkplain Autodiff#checkpointName names} values are kept
 */
public record Keep(boolean keepsProducts, ImmutableSet<String> names) {

  /** Returns the policy that computes everything again: the least memory. */
  public static Keep nothing() {
    return new Keep(false, ImmutableSet.of());
  }

  /** Returns the policy that keeps products, and computes again what is cheap beside them. */
  public static Keep products() {
    return new Keep(true, ImmutableSet.of());
  }

  /** Returns the policy that keeps values of some names. */
  public static Keep named(String... names) {
    return new Keep(false, ImmutableSet.copyOf(names));
  }

  /** Returns the policy that keeps what this or another keeps. */
  public Keep or(Keep other) {
    ImmutableSet<String> all =
        ImmutableSet.<String>builder().addAll(names).addAll(other.names).build();
    return new Keep(keepsProducts || other.keepsProducts, all);
  }

  boolean isNothing() {
    return !keepsProducts && names.isEmpty();
  }
}
