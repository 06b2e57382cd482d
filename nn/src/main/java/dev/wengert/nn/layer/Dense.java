package dev.wengert.nn.layer;

import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Lazy;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import org.jspecify.annotations.Nullable;

/**
 * The affine layer {@code y = x W^T + b}: x [..., inputs], y [..., outputs].
 *
 * <p>Parameters: {@code weight} [outputs, inputs]; {@code bias} [outputs], unless left out. All
 * leading axes of x are examples: there is one matrix product. PyTorch: {@code Linear}, whose names
 * and layout are the same.
 */
public final class Dense implements Layer {

  private final Parameter weight;
  private final @Nullable Parameter bias;

  private Dense(Parameter weight, @Nullable Parameter bias) {
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

  /**
   * Returns a layer that learns its number of inputs from the first: the last side of x. PyTorch:
   * {@code LazyLinear}.
   */
  public static Lazy to(int outputs) {
    return Lazy.of(x -> of(x.side(-1), outputs));
  }

  /** Returns the layer with this one's weights that adds nothing: {@code y = x W^T}. */
  public Dense withoutBias() {
    return new Dense(weight, null);
  }

  /** Returns the layer with this one's weights and with biases, which begin with 0. */
  public Dense withBias() {
    return bias != null
        ? this
        : new Dense(
            weight, Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), weight.shape().side(0)));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
    if (bias != null) {
      declarations.parameter("bias", bias);
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    int inputs = weight.shape().side(1);
    pass.check(
        this,
        "dense",
        x.rank() >= 1 && x.shape().side(-1) == inputs,
        "the input does not fit the weights: x is %s; give [..., %s]",
        x.shape(),
        inputs);
    pass.checkType(this, "dense", x);
    if (x.rank() == 2) {
      return rows(x, pass);
    }
    Shape shape = x.shape().withSide(-1, weight.shape().side(0));
    int rows = x.shape().withSide(-1, 1).size();
    return rows(x.reshape(rows, inputs), pass).reshape(shape);
  }

  private Tensor rows(Tensor x, Pass pass) {
    Tensor product = MatMul.of(x, pass.value(weight), false, true);
    return bias == null ? product : product.plus(pass.value(bias));
  }
}
