package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.regularization.data.NumpyRandom;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Standardizer;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Regularization;
import java.util.List;
import java.util.function.UnaryOperator;

/** One variant's model, data and cost. */
final class Experiment {

  final Model<PlanarNetwork> model;
  private final Settings settings;
  private final Tensor x;
  private final Tensor y;
  private final UnaryOperator<Tensor> standardization;
  private final Penalty penalty;
  private final double proximal;
  private final Penalty sizes;
  private final Key key;

  Experiment(Variant variant, Settings settings, PlanarSet train) {
    this.settings = settings;
    Tensor points = points(train.x1(), train.x2());
    // The test set goes through the statistics of the training set, never through its own.
    this.standardization =
        variant == Variant.STANDARDIZED
            ? Standardizer.fit(points)::apply
            : UnaryOperator.identity();
    this.x = standardization.apply(points);
    this.y = Tensor.wrap(train.labels(), train.size(), 1);
    this.penalty =
        variant.hasL2() ? Penalty.l2(settings.lambda(), train.size()) : pass -> Tensor.scalar(0.0);
    this.proximal = variant == Variant.L1 ? settings.lambda() / (2.0 * train.size()) : 0;
    this.sizes = Penalty.l1(proximal);
    this.key = Key.of(settings.seed());
    Layer[] published = settings.mask() == Mask.NUMPY ? publishedDropout(train.size()) : null;
    this.model =
        Model.of(
            PlanarNetwork.of(
                variant,
                settings.units(),
                settings.init() == Init.XAVIER ? Initializer.xavier() : Initializer.he(),
                i -> published == null ? new Dropout(settings.keepProbability(i)) : published[i]),
            DType.FLOAT64);
  }

  /** The cost that steps differentiate: all of it but what {@link #optimizer} takes itself. */
  Tensor cost(PlanarNetwork network, Pass pass) {
    Tensor loss = Losses.binaryCrossEntropyWithLogits(network.forward(x, pass), y);
    return loss.plus(penalty.of(pass));
  }

  /** Gradient descent; with L1, each step is followed by the proximal step of its penalty. */
  Optimizer optimizer() {
    return Optimizer.of(
        model,
        GradientDescent.of(settings.learningRate()),
        ParameterGroup.ofRoles(Parameter.Role.WEIGHT).withL1(proximal));
  }

  /** The part of the cost that a proximal step lowers and no gradient: 0 without L1. */
  double proximal(Values values) {
    return proximal == 0 ? 0 : sizes.of(model.inference(values)).item();
  }

  /** The cost as a function of the parameters, with the masks of the first iteration. */
  Tensor cost(Values values, List<String> paths, List<Tensor> parameters) {
    ImmutableMap.Builder<String, Tensor> replaced = ImmutableMap.builder();
    for (int i = 0; i < paths.size(); i++) {
      replaced.put(paths.get(i), parameters.get(i));
    }
    Values point = values.with(new Values(replaced.buildOrThrow()));
    Pass pass = model.training(point, key(0));
    Tensor cost = cost(model.root(), pass);
    return proximal == 0 ? cost : cost.plus(sizes.of(pass));
  }

  /** The cost of values in the end, without dropout. */
  double cost(Values values) {
    return cost(model.root(), model.inference(values)).item() + proximal(values);
  }

  /** The part of the cost that is no matter of the data. */
  double penalty(Values values) {
    return penalty.of(model.inference(values)).item() + proximal(values);
  }

  /** The key of an iteration, from which the masks are drawn. */
  Key key(int iteration) {
    return key.fold("masks").fold(iteration);
  }

  Values initial() {
    Values values = model.initialize(key.fold("initial"));
    if (settings.init() != Init.NUMPY) {
      return values;
    }
    NumpyRandom random = NumpyRandom.seeded(settings.seed());
    for (int layer = 1; layer < settings.units().length(); layer++) {
      String path = "layer" + layer + ".weight";
      int outputs = values.get(path).shape().side(0);
      int inputs = values.get(path).shape().side(1);
      Tensor drawn = Tensor.wrap(random.randn(outputs, inputs), outputs, inputs);
      values = values.with(path, drawn.div(Math.sqrt(inputs)));
    }
    return values;
  }

  ImmutableMap<String, ParameterValue> parameters(Values values) {
    ImmutableMap.Builder<String, ParameterValue> result = ImmutableMap.builder();
    values
        .byPath()
        .forEach(
            (path, value) ->
                result.put(path, ParameterValue.of(value.shape().sides(), value.toDoubleArray())));
    return result.buildOrThrow();
  }

  PlaneClassifier predictor(Values values) {
    return (x1, x2) ->
        model
            .root()
            .forward(standardization.apply(points(x1, x2)), model.inference(values))
            .toDoubleArray();
  }

  private static Tensor points(double[] x1, double[] x2) {
    double[] rows = new double[2 * x1.length];
    for (int i = 0; i < x1.length; i++) {
      rows[2 * i] = x1[i];
      rows[2 * i + 1] = x2[i];
    }
    return Tensor.wrap(rows, x1.length, 2);
  }

  /**
   * The dropout layers of the published experiment, which seeds the generator anew before each
   * forward pass: their masks never change.
   */
  private Layer[] publishedDropout(int examples) {
    NumpyRandom random = NumpyRandom.seeded(1);
    Layer[] layers = new Layer[settings.hiddenLayers()];
    for (int i = 0; i < layers.length; i++) {
      int units = settings.units().get(i + 1);
      double keep = settings.keepProbability(i);
      Tensor drawn = Tensor.wrap(random.rand(units, examples), units, examples);
      Tensor mask = drawn.lt(keep).transpose();
      layers[i] = (x, pass) -> pass.isTraining() ? Regularization.dropout(x, mask, keep) : x;
    }
    return layers;
  }
}
