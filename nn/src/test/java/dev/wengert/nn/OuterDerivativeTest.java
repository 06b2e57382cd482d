package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.SpectralNorm;
import dev.wengert.nn.layer.normalization.WeightNorm;
import dev.wengert.nn.optim.Adadelta;
import dev.wengert.nn.optim.Adafactor;
import dev.wengert.nn.optim.Adagrad;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Chain;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.GradientTransformation;
import dev.wengert.nn.optim.Lamb;
import dev.wengert.nn.optim.Lars;
import dev.wengert.nn.optim.Lbfgs;
import dev.wengert.nn.optim.Lion;
import dev.wengert.nn.optim.Moments;
import dev.wengert.nn.optim.Momentum;
import dev.wengert.nn.optim.Muon;
import dev.wengert.nn.optim.Nadam;
import dev.wengert.nn.optim.Nesterov;
import dev.wengert.nn.optim.Objective;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import dev.wengert.nn.optim.RmsProp;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.optim.SharpnessAware;
import dev.wengert.nn.optim.StepSignals;
import dev.wengert.nn.optim.Transformations;
import dev.wengert.nn.optim.UpdateRule;
import dev.wengert.nn.optim.Wrappers;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code nn} returns, differentiated through from outside: everything that depends on a number
 * has the derivative that finite differences of the plain numbers give, by reverse mode, by forward
 * mode, and inside a mapped function.
 */
class OuterDerivativeTest {

  private static final Tensor X =
      Tensor.of(new double[][] {{1, 2}, {3, -5}, {-1, 0.5}, {0.25, 1}, {-2, -0.75}});
  private static final Tensor Y = Tensor.of(new double[][] {{1}, {-1}, {0.5}, {2}, {0}});
  private static final Key KEY = Key.of(8);
  private static final double AT = 0.7;

  private static final Model<Sequential> MODEL =
      Model.of(
          Sequential.of(
              Dense.of(2, 4).withoutBias(), // a shift in front of a normalization has gradient 0
              BatchNorm.of(4),
              Activation.tanh(),
              new Dropout(0.75),
              Dense.of(4, 3),
              WeightNorm.of(Dense.of(3, 1))),
          DType.FLOAT64);
  private static final Values VALUES = MODEL.initialize(Key.of(3));
  private static final Model.Loss<Sequential> LOSS =
      (root, pass) -> Losses.mseLoss(root.forward(X, pass), Y);

  private static final Model<SpectralNorm> SPECTRAL =
      Model.of(SpectralNorm.of(Dense.of(2, 3)), DType.FLOAT64);

  /** All values depend on the number, statistics too. */
  private static Values scaled(Tensor a) {
    return VALUES.map((path, v) -> v.times(Elementary.sin(a.times(1.3))).plus(a.times(0.1)));
  }

  private static Model.Step step(Tensor a) {
    return MODEL.differentiate(scaled(a), KEY, LOSS);
  }

  private static final ImmutableMap<String, UpdateRule> RULES =
      Stream.of(
              GradientDescent.of(0.1),
              Momentum.of(0.1),
              Nesterov.of(0.1),
              Adagrad.of(0.1),
              Adadelta.of(1),
              RmsProp.of(0.1),
              Adam.of(0.1),
              AdamW.of(0.1, 0.01),
              Nadam.of(0.1),
              Lion.of(0.1, 0.01))
          .collect(ImmutableMap.toImmutableMap(UpdateRule::name, rule -> rule));

  private static GradientTransformation<?> down(GradientTransformation<?>... links) {
    return Chain.of(Chain.of(links), Transformations.scaleByLearningRate(0.1));
  }

