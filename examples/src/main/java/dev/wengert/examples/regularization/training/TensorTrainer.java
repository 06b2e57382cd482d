package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.regularization.data.NumpyRandom;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Regularization;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** Trains the variants on tensors: full-batch gradient descent in FLOAT64. */
public final class TensorTrainer implements VariantTrainer {

  /**
   * Verdicts that say that a gradient is wrong; with the others it is right or cannot be judged.
   */
  private static final ImmutableSet<Verdict> REFUTED =
      Sets.immutableEnumSet(
          Verdict.WRONG,
          Verdict.KINK_WRONG,
          Verdict.NON_LINEAR_VJP,
          Verdict.MUTATES_INPUT,
          Verdict.STATEFUL,
          Verdict.NONDETERMINISTIC);

  @Override
  public GradientVerdict checkGradient(Variant variant, Settings settings, PlanarSet train) {
    Experiment experiment = new Experiment(variant, settings, train);
    Values values = experiment.initial();
    ImmutableList<String> paths = experiment.model.parameters().keySet().asList();
    GradCheck check = GradCheck.of(parameters -> experiment.cost(values, paths, parameters));
    paths.forEach(path -> check.input(path, values.get(path)));
    // What is added to all examples alike, batch normalization takes away again.
    ImmutableSet<String> zeros =
        variant == Variant.BATCHNORM
            ? ImmutableSet.of("layer1.bias", "layer2.bias")
            : ImmutableSet.of();
    zeros.forEach(check::expectZero);
    Report report = check.run();
    return new GradientVerdict(!REFUTED.contains(report.verdict()), summary(report, zeros));
  }

  private static String summary(Report report, ImmutableSet<String> zeros) {
    double resolution = 0;
    for (Finding finding : report.findings()) {
      if (!finding.verdict().isCorrect()) {
        return finding.verdict() + "  " + finding.input() + ": " + finding.verdict().meaning();
      }
      if (!zeros.contains(finding.input())) {
        resolution = Math.max(resolution, finding.resolution());
      }
    }
    return String.format(
        Locale.ROOT,
        "%s  %d parameters; a relative error of %.0e would have been seen",
        report.verdict(),
        report.findings().size(),
        resolution);
  }

  @Override
  public TrainedVariant train(
      Variant variant, Settings settings, PlanarSet train, IntConsumer progress) {
    Experiment experiment = new Experiment(variant, settings, train);
    GradientDescent descent = GradientDescent.of(settings.learningRate());
    Values values = experiment.initial();
    IntArrayList iterations = new IntArrayList();
    DoubleArrayList costs = new DoubleArrayList();
    for (int i = 0; i < settings.iterations(); i++) {
      Model.Step step = experiment.model.differentiate(values, experiment.key(i), experiment::cost);
      if (settings.records(i)) {
        iterations.add(i);
        costs.add(step.loss().item());
      }
      values = descent.step(values, step.gradients()).with(step.statistics());
      progress.accept(i + 1);
    }
    return new TrainedVariant(
        variant,
        CostCurve.of(iterations.toIntArray(), costs.toDoubleArray()),
        experiment.parameters(values),
        experiment.predictor(values));
  }

  /** Records the cost of the variant with batch normalization, for drawings of its tape. */
  public static void record(Tape tape) {
    Experiment experiment =
        new Experiment(Variant.BATCHNORM, Settings.DEFAULT, SyntheticData.create().train());
    Values watched = experiment.initial().map((path, value) -> tape.watch(value));
    experiment.cost(experiment.model.root(), experiment.model.training(watched, experiment.key(0)));
  }

  /** One variant's model, data and cost. */
  private static final class Experiment {
    final Model<PlanarNetwork> model;
    private final Settings settings;
    private final Tensor x;
    private final Tensor y;
    private final Penalty penalty;
    private final Key key;

    Experiment(Variant variant, Settings settings, PlanarSet train) {
      this.settings = settings;
      this.x = points(train.x1(), train.x2());
      this.y = Tensor.wrap(train.labels(), train.size(), 1);
      this.penalty =
          variant == Variant.L2
              ? Penalty.l2(settings.lambda(), train.size())
              : pass -> Tensor.scalar(0.0);
      this.key = Key.of(settings.seed());
      double keep = settings.keepProbability();
      Layer[] published =
          settings.mask() == Mask.NUMPY ? publishedDropout(train.size(), keep) : null;
      this.model =
          Model.of(
              PlanarNetwork.of(
                  variant,
                  settings.init() == Init.XAVIER ? Initializer.xavier() : Initializer.he(),
                  i -> published == null ? new Dropout(keep) : published[i]),
              DType.FLOAT64);
    }

    Tensor cost(PlanarNetwork network, Pass pass) {
      Tensor loss = Losses.binaryCrossEntropyWithLogits(network.forward(x, pass), y);
      return loss.plus(penalty.of(pass));
    }

    /** The cost as a function of the parameters, with the masks of the first iteration. */
    Tensor cost(Values values, List<String> paths, List<Tensor> parameters) {
      ImmutableMap.Builder<String, Tensor> replaced = ImmutableMap.builder();
      for (int i = 0; i < paths.size(); i++) {
        replaced.put(paths.get(i), parameters.get(i));
      }
      Values point = values.with(new Values(replaced.buildOrThrow()));
      return cost(model.root(), model.training(point, key(0)));
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
      for (int layer = 1; layer <= 3; layer++) {
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
                  result.put(
                      path, ParameterValue.of(value.shape().sides(), value.toDoubleArray())));
      return result.buildOrThrow();
    }

    Predictor predictor(Values values) {
      return (x1, x2) -> {
        Tensor logits = model.root().forward(points(x1, x2), model.inference(values));
        return Activations.sigmoid(logits).toDoubleArray();
      };
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
    private static Layer[] publishedDropout(int examples, double keep) {
      NumpyRandom random = NumpyRandom.seeded(1);
      Layer[] layers = new Layer[PlanarNetwork.HIDDEN.length];
      for (int i = 0; i < layers.length; i++) {
        int units = PlanarNetwork.HIDDEN[i];
        Tensor drawn = Tensor.wrap(random.rand(units, examples), units, examples);
        Tensor mask = drawn.lt(keep).transpose();
        layers[i] = (x, pass) -> pass.isTraining() ? Regularization.dropout(x, mask, keep) : x;
      }
      return layers;
    }
  }
}
