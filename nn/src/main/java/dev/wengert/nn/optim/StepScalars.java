package dev.wengert.nn.optim;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * What changes from step to step for a group of parameters, as tensors, so that a recorded step
 * takes them as inputs.
 *
 * <p>The three are FLOAT64 scalars whatever the parameters are: {@code 1 - 0.999^t} would lose half
 * its digits in FLOAT32. What a rule computes of them it converts with {@link #of(Tensor)}.
 *
 * @param dtype the dtype of the parameters
 * @param step the number t of this step, from 1
 * @param rate the learning rate
 * @param keep the factor {@code 1 - rate * decay} by which decay shrinks the parameters
 */
public record StepScalars(DType dtype, Tensor step, Tensor rate, Tensor keep) {

  /** Returns a scalar of the parameters' dtype. */
  public Tensor of(Tensor scalar) {
    return scalar.to(dtype);
  }

  /** Returns a constant of the parameters' dtype. */
  public Tensor of(double constant) {
    return Tensor.full(new Spec(dtype, Shape.SCALAR), constant);
  }

  /**
   * Returns what a moving average of share {@code beta} lacks after this step since it began with
   * 0: {@code 1 - beta^t}, FLOAT64.
   */
  Tensor correction(double beta) {
    return Tensor.scalar(1.0).minus(Tensor.scalar(beta).pow(step));
  }
}
