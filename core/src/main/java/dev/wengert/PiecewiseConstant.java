package dev.wengert;

import org.jspecify.annotations.Nullable;

/**
 * A primitive whose derivative is zero wherever it has one: positions, ranks, counts.
 *
 * <p>It keeps no value, and a gradient does not pass through it.
 */
public interface PiecewiseConstant extends Primitive {

  @Override
  default @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return null;
  }

  @Override
  default @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[outputs.length];
  }
}
