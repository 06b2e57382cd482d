package dev.wengert.nn;

import static dev.wengert.ops.Losses.binaryCrossEntropyWithLogits;
import static dev.wengert.ops.Reductions.mean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Keep;
import dev.wengert.Key;
import dev.wengert.Observation;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Recurrent;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Chain;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.GradientTransformation;
import dev.wengert.nn.optim.Moments;
import dev.wengert.nn.optim.Muon;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.optim.SharpnessAware;
import dev.wengert.nn.optim.StepContext;
import dev.wengert.nn.optim.Transformations;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.EarlyStopping;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Shutdown;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.tuning.LambdaCurve;
import dev.wengert.nn.tuning.LambdaSearch;
import dev.wengert.nn.tuning.LambdaSearch.Errors;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Cells.LstmState;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Hooks;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Selection;
import dev.wengert.testing.Printed;
import elsewhere.ConvLstmCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the javadoc of this module shows. */
class SnippetsTest {

  private final Tensor x = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(64, 2)));
  private final Tensor y = x.get(Index.all(), Index.at(0)).gt(0);

  @Test
  void whatAModelMakesOfAnInput() {
    // @start region="output"
    Model<Sequential> model =
        Model.of(Sequential.of(Convolution.of2d(3, 8, 3), Flatten.of(), Dense.of(8 * 30 * 30, 10)));
    Spec logits = model.output(new Spec(DType.FLOAT32, Shape.of(16, 3, 32, 32))); // [16, 10]
    long count = model.parameterCount(); // 3 * 8 * 9 + 8 + 7200 * 10 + 10
    // @end region="output"
    assertThat(logits).isEqualTo(new Spec(DType.FLOAT32, Shape.of(16, 10)));
    assertThat(count).isEqualTo(72_234);
  }

  @Test
  void theTableOfAModel() throws Exception {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 20), Activation.relu(), Dense.of(20, 1)));
    String printed =
        Printed.by(
            () -> {
              // @start region="table"
              ModelTable table = model.table(new Spec(DType.FLOAT32, Shape.of(64, 2)));
              IO.println(table); // or ModelPage.write(file, "Classifier", table), for HTML
              long flops = table.flops();
              // @end region="table"
              // Products and biases, and a comparison and a choice at each of the 64 x 20 places.
              assertThat(flops).isEqualTo(64 * (2 * 2 * 20 + 20 + 2 * 20 + 1) + 64 * 20 * 2);
            });
    assertThat(printed).contains("81 parameters").contains("11,584 FLOPs");
  }

  @Test
  void oneStepOfAModel() {
    Key key = Key.of(4);
    Tensor y = this.y.to(DType.FLOAT32).reshape(-1, 1);
    // @start region="model"
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 20), Activation.relu(), Dense.of(20, 1)));
    Values values = model.initialize(Key.of(3));
    Model.Step step =
        model.differentiate(
            values, key, (net, pass) -> binaryCrossEntropyWithLogits(net.forward(x, pass), y));
    values = GradientDescent.of(0.3).step(values, step.gradients()).with(step.statistics());
    // @end region="model"
    Model.Step next =
        model.differentiate(
            values, key, (net, pass) -> binaryCrossEntropyWithLogits(net.forward(x, pass), y));
    assertThat(next.loss().item()).isLessThan(step.loss().item());
  }

  @Test
  void derivativesByAllParameters() {
    Tensor y = this.y.to(DType.FLOAT32).reshape(-1, 1);
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 20), Activation.tanh(), Dense.of(20, 1)));
    Values values = model.initialize(Key.of(3));
    Key key = Key.of(4);
    // @start region="objective"
    Function<Values, Tensor> loss =
        model.objective(
            values, key, (net, pass) -> binaryCrossEntropyWithLogits(net.forward(x, pass), y));
    Values parameters = model.parametersOf(values);
    Values gradient = Autodiff.grad(loss, parameters);
    Values curvature = Autodiff.hvp(loss, parameters, gradient); // Hessian times gradient
    // @end region="objective"
    // @start region="perExample"
    Values each =
        model.gradientsByExample(
            values,
            key,
            List.of(x, y), // 64 examples
            (net, pass, batch) ->
                binaryCrossEntropyWithLogits(net.forward(batch.get(0), pass), batch.get(1)));
    Tensor weights = each.get("0.weight"); // [64, 20, 2]
    // @end region="perExample"
    assertThat(weights.shape()).isEqualTo(Shape.of(64, 20, 2));
    // The loss is the mean of the examples' losses.
    assertThat(mean(weights.get(Index.all(), Index.at(3), Index.at(1))).item())
        .isCloseTo(gradient.get("0.weight").get(3, 1).item(), within(1e-7));
    assertThat(curvature.byPath().keySet()).isEqualTo(model.parameters().keySet());
    // @start region="graph"
    ModelGraph graph =
        ModelGraph.of(
            model,
            values,
            key,
            (net, pass) -> binaryCrossEntropyWithLogits(net.forward(x, pass), y));
    String drawing = graph.mermaid(); // or dot(), for Graphviz
    // @end region="graph"
    assertThat(drawing).contains("0.weight");
  }

  @Test
  void layersThatRunTwice() {
    Layer block = Sequential.of(Dense.of(2, 2), Activation.tanh(), Dense.of(2, 2));
    // @start region="remat"
    Sequential deep =
        Sequential.of(Remat.of(block), Remat.of(Dense.of(2, 2)).keeping(Keep.products()));
    // @end region="remat"
    assertThat(Model.of(deep).parameters().keySet())
        .containsExactly("0.0.weight", "0.0.bias", "0.2.weight", "0.2.bias", "1.weight", "1.bias");
  }

  @Test
  void whatLayersCompute() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 3), Activation.tanh(), Dense.of(3, 1)));
    Values values = model.initialize(Key.of(1));
    // @start region="capturing"
    Pass pass = model.inference(values).capturing("0", "1");
    Tensor y = model.root().forward(x, pass);
    Tensor hidden = pass.captured("1"); // what the tanh made
    // @end region="capturing"
    assertThat(hidden.toFloatArray())
        .containsExactly(Activations.tanh(pass.captured("0")).toFloatArray());
    List<Tensor> seen = new ArrayList<>();
    // @start region="hooked"
    // Without the second feature, and with an eye on the gradient that reaches them.
    Tensor others = Tensor.of(new float[] {1, 0, 1});
    Pass without =
        model
            .inference(values)
            .hooked("1", h -> Hooks.onCotangent(h, d -> Observation.of(d, seen::add)))
            .hooked("1", h -> h.times(others));
    // @end region="hooked"
    Tensor changed = model.root().forward(x, without);
    assertThat(changed.toFloatArray()).isNotEqualTo(y.toFloatArray());
    assertThat(seen).isEmpty();
  }

  // @start region="frozen"
  /** A classifier on a trunk that was trained before. */
  record Transferred(Layer trunk, Layer head) implements Layer {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("trunk", trunk);
      declarations.child("head", head);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return head.forward(trunk.forward(x, pass.inference()), pass);
    }
  }

  // @end region="frozen"

  @Test
  void aTrunkThatStays() {
    Transferred net =
        new Transferred(Sequential.of(Dense.of(2, 2), BatchNorm.of(2)), BatchNorm.of(2));
    Model<Transferred> model = Model.of(net);
    Pass pass = model.training(model.initialize(Key.of(1)), Key.of(2));
    net.forward(x, pass);
    assertThat(pass.updates().byPath().keySet())
        .containsExactly("head.runningMean", "head.runningVariance");
  }

  @Test
  void aModelInService() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 20), Activation.relu(), Dense.of(20, 1)));
    Values values = model.initialize(Key.of(3));
    // @start region="predictor"
    Predictor predictor = model.predictor(values);
    Tensor scores = predictor.of(x); // [64, 1]
    double[] score = predictor.one(0.5, -1.5);
    // @end region="predictor"
    assertThat(scores.shape()).isEqualTo(Shape.of(64, 1));
    assertThat(score).hasSize(1);
  }

  @Test
  void namesOfAStack() {
    // @start region="sequential"
    Sequential numbered =
        Sequential.of(Dense.of(2, 20), Activation.relu(), Dense.of(20, 1)); // 0.weight, ...
    Sequential named =
        Sequential.of(ImmutableMap.of("hidden", Dense.of(2, 20), "relu", Activation.relu()));
    // @end region="sequential"
    assertThat(Model.of(numbered).parameters().keySet())
        .containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
    assertThat(Model.of(named).parameters().keySet())
        .containsExactly("hidden.weight", "hidden.bias");
  }

  @Test
  void kindsOfConvolutions() {
    // @start region="convolution"
    Convolution wide = Convolution.of2d(3, 16, 5); // 5 x 5 windows
    Convolution strided = Convolution.of2d(3, 16, Conv.stride(2).padding(1), 3); // every second
    Convolution depthwise = Convolution.of1d(8, 8, Conv.same().groups(8), 7); // each by itself
    Convolution doubling = Convolution.transposed2d(16, 3, Conv.stride(2), 2); // twice the sides
    // @end region="convolution"
    assertThat(outcome(wide, 3, 8, 8)).isEqualTo(Shape.of(1, 16, 4, 4));
    assertThat(outcome(strided, 3, 8, 8)).isEqualTo(Shape.of(1, 16, 4, 4));
    assertThat(outcome(depthwise, 8, 9)).isEqualTo(Shape.of(1, 8, 9));
    assertThat(outcome(doubling, 16, 4, 4)).isEqualTo(Shape.of(1, 3, 8, 8));
  }

  @Test
  void aStackedLstm() {
    // @start region="recurrence"
    Lstm lstm = Lstm.of(64, 128, Recurrence.layers(2).bidirectional().dropout(0.8));
    // @end region="recurrence"
    assertThat(outcome(lstm, 5, 64)).isEqualTo(Shape.of(1, 5, 256));
  }

  @Test
  void aLayerOfACellOfOnesOwn() {
    // @start region="recurrent"
    Recurrent<LstmState> reading =
        Recurrent.bidirectional(new ConvLstmCell(1, 8, 3), new ConvLstmCell(1, 8, 3))
            .then(Recurrent.bidirectional(new ConvLstmCell(16, 8, 3), new ConvLstmCell(16, 8, 3)))
            .dropout(0.9);
    Model<Sequential> model =
        Model.of(Sequential.of(reading.last(), Flatten.of(), Dense.of(16 * 64, 10)));
    // @end region="recurrent"
    Spec films = new Spec(DType.FLOAT32, Shape.of(2, 5, 1, 8, 8));
    assertThat(model.output(films)).isEqualTo(new Spec(DType.FLOAT32, Shape.of(2, 10)));
  }

  @Test
  void aRateThatRisesAndFalls() {
    // @start region="schedule"
    Schedule rate = Schedule.cosine(1e-3, 10_000).after(Schedule.linear(0, 1e-3, 500), 500);
    // @end region="schedule"
    assertThat(rate.at(0)).isZero();
    assertThat(rate.at(250)).isEqualTo(5e-4);
    assertThat(rate.at(500)).isEqualTo(1e-3);
    assertThat(rate.at(10_500)).isZero();
  }

  @Test
  void oneStepOfAnOptimizer() {
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(2, 1)));
    Values values = model.initialize(Key.of(3));
    Values gradients = values.map((path, value) -> Tensor.zeros(value.spec()));
    // @start region="optimizer"
    Optimizer optimizer = Optimizer.of(model, AdamW.of(1e-3, 0.01));
    Optimizer.State state = optimizer.start();
    Optimizer.Result next = optimizer.step(values, gradients, state);
    // @end region="optimizer"
    // Without a gradient the decay alone acts, and on weights alone.
    for (double ratio : next.values().get("0.weight").div(values.get("0.weight")).toDoubleArray()) {
      assertThat(ratio).isCloseTo(1 - 1e-5, within(1e-7));
    }
    assertThat(next.state().step()).isEqualTo(1);
  }

  @Test
  void aChainOfTransformations() {
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(2, 1)));
    // @start region="chain"
    Chain chain =
        Chain.of(
            Transformations.clipByGlobalNorm(1),
            Moments.scaleByAdam(),
            Transformations.addDecayedWeights(0.01),
            Transformations.scaleByLearningRate(Schedule.cosine(1e-3, 10_000)));
    Optimizer optimizer = Optimizer.of(model, chain);
    // @end region="chain"
    assertThat(chain.links().keySet())
        .containsExactly(
            "clipByGlobalNorm", "scaleByAdam", "addDecayedWeights", "scaleByLearningRate");
    assertThat(optimizer.start().slots().byPath().keySet())
        .containsExactly(
            "mean/0.weight", "mean/0.bias", "meanSquare/0.weight", "meanSquare/0.bias");
  }

  @Test
  void anOptimiserForMatricesAndOneForTheRest() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 3), Activation.relu(), Dense.of(3, 1)));
    // @start region="muon"
    Optimizer optimizer =
        Optimizer.of(
            model,
            AdamW.of(3e-4, 0.01),
            ParameterGroup.where((path, parameter) -> parameter.shape().rank() >= 2)
                .withRule(Muon.of(0.02, 0.01)));
    // @end region="muon"
    assertThat(optimizer.start().slots().byPath().keySet())
        .contains("mean/0.bias", "velocity/0.weight")
        .doesNotContain("mean/0.weight", "velocity/0.bias");
  }

  @Test
  void aStepByTheGradientAbove() {
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(2, 1)));
    Values values = model.initialize(Key.of(3));
    Optimizer optimizer = Optimizer.of(model, AdamW.of(1e-3, 0.01));
    Optimizer.State state = optimizer.start();
    Key key = Key.of(4);
    Tensor x = Key.of(5).normal(DType.FLOAT32, 6, 2);
    Model.Loss<Sequential> loss =
        (net, pass) -> Losses.mseLoss(net.forward(x, pass), Tensor.zeros(DType.FLOAT32, 6, 1));
    // @start region="sharpness"
    Model.Step here = model.differentiate(values, key, loss);
    Values above = SharpnessAware.perturbed(values, here.gradients(), 0.05);
    Values gradients = model.differentiate(above, key, loss).gradients();
    Optimizer.Result next = optimizer.step(values, gradients, state);
    // @end region="sharpness"
    double squares = 0;
    for (double moved : above.toVector().minus(values.toVector()).toDoubleArray()) {
      squares += moved * moved;
    }
    assertThat(Math.sqrt(squares)).isCloseTo(0.05, within(1e-6));
    assertThat(next.state().step()).isEqualTo(1);
  }

  // @start region="transformation"
  /** Gradients less their running mean. */
  record Centered(double share) implements GradientTransformation<Values> {

    @Override
    public String name() {
      return "centered";
    }

    @Override
    public Values init(Values parameters) {
      return parameters.map((path, value) -> Tensor.zeros(value.spec()));
    }

    @Override
    public Update<Values> update(Values updates, Values means, StepContext context) {
      Values next = updates.map((path, g) -> means.get(path).times(share).plus(g.times(1 - share)));
      return new Update<>(updates.map((path, g) -> g.minus(next.get(path))), means.with(next));
    }
  }

  // @end region="transformation"

  @Test
  void aTransformationOfOnesOwn() {
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(2, 1)));
    Values values = model.initialize(Key.of(3));
    Values gradients =
        values.map((path, value) -> Tensor.ones(value.dtype(), value.shape().sides()));
    Optimizer optimizer =
        Optimizer.of(model, Chain.of(new Centered(0.75), Transformations.scaleByLearningRate(1)));
    Optimizer.Result next = optimizer.step(values, gradients, optimizer.start());
    next = optimizer.step(next.values(), gradients, next.state());
    // Means of 0.25 and 0.4375 are taken off two gradients of 1.
    assertThat(values.get("0.bias").minus(next.values().get("0.bias")).item())
        .isCloseTo(0.75 + 0.5625, within(1e-6));
    assertThat(next.state().slots().get("centered/0.bias").item()).isEqualTo(0.4375);
  }

  @Test
  void frozenParameters() {
    // @start region="group"
    ParameterGroup encoder =
        ParameterGroup.where((path, parameter) -> path.startsWith("encoder.")).frozen();
    // @end region="group"
    Model<Sequential> model =
        Model.of(
            Sequential.of(ImmutableMap.of("encoder", Dense.of(2, 2), "decoder", Dense.of(2, 2))));
    assertThat(Optimizer.of(model, AdamW.of(1e-3, 0.01), encoder).trainable())
        .containsExactly("decoder.weight", "decoder.bias");
  }

  @Test
  void aRateThatFallsOnAPlateau() {
    ReduceOnPlateau plateau = ReduceOnPlateau.of(0.5, 0);
    ReduceOnPlateau.Watch watch = plateau.start();
    Optimizer.State state = Optimizer.of(Model.of(Dense.of(2, 1)), GradientDescent.of(0.1)).start();
    for (double devLoss : new double[] {2, 1, 1}) {
      // @start region="plateau"
      watch = plateau.next(watch, devLoss);
      state = state.withScale(watch.scale());
      // @end region="plateau"
    }
    assertThat(state.scale()).isEqualTo(0.5);
  }

  @Test
  void aTrainer() {
    Examples data = new Examples(x, y.to(DType.INT32));
    Examples dev = data;
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(2, 2)));
    // @start region="loss"
    BatchLoss<Layer> loss =
        (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());
    // @end region="loss"
    // @start region="ignoring"
    int padding = -100;
    BatchLoss<Layer> masked =
        (net, batch, pass) -> {
          Tensor counts = batch.y().ne(padding);
          Tensor known = Selection.where(counts, batch.y(), 0);
          Tensor each = Losses.crossEntropy(net.forward(batch.x(), pass), known, 0, Reduce.NONE);
          return Losses.weighted(each, counts.to(each.dtype()), Reduce.MEAN);
        };
    BatchLoss<Layer> weighing = masked.ignoring(padding);
    // @end region="ignoring"
    assertThat(weighing.counted(data.inOrder(Batching.of(5)).next())).isEqualTo(5);
    // @start region="trainer"
    Trainer<Sequential> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, AdamW.of(1e-3, 0.01)))
            .evaluation(Evaluation.loss("dev", dev, Batching.of(256), loss))
            .earlyStopping(EarlyStopping.onLoss("dev.loss", 5))
            .build();
    Outcome outcome =
        trainer.train(data, Batching.of(32), Limit.epochs(100), trainer.start(Key.of(7)));
    // @end region="trainer"
    assertThat(outcome.state().step()).isEqualTo(200);
    Key key = Key.of(7);
    Batching batching = Batching.of(32);
    Limit limit = Limit.epochs(1);
    // @start region="shutdown"
    Outcome whole =
        Shutdown.waiting(60, () -> trainer.train(data, batching, limit, trainer.start(key)));
    // @end region="shutdown"
    assertThat(whole.reason()).isEqualTo(Outcome.Reason.LIMIT);
  }

  @Test
  void aRunThatGoesOnWhereItWasEnded(@TempDir Path folder) {
    Examples data = new Examples(x, y.to(DType.INT32));
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(2, 2)));
    Optimizer optimizer = Optimizer.of(model, AdamW.of(1e-3, 0.01));
    Batching batching = Batching.of(32);
    Limit limit = Limit.epochs(3);
    BatchLoss<Layer> loss =
        (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());
    // @start region="resume"
    Trainer<Sequential> trainer =
        Trainer.of(model, loss, optimizer).checkpoints(Checkpoints.of(folder, 1000)).build();
    Outcome outcome =
        Shutdown.waiting(
            60, () -> trainer.train(data, batching, limit, trainer.resumeOrStart(Key.of(7))));
    // @end region="resume"
    assertThat(outcome.state().step()).isEqualTo(6);
    assertThat(trainer.resumeOrStart(Key.of(7)).step()).isEqualTo(6);
  }

  @Test
  void aSearchForLambda() {
    // @start region="lambda"
    LambdaCurve curve =
        LambdaSearch.over(1e-4, 10, 6)
            .withZero()
            .withRefinements(2)
            .run(lambda -> trainAndEvaluate(lambda));
    // @end region="lambda"
    assertThat(curve.best().lambda()).isBetween(0.03, 0.3);
  }

  /** Returns what a training might: an error that is least at a strength of 0.1. */
  private static Errors trainAndEvaluate(double lambda) {
    return new Errors(0, Math.abs(Math.log10(lambda + 1e-9) + 1));
  }

  private static Shape outcome(Layer layer, int... example) {
    int[] sides = new int[example.length + 1];
    sides[0] = 1;
    System.arraycopy(example, 0, sides, 1, example.length);
    Model<Layer> model = Model.of(layer);
    return layer
        .forward(Tensor.ones(DType.FLOAT32, sides), model.inference(model.initialize(Key.of(1))))
        .shape();
  }
}