  private static final ImmutableMap<String, GradientTransformation<?>> TRANSFORMATIONS =
      ImmutableMap.<String, GradientTransformation<?>>builder()
          .putAll(RULES)
          .put("lamb", Lamb.of(0.1, 0.01))
          .put("lars", new Lars(Schedule.constant(1), 0.9, 0.1, 0.01))
          .put("adafactor", new Adafactor(Schedule.constant(0.1), 2, 1, 0.01))
          .put("amsgrad", down(Moments.scaleByAmsgrad(0.9, 0.999, 1e-8)))
          .put("adamax", down(Moments.scaleByAdamax(0.9, 0.999, 1e-8)))
          .put("radam", down(Moments.scaleByRadam(0.5, 0.999, 1e-8)))
          .put("adaBelief", down(Moments.scaleByBelief(0.5, 0.999, 1e-6)))
          .put("centered", down(Moments.scaleByStddev(0.9, 1e-3)))
          .put("ema", down(Moments.ema(0.9)))
          .put("unitClipping", down(Transformations.adaptiveGradClip(0.05)))
          .put("masked", down(Wrappers.masked(path -> path.endsWith("s"), Moments.trace(0.9))))
          .put("clipByNorm", down(Transformations.clipByNorm(0.1), Moments.trace(0.9)))
          .put("centralize", down(Transformations.centralize()))
          .put("noise", down(Transformations.addNoise(0.01, 0.5)))
          .put("polyak", down(Transformations.scaleByPolyak(10, 1e-3)))
          .put("applyEvery", down(Transformations.applyEvery(2)))
          .put("lookahead", Chain.of(Adam.of(0.1), Transformations.lookahead(2, 0.5)))
          .put("average", Chain.of(Adam.of(0.1), Transformations.averageParameters(0.5)))
          .put("multiSteps", Wrappers.multiSteps(2, Adam.of(0.1)))
          .put("skipNonFinite", Wrappers.skipNonFinite(1, Adam.of(0.1)))
          .put("scheduleFree", Wrappers.scheduleFree(GradientDescent.of(0.1), 0.9))
          .buildOrThrow();

  /** Two steps, so that what an optimiser remembers takes part. */
  private static Values optimised(
      GradientTransformation<?> rule, Tensor a, ParameterGroup... groups) {
    Optimizer optimizer = Optimizer.of(MODEL, rule, groups);
    Values values = scaled(a);
    Optimizer.State state = optimizer.start(values);
    for (int i = 0; i < 2; i++) {
      Model.Step step = MODEL.differentiate(values, KEY.fold(i), LOSS);
      Optimizer.Result next =
          optimizer.step(
              values, step.gradients(), state, StepSignals.of(step.loss(), KEY.fold(10 + i)));
      values = next.values().with(step.statistics());
      state = next.state();
    }
    return optimizer.evaluated(values, state);
  }

  /** Everything that is returned, as a function of a number. */
  private static Map<String, Function<Tensor, Tensor>> returned() {
    Map<String, Function<Tensor, Tensor>> all = new LinkedHashMap<>();
    all.put("loss", a -> step(a).loss());
    all.put("output", a -> MODEL.root().forward(X, MODEL.training(scaled(a), KEY)));
    all.put("inference", a -> MODEL.root().forward(X, MODEL.inference(scaled(a))));
    all.put("gradients", a -> joined(step(a).gradients()));
    for (String path : MODEL.statistics().keySet()) {
      all.put("statistic " + path, a -> step(a).statistics().get(path));
      all.put("noted " + path, a -> noted(a).get(path));
    }
    Values spectral = SPECTRAL.initialize(Key.of(2));
    for (String path : SPECTRAL.statistics().keySet()) {
      all.put(
          "statistic " + path,
          a ->
              SPECTRAL
                  .differentiate(
                      spectral.map((p, v) -> v.plus(v.times(v).times(a))),
                      KEY,
                      (root, pass) ->
                          Losses.mseLoss(
                              root.forward(X, pass), X.matmul(Tensor.ones(DType.FLOAT64, 2, 3))))
                  .statistics()
                  .get(path));
    }
    TRANSFORMATIONS.forEach(
        (name, rule) -> all.put("step of " + name, a -> joined(optimised(rule, a))));
    all.put(
        "step of muon",
        a ->
            joined(
                optimised(
                    Adam.of(0.1),
                    a,
                    ParameterGroup.where((path, p) -> p.shape().rank() == 2)
                        .withRule(Muon.of(0.1, 0.01)))));
    all.put(
        "gradient above",
        a -> {
          Values above = SharpnessAware.perturbed(scaled(a), step(a).gradients(), 0.5);
          return joined(MODEL.differentiate(above, KEY, LOSS).gradients());
        });
    all.put("clipped by value", a -> joined(Clipping.byValue(step(a).gradients(), 0.1)));
    all.put("clipped by norm", a -> joined(Clipping.byGlobalNorm(step(a).gradients(), 0.1)));
    all.put("not clipped", a -> joined(Clipping.byGlobalNorm(step(a).gradients(), 1e3)));
    all.put("norm", a -> Clipping.globalNorm(step(a).gradients()));
    all.put("max norm", a -> joined(MaxNorm.of(0.3).apply(MODEL, scaled(a))));
    all.put("l1", a -> Penalty.l1(0.3).of(MODEL.inference(scaled(a))));
    all.put("elastic net", a -> Penalty.elasticNet(0.1, 0.3).of(MODEL.inference(scaled(a))));
    Function<Tensor, Tensor> data = a -> X.times(a).plus(X.times(X).times(a.times(a)));
    all.put("summary", a -> Summary.of(data.apply(a), 0).variance());
    all.put(
        "merged summary",
        a -> Summary.of(data.apply(a), 0).merge(Summary.of(X.times(a), 0)).unbiasedVariance());
    all.put("standardized", a -> Standardizer.fit(data.apply(a)).apply(data.apply(a)));
    return all;
  }

