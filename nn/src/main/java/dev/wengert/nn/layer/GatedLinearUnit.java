package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;
import java.util.function.UnaryOperator;

/**
 * The dense layer whose units a second one lets through: {@code y = value(x) * sigmoid(gate(x))};
 * or with another function in the sigmoid's place.
 *
 * <p>x is [..., inputs], y [..., outputs]. Paths: {@code value.weight}, {@code value.bias}, {@code
 * gate.weight}, {@code gate.bias}. Source: Dauphin, Fan, Auli and Grangier, "Language modeling with
 * gated convolutional networks", 2017, equation 1; Shazeer, "GLU variants improve transformer",
 * 2020, for the other functions. PyTorch's {@code GLU} is the product alone: one of its dense
 * layers gives both halves.
 */
public final class GatedLinearUnit implements Layer {

  private final Dense value;
  private final Dense gate;
  private final UnaryOperator<Tensor> opening;

  private GatedLinearUnit(Dense value, Dense gate, UnaryOperator<Tensor> opening) {
    this.value = value;
    this.gate = gate;
    this.opening = opening;
  }

  /** Returns a layer whose gate opens by the sigmoid. */
  public static GatedLinearUnit of(int inputs, int outputs) {
    return of(inputs, outputs, Activations::sigmoid);
  }

  /**
   * Returns a layer whose gate opens by another function.
   *
   * @param opening elementwise: {@code Activations::silu} makes it SwiGLU, {@code gelu} GEGLU,
   *     {@code relu} ReGLU, the identity the bilinear layer
   */
  public static GatedLinearUnit of(int inputs, int outputs, UnaryOperator<Tensor> opening) {
    return new GatedLinearUnit(Dense.of(inputs, outputs), Dense.of(inputs, outputs), opening);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("value", value);
    declarations.child("gate", gate);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.run(value, x).times(opening.apply(pass.run(gate, x)));
  }
}
