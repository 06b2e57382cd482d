package dev.wengert;

import dev.wengert.array.Spec;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that is a linear function of its one input: sum, reshape, slice and the like.
 *
 * <p>Its pushforward is itself, its pullback its transpose; it keeps no value for either.
 */
public interface Linear extends Primitive {

  /**
   * Returns the cotangent of the input.
   *
   * @param cotangent the cotangent of the result
   * @param input dtype and shape of the input
   */
  Tensor transpose(Tensor cotangent, Spec input);

  @Override
  default int arity() {
    return 1;
  }

  @Override
  default Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Spec input = inputs[0].spec();
    return cotangents -> new Tensor[] {transpose(cotangents[0], input)};
  }

  @Override
  default @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {tangent == null ? null : apply(tangent)};
  }
}