  private static Values noted(Tensor a) {
    Pass pass = MODEL.training(scaled(a), KEY);
    MODEL.root().forward(X, pass);
    return pass.updates();
  }

  private static Tensor joined(Values values) {
    Tensor total = null;
    int i = 1;
    for (Tensor value : values.byPath().values()) {
      // Weights that differ, so that no two parts cancel.
      Tensor part = Reductions.sum(Elementary.sin(value.plus(0.1 * i++)));
      total = total == null ? part : total.plus(part);
    }
    return java.util.Objects.requireNonNull(total);
  }

  static Stream<String> names() {
    return returned().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasTheDerivativeOfThePlainNumbers(String name) {
    Function<Tensor, Tensor> f = java.util.Objects.requireNonNull(returned().get(name));
    double[] expected = differences(f);
    double largest = 1e-3;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    Tensor a = Tensor.scalar(AT);
    assertClose(
        Autodiff.jvp(xs -> f.apply(xs.get(0)), List.of(a), List.of(Tensor.scalar(1.0)))
            .tangent()
            .toDoubleArray(),
        expected,
        largest);
    int size = expected.length;
    double[] reverse = new double[size];
    for (int i = 0; i < size; i++) {
      int place = i;
      reverse[i] = Autodiff.grad(x -> f.apply(x).reshape(size).get(place)).apply(a).item();
    }
    assertClose(reverse, expected, largest);

    Tensor points = Tensor.of(AT - 0.1, AT, AT + 0.2);
    double[] mapped = Autodiff.vmap(f).apply(points).reshape(3 * size).toDoubleArray();
    double[] slopes =
        Autodiff.vmap(
                x ->
                    Autodiff.jvp(xs -> f.apply(xs.get(0)), List.of(x), List.of(Tensor.scalar(1.0)))
                        .tangent())
            .apply(points)
            .get(1)
            .reshape(size)
            .toDoubleArray();
    assertClose(slopes, expected, largest);
    for (int k = 0; k < 3; k++) {
      double[] one = f.apply(points.get(k)).reshape(size).toDoubleArray();
      for (int i = 0; i < size; i++) {
        assertThat(mapped[k * size + i])
            .isCloseTo(one[i], within(1e-11 * Math.max(1, Math.abs(one[i]))));
      }
    }
  }

  /** Central differences, extrapolated once (Richardson). */
  private static double[] differences(Function<Tensor, Tensor> f) {
    double h = 1e-4;
    double[] coarse = difference(f, h);
    double[] fine = difference(f, h / 2);
    double[] result = new double[fine.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (4 * fine[i] - coarse[i]) / 3;
    }
    return result;
  }

  private static double[] difference(Function<Tensor, Tensor> f, double h) {
    Tensor above = f.apply(Tensor.scalar(AT + h));
    Tensor below = f.apply(Tensor.scalar(AT - h));
    return above.minus(below).div(2 * h).toDoubleArray();
  }

  private static void assertClose(double[] actual, double[] expected, double largest) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("%s", i).isCloseTo(expected[i], within(1e-6 * largest));
    }
  }

  @Test
  void theOuterLossOfMamlIsDifferentiatedByAnotherModelStep() {
    Model.Loss<Sequential> outer =
        (root, pass) -> {
          Values slow =
              VALUES.map(
                  (path, v) ->
                      MODEL.parameters().containsKey(path)
                          ? pass.value(
                              java.util.Objects.requireNonNull(MODEL.parameters().get(path)))
                          : v);
          Model.Step inner = MODEL.differentiate(slow, KEY, LOSS);
          Values fast = GradientDescent.of(0.1).step(slow, inner.gradients());
          return MODEL.differentiate(fast, KEY.fold(1), LOSS).loss();
        };
    Values gradients = MODEL.differentiate(VALUES, KEY, outer).gradients();
    for (String path : MODEL.parameters().keySet()) {
      Tensor direction = Key.of(5).fold(path).normal(VALUES.get(path).spec());
      double h = 1e-4;
      double[] at = new double[4];
      double[] factors = {1, -1, 0.5, -0.5};
      for (int i = 0; i < 4; i++) {
        Values moved = VALUES.with(path, VALUES.get(path).plus(direction.times(h * factors[i])));
        at[i] = MODEL.differentiate(moved, KEY, outer).loss().item();
      }
      double expected = (4 * (at[2] - at[3]) / h - (at[0] - at[1]) / (2 * h)) / 3;
      assertThat(Reductions.sum(gradients.get(path).times(direction)).item())
          .as(path)
          .isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
    }
  }

  @Test
  void aTrainersRunIsDifferentiatedThrough() {
    Trainer<Sequential> trainer =
        Trainer.of(
                MODEL,
                (root, batch, pass) -> Losses.mseLoss(root.forward(batch.x(), pass), batch.y()),
                Optimizer.of(MODEL, Momentum.of(0.05)))
            .penalty("l2", Penalty.l2(0.01))
            .accumulation(2)
            .clipping(g -> Clipping.byGlobalNorm(g, 0.5))
            .build();
    Function<Tensor, Tensor> f =
        a ->
            joined(
                trainer
                    .train(
                        DataSet.of(X, Y),
                        Batching.of(3),
                        Limit.epochs(2),
                        trainer.start(scaled(a), KEY))
                    .values());
    double expected = differences(f)[0];
    assertThat(Math.abs(expected)).isGreaterThan(1e-2);
    assertThat(Autodiff.grad(f).apply(Tensor.scalar(AT)).item()).isCloseTo(expected, within(1e-6));
    assertThat(
            Autodiff.jvp(
                    xs -> f.apply(xs.get(0)),
                    List.of(Tensor.scalar(AT)),
                    List.of(Tensor.scalar(1.0)))
                .tangent()
                .item())
        .isCloseTo(expected, within(1e-6));
  }

  /** With a rule that goes by the loss, gradients from above, and an average at the end. */
  @Test
  void aRunOfAChainIsDifferentiatedThrough() {
    for (int batches = 1; batches <= 2; batches++) {
      Trainer<Sequential> trainer =
          Trainer.of(
                  MODEL,
                  (root, batch, pass) -> Losses.mseLoss(root.forward(batch.x(), pass), batch.y()),
                  Optimizer.of(
                      MODEL,
                      Chain.of(
                          Transformations.scaleByPolyak(10, 1),
                          Momentum.of(0.1),
                          Transformations.averageParameters(0.5))))
              .penalty("l2", Penalty.l2(0.01))
              .accumulation(batches)
              .sharpness(0.1)
              .build();
      Function<Tensor, Tensor> f =
          a ->
              joined(
                  trainer
                      .train(
                          DataSet.of(X, Y),
                          Batching.of(3),
                          Limit.epochs(2),
                          trainer.start(scaled(a), KEY))
                      .values());
      double expected = differences(f)[0];
      assertThat(Math.abs(expected)).isGreaterThan(1e-2);
      assertThat(Autodiff.grad(f).apply(Tensor.scalar(AT)).item())
          .isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void aSearchAlongLinesRefusesToBeDifferentiated() {
    Objective bowl =
        values -> {
          Autodiff.ValueAndGrad<List<Tensor>> found =
              Autodiff.valueAndGrad(
                  xs -> Reductions.sum(xs.get(0).times(xs.get(0))), List.of(values.get("w")));
          return new Objective.LossAndGradients(
              found.value().item(), new Values(ImmutableMap.of("w", found.gradients().get(0))));
        };
    Function<Tensor, Tensor> f =
        a ->
            Lbfgs.standard()
                .minimize(bowl, new Values(ImmutableMap.of("w", Tensor.of(1.0, 2.0).times(a))))
                .values()
                .get("w");
    assertThatThrownBy(
            () -> Autodiff.grad(a -> Reductions.sum(f.apply(a))).apply(Tensor.scalar(2.0)))
        .hasMessage(
            "lbfgs: a derivative is taken through the start of w, but a search along lines goes by"
                + " numbers and has none; give it detach()ed values, or take steps of an"
                + " UpdateRule");
    assertThat(
            Autodiff.detectAnomaly(xs -> f.apply(xs.get(0)), ImmutableList.of(Tensor.scalar(2.0)))
                .toDoubleArray())
        .containsExactly(new double[] {0, 0}, within(1e-6));
  }

  @Test
  void aLossThatDependsOnNothingIsNamed() {
    assertThatThrownBy(() -> MODEL.differentiate(VALUES, KEY, (root, pass) -> Tensor.scalar(1.0)))
        .hasMessage(
            "differentiate: the loss depends on no parameter of the model: compute it with the root"
                + " and the pass that the loss function is given, and without detach() or item()");
    assertThatThrownBy(
            () -> MODEL.differentiate(VALUES, KEY, (root, pass) -> root.forward(X, pass)))
        .hasMessage(
            "differentiate: the loss must be a scalar, its shape is [5, 1]; reduce it with sum(...)"
                + " or mean(...)");
  }
}
