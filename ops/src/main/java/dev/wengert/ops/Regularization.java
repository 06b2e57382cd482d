package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.MapSum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Masking;

/** Forward definitions of what keeps a model from fitting noise. */
public final class Regularization {

  /** A select and not a product: what is dropped is 0, even where x is infinite or NaN. */
  private static final Elementwise DROPOUT =
      Elementwise.of(
          "dropout",
          3,
          Expression.select(
              Expression.logical(1),
              Expression.input(0).div(Expression.input(2)),
              Expression.constant(0)));

  private static final Elementwise ABSOLUTE = Elementwise.of("l1", x -> Expression.abs(x));
  private static final Elementwise SQUARE = Elementwise.of("l2", x -> x.times(x));

  /** No axis named: all of them. */
  private static final int[] ALL = {};

  private Regularization() {}

  /**
   * Returns x where the mask is true and 0 elsewhere. Pullback: d where the mask is true, else 0.
   *
   * @param mask BOOL, broadcasts with x
   */
  public static Tensor mask(Tensor x, Tensor mask) {
    return Masking.mask(x, mask);
  }

  /**
   * Returns x with elements dropped by a mask and the rest scaled up, so that the mean stays:
   * {@code x / keep} where the mask is true, 0 elsewhere (inverted dropout). Pullback: {@code d /
   * keep} where the mask is true, else 0.
   *
   * <p>Source: Srivastava et al., "Dropout", JMLR 2014, section 10, with the scaling moved to
   * training.
   *
   * @param mask BOOL, broadcasts with x: true where the element is kept
   * @param keepProbability the probability with which the mask was drawn, in (0, 1]
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public static Tensor dropout(Tensor x, Tensor mask, double keepProbability) {
    checkKeep(keepProbability);
    return DROPOUT.apply(x, mask, Tensor.full(new Spec(x.dtype(), Shape.SCALAR), keepProbability));
  }

  /**
   * Returns x with each element kept with a probability and then scaled up by its inverse, else 0.
   *
   * <p>The mask depends on the key and the shape alone: the same key drops the same elements.
   *
   * @param keepProbability the probability to stay, in (0, 1]
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public static Tensor dropout(Tensor x, Key key, double keepProbability) {
    checkKeep(keepProbability);
    return keepProbability == 1
        ? x
        : dropout(x, key.bernoulli(keepProbability, x.shape()), keepProbability);
  }

  private static void checkKeep(double keepProbability) {
    Preconditions.checkArgument(
        keepProbability > 0 && keepProbability <= 1,
        "dropout: not a keep probability: %s; give a number above 0, at most 1",
        keepProbability);
  }

  /** Returns the sum of |x| over all elements. Pullback: {@code d sign(x)}, 0 at 0. */
  public static Tensor l1(Tensor x) {
    return MapSum.of(ABSOLUTE, false, ALL, x);
  }

  /** Returns the sum of x^2 over all elements. Pullback: {@code 2 d x}. */
  public static Tensor l2(Tensor x) {
    return MapSum.of(SQUARE, false, ALL, x);
  }
}
