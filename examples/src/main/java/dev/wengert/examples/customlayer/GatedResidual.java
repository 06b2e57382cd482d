package dev.wengert.examples.customlayer;

import static dev.wengert.ops.Activations.sigmoid;
import static dev.wengert.ops.Activations.tanh;
import static dev.wengert.ops.Normalization.rmsNorm;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.Report;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.optim.GradientDescent;
import java.util.function.DoubleConsumer;

/**
 * A gated residual block with root-mean-square normalization, as a framework author writes it:
 * {@code y = x + sigmoid(G n) * tanh(V n)} with {@code n = gain * x / rms(x)}; x and y [N, width].
 */
final class GatedResidual implements Layer {
  private final Parameter gain;
  private final Dense gate;
  private final Dense value;

  GatedResidual(int width) {
    gain = Parameter.of(Parameter.Role.NORMALIZATION, Initializer.ones(), width);
    gate = Dense.of(width, width);
    value = Dense.of(width, width);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("gain", gain);
    declarations.child("gate", gate);
    declarations.child("value", value);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor n = rmsNorm(x, pass.value(gain), 1e-6);
    return x.plus(sigmoid(gate.forward(n, pass)).times(tanh(value.forward(n, pass))));
  }

  /**
   * Compares the derivatives with respect to the input and all parameters with finite differences,
   * to order two, in forward and in reverse mode; in training and in inference.
   */
  static ImmutableList<Report> check(int width, Tensor x) {
    GatedResidual layer = new GatedResidual(width);
    return ImmutableList.of(
        LayerCheck.training(layer, x).run(), LayerCheck.inference(layer, x).run());
  }

  /** Trains by gradient descent and tells the loss of each step. */
  static <M extends Layer> Values train(
      Model<M> model, Values start, int steps, Model.Loss<M> loss, DoubleConsumer seen) {
    Values values = start;
    for (int i = 0; i < steps; i++) {
      Model.Step step = model.differentiate(values, Key.of(i), loss);
      values = GradientDescent.of(0.2).step(values, step.gradients());
      seen.accept(step.loss().item());
    }
    return values;
  }
}
