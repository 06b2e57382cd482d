package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Reductions;

/**
 * The constraint that no unit's incoming weights are longer than a limit, but for rounding: {@code
 * w c / max(|w|, c)}, to be applied to the values after each step.
 *
 * <p>A unit's weights are what a weight of two axes or more has at one position of its {@linkplain
 * Parameter#unitAxis axis of units}, the first in all layers but transposed convolutions. Biases
 * and normalization parameters are left alone.
 *
 * <p>Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from
 * overfitting", JMLR 2014, section 5.1.
 *
 * @param limit c, the greatest Euclidean norm; positive
 */
public record MaxNorm(double limit) {

  /**
   * Makes a constraint.
   *
   * @throws IllegalArgumentException if the limit is not positive and finite
   */
  public MaxNorm {
    Preconditions.checkArgument(
        limit > 0 && Double.isFinite(limit),
        "maxNorm: not a limit: %s; give a positive number, 3 or 4 is usual",
        limit);
  }

  /** Returns a constraint. */
  public static MaxNorm of(double limit) {
    return new MaxNorm(limit);
  }

  /**
   * Returns a model's values with the weights that are too long cut to the limit; all else is as it
   * was.
   *
   * @throws IllegalArgumentException if there are values of paths that the model has not
   */
  public Values apply(Model<?> model, Values values) {
    return values.map(
        (path, value) -> {
          Preconditions.checkArgument(
              model.specs().containsKey(path),
              "maxNorm: the values are not this model's: it has no %s but %s; give those of this"
                  + " model",
              path,
              model.specs().keySet());
          Parameter parameter = model.parameters().get(path);
          return parameter != null
                  && parameter.role() == Parameter.Role.WEIGHT
                  && parameter.shape().rank() >= 2
              ? shortened(value, parameter.unitAxis())
              : value;
        });
  }

  private Tensor shortened(Tensor weight, int units) {
    Tensor norm = Reductions.norm(weight, Norm.L2, true, weight.shape().axesBut(units));
    Tensor factor = Elementary.maximum(norm, limit).div(limit);
    return weight.div(factor);
  }
}
