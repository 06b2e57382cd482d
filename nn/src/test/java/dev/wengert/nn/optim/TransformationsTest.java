package dev.wengert.nn.optim;

import static dev.wengert.nn.optim.PublishedSteps.gradients;
import static dev.wengert.nn.optim.PublishedSteps.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Creation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformationsTest {

  private final Model<Sequential> model = PublishedSteps.model(DType.FLOAT64);
  private final Values values = PublishedSteps.start(DType.FLOAT64);

  private static final GradientTransformation<Values> DOWN =
      Transformations.scaleByLearningRate(0.05);

  @Test
  void theAverageIsEvaluatedAndNotTrained() {
    Optimizer plain = Optimizer.of(model, Adam.of(0.05));
    Optimizer optimizer =
        Optimizer.of(model, Chain.of(Adam.of(0.05), Transformations.averageParameters(0.75)));
    Optimizer.Result expected = new Optimizer.Result(values, plain.start());
    Optimizer.Result found = new Optimizer.Result(values, optimizer.start(values));
    double[] average = values.toVector().toDoubleArray();
    assertThat(optimizer.evaluated(values, found.state()).toVector().toDoubleArray())
        .containsExactly(average);
    for (int t = 1; t < 5; t++) {
      expected = PublishedSteps.step(plain, expected.values(), expected.state(), t);
      found = PublishedSteps.step(optimizer, found.values(), found.state(), t);
      double[] w = expected.values().toVector().toDoubleArray();
      assertThat(found.values().toVector().toDoubleArray()).containsExactly(w, within(1e-14));
      for (int i = 0; i < w.length; i++) {
        average[i] = 0.75 * average[i] + 0.25 * w[i];
      }
      assertThat(optimizer.evaluated(found.values(), found.state()).toVector().toDoubleArray())
          .containsExactly(average, within(1e-14));
    }
    assertThat(plain.evaluated(expected.values(), expected.state())).isEqualTo(expected.values());
  }

  /** A share of {@code t / (t + 1)} of the old, t steps after the start, is the mean of all. */
  @Test
  void theAverageOfAllIsOneWithAChangingShare() {
    Optimizer optimizer =
        Optimizer.of(
            model,
            Chain.of(
                GradientDescent.of(0.05),
                Transformations.averageParameters(step -> (step + 1) / (step + 2.0))));
    Optimizer.Result found = new Optimizer.Result(values, optimizer.start(values));
    double[] sum = values.toVector().toDoubleArray();
    for (int t = 1; t < 5; t++) {
      found = PublishedSteps.step(optimizer, found.values(), found.state(), t);
      double[] w = found.values().toVector().toDoubleArray();
      for (int i = 0; i < w.length; i++) {
        sum[i] += w[i];
      }
    }
    double[] mean =
        optimizer.evaluated(found.values(), found.state()).toVector().times(5).toDoubleArray();
    assertThat(mean).containsExactly(sum, within(1e-13));
  }

  /** x of the papers: slow weights, and the weighted mean of all z. */
  @Test
  void otherPointsAreEvaluated() {
    Optimizer lookahead =
        Optimizer.of(model, Chain.of(GradientDescent.of(0.05), Transformations.lookahead(2, 0.5)));
    Optimizer.Result found = new Optimizer.Result(values, lookahead.start(values));
    found = PublishedSteps.step(lookahead, found.values(), found.state(), 1);
    assertThat(lookahead.evaluated(found.values(), found.state()).toVector().toDoubleArray())
        .containsExactly(values.toVector().toDoubleArray());
    found = PublishedSteps.step(lookahead, found.values(), found.state(), 2);
    assertThat(lookahead.evaluated(found.values(), found.state()).toVector().toDoubleArray())
        .containsExactly(found.values().toVector().toDoubleArray());

    Optimizer free = Optimizer.of(model, Wrappers.scheduleFree(GradientDescent.of(0.05), 0.9));
    found = new Optimizer.Result(values, free.start(values));
    double[] z = values.toVector().toDoubleArray();
    double[] mean = new double[z.length];
    for (int t = 1; t < 5; t++) {
      double[] g = gradients(t, DType.FLOAT64).toVector().toDoubleArray();
      for (int i = 0; i < z.length; i++) {
        z[i] -= 0.05 * g[i];
        mean[i] += (z[i] - mean[i]) / t;
      }
      found = PublishedSteps.step(free, found.values(), found.state(), t);
    }
    assertThat(free.evaluated(found.values(), found.state()).toVector().toDoubleArray())
        .containsExactly(mean, within(1e-13));
  }

  /** By gradients with a NaN nothing changes, whatever the optimiser remembers. */
  @Test
  void stepsThatAreNotFiniteAreSkipped() {
    Optimizer plain = Optimizer.of(model, Adam.of(0.05));
    Optimizer optimizer = Optimizer.of(model, Wrappers.skipNonFinite(2, Adam.of(0.05)));
    assertThat(optimizer.mostSkipped()).isEqualTo(2);
    assertThat(plain.mostSkipped()).isZero();
    Optimizer.Result expected = new Optimizer.Result(values, plain.start());
    Optimizer.Result found = new Optimizer.Result(values, optimizer.start());
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Values broken =
          gradients(9, DType.FLOAT64).map((path, g) -> path.equals("2.bias") ? g.plus(bad) : g);
      found = optimizer.step(found.values(), broken, found.state());
      assertThat(found.values().toVector().toDoubleArray())
          .containsExactly(expected.values().toVector().toDoubleArray());
      for (int t = 1; t < 3; t++) {
        expected = PublishedSteps.step(plain, expected.values(), expected.state(), t);
        found = PublishedSteps.step(optimizer, found.values(), found.state(), t);
        assertThat(found.values().toVector().toDoubleArray())
            .containsExactly(expected.values().toVector().toDoubleArray(), within(1e-14));
      }
    }
    assertThat(found.state().slots().get("taken").item()).isEqualTo(4);
    assertThat(found.state().step()).isEqualTo(6);
  }

  private int mostSkipped(GradientTransformation<?> rule) {
    return Optimizer.of(model, rule).mostSkipped();
  }

  /** Whatever is around it, as long as the gradients of all parameters pass it, step by step. */
  @Test
  void stepsMayBeSkippedWithinOthers() {
    GradientTransformation<?> two = Wrappers.skipNonFinite(2, Adam.of(0.05));
    GradientTransformation<?> three = Wrappers.skipNonFinite(3, Momentum.of(0.05));
    assertThat(mostSkipped(Wrappers.scheduleFree(two, 0.9))).isEqualTo(2);
    assertThat(mostSkipped(Wrappers.skipNonFinite(4, Wrappers.multiSteps(3, Adam.of(0.05)))))
        .isEqualTo(4);
    assertThat(mostSkipped(Wrappers.multiSteps(3, two))).isZero();
    GradientTransformation<?> weights = Wrappers.masked(path -> path.endsWith("weight"), two);
    assertThat(
            mostSkipped(Chain.of(weights, Wrappers.masked(path -> path.endsWith("bias"), three))))
        .isEqualTo(2);
    assertThat(
            mostSkipped(
                Chain.of(
                    weights, Wrappers.masked(path -> path.endsWith("bias"), Momentum.of(0.05)))))
        .isZero();
  }

  /** 4,000 numbers of variance 0.25 / 4 at step 4 of gamma 1, whose mean is 0. */
  @Test
  void noiseHasTheVarianceOfItsStep() {
    Model<Sequential> wide = Model.of(Sequential.of(Dense.of(100, 40)), DType.FLOAT64);
    Values zero = wide.initialize(Key.of(1)).map((path, w) -> Tensor.zeros(w.spec()));
    Optimizer optimizer =
        Optimizer.of(wide, Chain.of(Transformations.addNoise(0.25, 1), Transformations.scale(1)));
    Optimizer.State fourth = new Optimizer.State(3, 1, optimizer.start().slots());
    double[] noise = noise(optimizer, zero, fourth, Key.of(8));
    double mean = 0;
    for (double x : noise) {
      mean += x / noise.length;
    }
    double variance = norm(noise) * norm(noise) / noise.length;
    // Four standard errors of each.
    assertThat(mean).isCloseTo(0, within(4 * 0.25 / Math.sqrt(noise.length)));
    assertThat(variance).isCloseTo(0.0625, within(4 * 0.0625 * Math.sqrt(2.0 / noise.length)));
    assertThat(noise(optimizer, zero, fourth, Key.of(8))).containsExactly(noise);
    assertThat(noise(optimizer, zero, fourth, Key.of(9))[0]).isNotEqualTo(noise[0]);
    assertThatThrownBy(() -> optimizer.step(zero, zero, fourth))
        .hasMessage(
            "optimizer: a transformation asks for the step's key, and there is none; give step(...)"
                + " the signals StepSignals.of(loss, key)");
  }

  private static double[] noise(Optimizer optimizer, Values zero, Optimizer.State state, Key key) {
    return optimizer
        .step(zero, zero, state, StepSignals.of(Tensor.scalar(1.0), key))
        .values()
        .get("0.weight")
        .toDoubleArray();
  }

  @Test
  void polyaksStepGoesByTheLoss() {
    Optimizer optimizer =
        Optimizer.of(
            model, Chain.of(Transformations.scaleByPolyak(10, 1e-9), Transformations.scale(-1)));
    Values g = gradients(1, DType.FLOAT64);
    double squares = Math.pow(norm(g.toVector().toDoubleArray()), 2);
    for (double loss : new double[] {0.5, 1e9, -1}) {
      double length = Math.max(0, Math.min(loss / squares, 10));
      Values next =
          optimizer
              .step(values, g, optimizer.start(), StepSignals.of(Tensor.scalar(loss), Key.of(1)))
              .values();
      assertThat(next.toVector().toDoubleArray())
          .containsExactly(
              values.toVector().minus(g.toVector().times(length)).toDoubleArray(), within(1e-8));
    }
  }

  /**
   * Of a matrix with singular values 3, 1 and 0.2 those of what comes out are between 0.68 and 1.2.
   */
  @Test
  void orthogonalizedMatricesKeepTheirDirections() {
    Tensor u = mirror(Tensor.of(1.0, -2.0, 0.5, 3.0, 1.0)).get(Index.all(), Index.range(0, 3));
    Tensor v = mirror(Tensor.of(2.0, 1.0, -1.0));
    Tensor g = u.times(Tensor.of(3.0, 1.0, 0.2)).matmul(v.transpose());
    GradientTransformation<Values> link = Transformations.orthogonalize(5);
    for (boolean isHigh : new boolean[] {true, false}) {
      Tensor given = isHigh ? g : g.transpose();
      Values found = update(link, PublishedSteps.of("w", given));
      Tensor scaled = found.get("w").div(isHigh ? Math.sqrt(5.0 / 3) : 1);
      Tensor back = isHigh ? scaled : scaled.transpose();
      double[] inside = u.transpose().matmul(back).matmul(v).toDoubleArray();
      for (int i = 0; i < 9; i++) {
        if (i % 4 == 0) {
          assertThat(inside[i]).isBetween(0.68, 1.2);
        } else {
          assertThat(inside[i]).isCloseTo(0, within(1e-12));
        }
      }
    }
    // A filter of a convolution is a matrix of its first axis and the others.
    Values filter = update(link, PublishedSteps.of("w", g.reshape(5, 3, 1)));
    assertThat(filter.get("w").reshape(5, 3).toDoubleArray())
        .containsExactly(update(link, PublishedSteps.of("w", g)).get("w").toDoubleArray());
  }

  /** The orthogonal matrix that mirrors along a vector. */
  private static Tensor mirror(Tensor v) {
    int n = v.size();
    double squares = Math.pow(norm(v.toDoubleArray()), 2);
    Tensor product = v.reshape(n, 1).times(v);
    return Creation.eye(DType.FLOAT64, n).minus(product.times(2 / squares));
  }

  private static <S> Values update(GradientTransformation<S> link, Values updates) {
    StepContext context =
        new StepContext(
            DType.FLOAT64,
            updates,
            com.google.common.collect.ImmutableMap.of(),
            new StepContext.Numbers(Tensor.scalar(1.0), java.util.Map.of(), java.util.Map.of()),
            StepSignals.none());
    return link.update(updates, link.init(updates), context).updates();
  }

  /** Of a transposed convolution, whose units are along the second axis. */
  @Test
  void unitsAreWhereTheParameterHasThem() {
    Model<Convolution> up =
        Model.of(Convolution.transposed2d(2, 3, Conv.stride(2), 2).withoutBias(), DType.FLOAT64);
    Values start = up.initialize(Key.of(1));
    Values g = start.map((path, w) -> Key.of(2).normal(w.spec()));
    for (GradientTransformation<Values> link :
        List.of(Transformations.centralize(), Transformations.adaptiveGradClip(0.1))) {
      Optimizer optimizer = Optimizer.of(up, Chain.of(link, Transformations.scale(-1)));
      Tensor step =
          start
              .get("weight")
              .minus(optimizer.step(start, g, optimizer.start()).values().get("weight"));
      assertThat(step.shape().sides()).containsExactly(2, 3, 2, 2);
      for (int unit = 0; unit < 3; unit++) {
        double[] of = step.get(Index.all(), Index.at(unit)).reshape(8).toDoubleArray();
        double[] weights =
            start.get("weight").get(Index.all(), Index.at(unit)).reshape(8).toDoubleArray();
        if (link.name().equals("centralize")) {
          assertThat(java.util.Arrays.stream(of).sum()).isCloseTo(0, within(1e-14));
        } else {
          assertThat(norm(of)).isCloseTo(0.1 * norm(weights), within(1e-14));
        }
      }
    }
  }

  @Test
  void nanBecomesZero() {
    Values some = PublishedSteps.of("w", Tensor.of(1.0, Double.NaN, Double.POSITIVE_INFINITY));
    assertThat(update(Transformations.zeroNans(), some).get("w").toDoubleArray())
        .containsExactly(1, 0, Double.POSITIVE_INFINITY);
  }

  /** What is one loop within a chain is the same by itself. */
  @Test
  void aLinkMakesUpdatesByItself() {
    Values some = PublishedSteps.of("w", Tensor.of(3.0, -4.0));
    assertThat(update(Transformations.scale(-0.5), some).get("w").toDoubleArray())
        .containsExactly(-1.5, 2);
    assertThat(update(Moments.scaleBySign(), some).get("w").toDoubleArray()).containsExactly(1, -1);
    assertThat(update(Moments.nesterovTrace(0.5), some).get("w").toDoubleArray())
        .containsExactly(4.5, -6);
    assertThat(update(Chain.of(Moments.trace(0.5), Transformations.scale(2)), some).get("w"))
        .hasToString("[ 6. -8.] FLOAT64[2]");
  }

  @Test
  void aRatioIsOneWhereANormIsZero() {
    GradientTransformation<Values> link = Transformations.scaleByTrustRatio(0.5, 0);
    Values zero = PublishedSteps.of("w", Tensor.of(0.0, 0.0));
    assertThat(update(link, zero).get("w").toDoubleArray()).containsExactly(0, 0);
    // The parameters are the updates here: a ratio of 0.5.
    Values some = PublishedSteps.of("w", Tensor.of(3.0, 4.0));
    assertThat(update(link, some).get("w").toDoubleArray())
        .containsExactly(new double[] {1.5, 2}, within(1e-14));
  }

  @Test
  void parametersThatAreNotGivenStay() {
    for (GradientTransformation<?> rule :
        new GradientTransformation<?>[] {
          Adafactor.of(0.1),
          Chain.of(Adam.of(0.1), Transformations.lookahead(1, 0.5)),
          Chain.of(Adam.of(0.1), Transformations.averageParameters(0.5)),
          Wrappers.multiSteps(1, Adam.of(0.1)),
          Wrappers.skipNonFinite(1, Adam.of(0.1)),
          Wrappers.scheduleFree(Adam.of(0.1), 0.5),
          Chain.of(Transformations.applyEvery(1), DOWN)
        }) {
      Optimizer optimizer = Optimizer.of(model, rule);
      Optimizer.State start = optimizer.start(values);
      Optimizer.Result next =
          optimizer.step(
              values,
              PublishedSteps.of("2.bias", gradients(1, DType.FLOAT64).get("2.bias")),
              start);
      for (String path : values.byPath().keySet()) {
        double moved = norm(next.values().get(path).minus(values.get(path)).toDoubleArray());
        assertThat(moved > 0).as("%s of %s", path, rule).isEqualTo(path.equals("2.bias"));
      }
      start
          .slots()
          .byPath()
          .forEach(
              (name, slot) -> {
                if (name.endsWith("weight")) {
                  assertThat(next.state().slots().get(name).toDoubleArray())
                      .containsExactly(slot.toDoubleArray());
                }
              });
    }
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Optimizer.of(model, Muon.of(0.1, 0)))
        .hasMessage(
            "orthogonalize: 0.bias is FLOAT64[4], which is no matrix; give such parameters an"
                + " optimiser of their own, by ParameterGroup.withRule");
    assertThatThrownBy(
            () ->
                Optimizer.of(model, Chain.of(Adam.of(0.1), Transformations.averageParameters(0.5)))
                    .start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "optimizer: the state average/0.weight begins with the values; give them:"
                + " start(values)");
    Optimizer average =
        Optimizer.of(model, Chain.of(Adam.of(0.1), Transformations.averageParameters(0.5)));
    assertThatThrownBy(() -> average.start(PublishedSteps.start(DType.FLOAT32)))
        .hasMessage(
            "optimizer: the value of 0.weight is FLOAT32[4, 3], the parameter FLOAT64[4, 3]; begin"
                + " with values of the model");
    assertThatThrownBy(() -> Wrappers.scheduleFree(Transformations.scale(-1), 0.9))
        .hasMessage(
            "scheduleFree: no link of [scale] has a learning rate; add scaleByLearningRate(...)");
    assertThatThrownBy(() -> Wrappers.scheduleFree(Adam.of(1), 1))
        .hasMessage("scheduleFree: beta is 1.0; give a number above 0 and below 1");
    assertThatThrownBy(() -> Wrappers.multiSteps(0, Adam.of(1)))
        .hasMessage("multiSteps: 0 steps; give 1 or more");
    assertThatThrownBy(() -> Wrappers.skipNonFinite(0, Adam.of(1)))
        .hasMessage("skipNonFinite: at most 0 steps in a row; give 1 or more");
    assertThatThrownBy(() -> Transformations.applyEvery(0))
        .hasMessage("applyEvery: 0 steps; give 1 or more");
    assertThatThrownBy(() -> Transformations.lookahead(0, 0.5))
        .hasMessage("lookahead: 0 steps; give 1 or more");
    assertThatThrownBy(() -> Transformations.lookahead(5, 0))
        .hasMessage("lookahead: the share is 0.0; give a number above 0, 1 at most");
    assertThatThrownBy(() -> Transformations.averageParameters(1))
        .hasMessage("averageParameters: the decay is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> Transformations.addNoise(-1, 0))
        .hasMessage("addNoise: the eta is -1.0; give 0 or a positive number");
    assertThatThrownBy(() -> Transformations.scaleByPolyak(0, 1))
        .hasMessage("scaleByPolyak: the longest step is 0.0; give a positive number");
    assertThatThrownBy(() -> Transformations.orthogonalize(0))
        .hasMessage("orthogonalize: 0 iterations; give 1 or more");
    assertThatThrownBy(() -> Transformations.scaleByTrustRatio(0, 0))
        .hasMessage("scaleByTrustRatio: the coefficient is 0.0; give a positive number");
    assertThatThrownBy(() -> Moments.scaleByFactoredRms(0.8, 0, 1))
        .hasMessage("scaleByFactoredRms: the least side is 0; give 1 or more");
    assertThatThrownBy(() -> Transformations.clipByBlockRms(0))
        .hasMessage("clipByBlockRms: the bound is 0.0; give a positive number");
    assertThatThrownBy(() -> Transformations.adaptiveGradClip(0))
        .hasMessage("adaptiveGradClip: the share is 0.0; give a positive number");
    assertThatThrownBy(() -> Moments.scaleByRadam(1, 0.9, 1))
        .hasMessage("scaleByRadam: beta1 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> Moments.scaleByBelief(0.9, 0.9, 0))
        .hasMessage("scaleByBelief: the epsilon is 0.0; give a positive number");
    assertThatThrownBy(() -> Moments.scaleByStddev(1, 1))
        .hasMessage("scaleByStddev: beta is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> Moments.ema(-0.5))
        .hasMessage("ema: beta is -0.5; give a number from 0 to below 1");
    assertThatThrownBy(() -> Moments.scaleByAmsgrad(0.9, 1, 1))
        .hasMessage("scaleByAmsgrad: beta2 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> Moments.scaleByAdamax(0.9, 0.9, -1))
        .hasMessage("scaleByAdamax: the epsilon is -1.0; give a positive number");
    assertThatThrownBy(() -> new Adafactor(Schedule.constant(1), 0, 1, 0))
        .hasMessage("adafactor: the least side is 0; give 1 or more");
    assertThatThrownBy(() -> Lamb.of(0, 0))
        .hasMessage("lamb: not a learning rate: 0.0; give a positive number");
    assertThatThrownBy(() -> Lars.of(1, -1))
        .hasMessage("lars: the decay is -1.0; give 0 or a positive number");
    assertThatThrownBy(() -> new Muon(Schedule.constant(1), 0.9, 0, 0))
        .hasMessage("muon: 0 iterations; give 1 or more");
    assertThatThrownBy(() -> SharpnessAware.perturbed(values, values, 0))
        .hasMessage("sharpness: the radius is 0.0; give a positive number");
  }
}
