package dev.wengert.examples.normalization;

import static dev.wengert.ops.Elementary.sin;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain gradient descent on a network of eight layers that tells one region of the plane from
 * another, at one learning rate, with batch normalization and without.
 */
final class LearningRates {

  private static final int WIDTH = 32;
  private static final int HIDDEN = 8;
  private static final int EXAMPLES = 256;

  private LearningRates() {}

  /** Returns the loss after a number of steps: NaN or infinite where descent diverged. */
  static double loss(boolean normalized, double rate, int steps, long seed) {
    Key key = Key.of(seed);
    Tensor x = key.fold("x").normal(new Spec(DType.FLOAT64, Shape.of(EXAMPLES, 2)));
    Tensor y =
        sin(x.times(2)).matmul(Tensor.of(new double[][] {{1}, {-1}})).gt(0).to(DType.FLOAT64);
    Model<Sequential> model = Model.of(Sequential.of(layers(normalized)), DType.FLOAT64);
    Values values = model.initialize(key.fold("values"));
    Optimizer optimizer = Optimizer.of(model, GradientDescent.of(rate));
    Optimizer.State state = optimizer.start();
    double loss = Double.NaN;
    for (int step = 0; step <= steps; step++) {
      Model.Step done =
          model.differentiate(
              values,
              key.fold(step),
              (net, pass) -> Losses.binaryCrossEntropyWithLogits(net.forward(x, pass), y));
      loss = done.loss().item();
      if (!(loss < 1e6)) {
        return loss; // beyond this the numbers overflow
      }
      Optimizer.Result next = optimizer.step(values, done.gradients(), state);
      values = next.values().with(done.statistics());
      state = next.state();
    }
    return loss;
  }

  private static Layer[] layers(boolean normalized) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < HIDDEN; i++) {
      layers.add(Dense.of(i == 0 ? 2 : WIDTH, WIDTH));
      if (normalized) {
        layers.add(BatchNorm.of(WIDTH));
      }
      layers.add(Activation.relu());
    }
    layers.add(Dense.of(WIDTH, 1));
    return layers.toArray(Layer[]::new);
  }
}
