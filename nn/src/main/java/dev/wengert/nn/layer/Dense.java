package dev.wengert.nn.layer;

import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;

/**
 * The affine layer {@code y = x W^T + b}: x [N, inputs], W [outputs, inputs], b [outputs], y [N,
 * outputs].
 *
 * <p>PyTorch: {@code Linear}.
 */
public final class Dense implements Layer {

  private final Parameter weight;
  private final Parameter bias;

  private Dense(Parameter weight, Parameter bias) {
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * Returns a layer whose weights begin as {@link Initializer#he} draws them, its biases with 0.
   */
  public static Dense of(int inputs, int outputs) {
    return of(inputs, outputs, Initializer.he());
  }

  /** Returns a layer whose biases begin with 0. */
  public static Dense of(int inputs, int outputs, Initializer weights) {
    return new Dense(
        Parameter.of(Parameter.Role.WEIGHT, weights, outputs, inputs),
        Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), outputs));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
    declarations.parameter("bias", bias);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    int inputs = weight.shape().side(1);
    pass.check(
        this,
        "dense",
        x.rank() == 2 && x.shape().side(1) == inputs,
        "the input does not fit the weights: x is %s; give [N, %s]",
        x.shape(),
        inputs);
    return MatMul.of(x, pass.value(weight), false, true).plus(pass.value(bias));
  }
}
