package dev.wengert;

import dev.wengert.array.Spec;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that is linear in each of its two inputs: a matrix product, a convolution.
 *
 * <p>The cotangent of one input is a transpose that takes the other input; the value that no wanted
 * cotangent takes is not kept.
 */
public interface Bilinear extends Primitive {

  /**
   * Returns the cotangent of the first input.
   *
   * @param cotangent the cotangent of the result
   * @param second the second input
   * @param first dtype and shape of the first input
   */
  Tensor transposeFirst(Tensor cotangent, Tensor second, Spec first);

  /**
   * Returns the cotangent of the second input.
   *
   * @param cotangent the cotangent of the result
   * @param first the first input
   * @param second dtype and shape of the second input
   */
  Tensor transposeSecond(Tensor cotangent, Tensor first, Spec second);

  @Override
  default int arity() {
    return 2;
  }

  @Override
  default Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Spec firstSpec = inputs[0].spec();
    Spec secondSpec = inputs[1].spec();
    Tensor first = needed[1] ? inputs[0] : null;
    Tensor second = needed[0] ? inputs[1] : null;
    return cotangents ->
        new @Nullable Tensor[] {
          second == null ? null : transposeFirst(cotangents[0], second, firstSpec),
          first == null ? null : transposeSecond(cotangents[0], first, secondSpec)
        };
  }

  @Override
  default @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor byFirst = tangents[0] == null ? null : apply(tangents[0], inputs[1]);
    Tensor bySecond = tangents[1] == null ? null : apply(inputs[0], tangents[1]);
    return new @Nullable Tensor[] {
      byFirst == null ? bySecond : bySecond == null ? byFirst : byFirst.plus(bySecond)
    };
  }
}
