package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;
import java.util.function.UnaryOperator;

/**
 * A function without parameters as a layer: one of {@link Activations}, elementwise and so for any
 * shape, or whatever else is given, {@code new Activation(x -> x.times(2))}.
 *
 * <p>Each factory bears the name of its function, which says formula, derivative and source.
 *
 * @param name what it is called in listings
 * @param function what it computes
 */
public record Activation(String name, UnaryOperator<Tensor> function) implements Layer {

  /** Makes a layer of a function without a name. */
  public Activation(UnaryOperator<Tensor> function) {
    this("Activation", function);
  }

  /** Returns the layer of {@link Activations#relu}. */
  public static Activation relu() {
    return new Activation("relu", Activations::relu);
  }

  /** Returns the layer of {@link Activations#relu6}. */
  public static Activation relu6() {
    return new Activation("relu6", Activations::relu6);
  }

  /** Returns the layer of {@link Activations#hardTanh}. */
  public static Activation hardTanh() {
    return new Activation("hardTanh", Activations::hardTanh);
  }

  /** Returns the layer of {@link Activations#leakyRelu} with slope 0.01. */
  public static Activation leakyRelu() {
    return leakyRelu(0.01);
  }

  /** Returns the layer of {@link Activations#leakyRelu}. */
  public static Activation leakyRelu(double slope) {
    return new Activation("leakyRelu(" + slope + ")", x -> Activations.leakyRelu(x, slope));
  }

  /** Returns the layer of {@link Activations#sigmoid}. */
  public static Activation sigmoid() {
    return new Activation("sigmoid", Activations::sigmoid);
  }

  /** Returns the layer of {@link Activations#logSigmoid}. */
  public static Activation logSigmoid() {
    return new Activation("logSigmoid", Activations::logSigmoid);
  }

  /** Returns the layer of {@link Activations#tanh}. */
  public static Activation tanh() {
    return new Activation("tanh", Activations::tanh);
  }

  /** Returns the layer of {@link Activations#softplus}. */
  public static Activation softplus() {
    return new Activation("softplus", Activations::softplus);
  }

  /** Returns the layer of {@link Activations#softsign}. */
  public static Activation softsign() {
    return new Activation("softsign", Activations::softsign);
  }

  /** Returns the layer of {@link Activations#elu(Tensor)}. */
  public static Activation elu() {
    return elu(1);
  }

  /** Returns the layer of {@link Activations#elu(Tensor, double)}. */
  public static Activation elu(double alpha) {
    return new Activation("elu(" + alpha + ")", x -> Activations.elu(x, alpha));
  }

  /** Returns the layer of {@link Activations#celu}. */
  public static Activation celu(double alpha) {
    return new Activation("celu(" + alpha + ")", x -> Activations.celu(x, alpha));
  }

  /** Returns the layer of {@link Activations#selu}. */
  public static Activation selu() {
    return new Activation("selu", Activations::selu);
  }

  /** Returns the layer of {@link Activations#silu}. */
  public static Activation silu() {
    return new Activation("silu", Activations::silu);
  }

  /** Returns the layer of {@link Activations#hardSigmoid}. */
  public static Activation hardSigmoid() {
    return new Activation("hardSigmoid", Activations::hardSigmoid);
  }

  /** Returns the layer of {@link Activations#hardSwish}. */
  public static Activation hardSwish() {
    return new Activation("hardSwish", Activations::hardSwish);
  }

  /** Returns the layer of {@link Activations#mish}. */
  public static Activation mish() {
    return new Activation("mish", Activations::mish);
  }

  /** Returns the layer of {@link Activations#gelu}. */
  public static Activation gelu() {
    return new Activation("gelu", Activations::gelu);
  }

  /** Returns the layer of {@link Activations#geluTanh}. */
  public static Activation geluTanh() {
    return new Activation("geluTanh", Activations::geluTanh);
  }

  /** Returns the layer of {@link Activations#glu}: it halves an axis. */
  public static Activation glu(int axis) {
    return new Activation("glu(" + axis + ")", x -> Activations.glu(x, axis));
  }

  /** Returns the layer of {@link Activations#softmax} along an axis. */
  public static Activation softmax(int axis) {
    return new Activation("softmax(" + axis + ")", x -> Activations.softmax(x, axis));
  }

  /** Returns the layer of {@link Activations#logSoftmax} along an axis. */
  public static Activation logSoftmax(int axis) {
    return new Activation("logSoftmax(" + axis + ")", x -> Activations.logSoftmax(x, axis));
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.named(this, () -> function.apply(x));
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
