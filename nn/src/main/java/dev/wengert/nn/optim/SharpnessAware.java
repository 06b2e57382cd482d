package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;

/**
 * Sharpness-aware minimization: a step goes by the gradient at a point a little above the values,
 * so that it leads to where the loss is low all around. A {@link dev.wengert.nn.train.Trainer}
 * takes such steps with {@code sharpness(radius)}; by hand a step is differentiated twice:
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="sharpness"}
 *
 * <p>Source: Foret et al., "Sharpness-aware minimization for efficiently improving generalization",
 * 2021, algorithm 1.
 */
public final class SharpnessAware {

  /** {@code radius / norm}; 0 for a norm of 0. */
  private static final Elementwise FACTOR =
      Elementwise.of(
          "sharpnessFactor",
          (norm, radius) ->
              Expression.select(norm.eq(0), Expression.constant(0), radius.div(norm)));

  private SharpnessAware() {}

  /**
   * Returns the values at which the gradient is to be taken: {@code w + radius * g / |g|}, the norm
   * being that of all gradients together. Values without a gradient stay, and so do all where every
   * gradient is 0.
   *
   * @param radius 0.05 in the source
   * @throws IllegalArgumentException if the radius is not positive and finite
   */
  public static Values perturbed(Values values, Values gradients, double radius) {
    Hyperparameters.positive("sharpness", "radius", radius);
    Tensor norm = Clipping.globalNorm(gradients);
    Tensor length = Tensor.full(norm.spec().withShape(Shape.SCALAR), radius);
    Tensor factor = FACTOR.apply(norm, length);
    return values.with(gradients.map((path, g) -> values.get(path).plus(g.times(factor))));
  }
}
