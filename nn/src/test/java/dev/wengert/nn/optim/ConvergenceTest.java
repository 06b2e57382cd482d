package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains find the minima of small problems, for several draws of values at once, too. */
class ConvergenceTest {

  /**
   * From (-1.2, 1), the usual start, they come near (1, 1), where Rosenbrock's valley is lowest.
   */
  static Stream<Arguments> descents() {
    Schedule falling = Schedule.exponential(0.05, 0.999);
    return Stream.of(
        Arguments.of("AMSGrad", chain(Moments.scaleByAmsgrad(0.9, 0.999, 1e-8), 0.05), 0.01),
        Arguments.of("Adamax", chain(Moments.scaleByAdamax(0.9, 0.999, 1e-8), 0.05), 0.05),
        Arguments.of("LAMB", new Lamb(falling, 0.9, 0.999, 1e-6, 0), 0.05),
        Arguments.of("Adafactor", Adafactor.of(falling), 0.05),
        Arguments.of("lookahead", Chain.of(Adam.of(0.05), Transformations.lookahead(5, 0.5)), 0.01),
        Arguments.of(
            "clipped momentum",
            Chain.of(Transformations.clipByGlobalNorm(1), Momentum.of(0.002)),
            0.01),
        Arguments.of(
            "schedule-free",
            Wrappers.scheduleFree(new Adam(Schedule.constant(0.1), 0, 0.999, 1e-8), 0.9),
            0.05),
        Arguments.of("multiSteps", Wrappers.multiSteps(2, Adam.of(0.05)), 0.02));
  }

  private static Chain chain(GradientTransformation<?> link, double rate) {
    return Chain.of(link, Transformations.scaleByLearningRate(rate));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("descents")
  void minimizesRosenbrock(String name, GradientTransformation<?> rule, double distance) {
    Model<Point> model = Point.at(-1.2, 1, DType.FLOAT64);
    Optimizer optimizer = Optimizer.of(model, rule);
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start(values);
    for (int i = 0; i < 4000; i++) {
      Values gradients = Point.gradients(model, values, Point::rosenbrock);
      Optimizer.Result next = optimizer.step(values, gradients, state);
      values = next.values();
      state = next.state();
    }
    double[] w = optimizer.evaluated(values, state).get("place").toDoubleArray();
    assertThat(Math.hypot(w[0] - 1, w[1] - 1)).as(name).isLessThan(distance);
  }

  private static final Tensor X = Key.of(1).normal(DType.FLOAT64, 64, 3);
  private static final Tensor Y = Reductions.sum(X.times(X), true, 1).times(0.5);
  private static final Model<Sequential> NET =
      Model.of(Sequential.of(Dense.of(3, 16), Activation.tanh(), Dense.of(16, 1)), DType.FLOAT64);

  /** Half a squared norm, of 64 points; its variance, the loss of a constant, is about 1.5. */
  private static Tensor loss(Sequential net, dev.wengert.nn.Pass pass) {
    return Losses.mseLoss(net.forward(X, pass), Y);
  }

  private static Values trained(Optimizer optimizer, Values start, Key key, int steps) {
    Values values = start;
    Optimizer.State state = optimizer.start(values);
    for (int i = 0; i < steps; i++) {
      Model.Step step = NET.differentiate(values, key.fold(i), ConvergenceTest::loss);
      Optimizer.Result next =
          optimizer.step(
              values, step.gradients(), state, StepSignals.of(step.loss(), key.fold(-1 - i)));
      values = next.values();
      state = next.state();
    }
    return optimizer.evaluated(values, state);
  }

  private static final ParameterGroup MATRICES =
      ParameterGroup.where((path, p) -> p.shape().rank() == 2);

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("Muon", AdamW.of(0.02, 0), MATRICES.withRule(Muon.of(0.05, 0))),
        Arguments.of("LARS", new Lars(Schedule.cosine(1, 300), 0.9, 0.02, 0), MATRICES),
        Arguments.of(
            "noise", Chain.of(Transformations.addNoise(0.01, 0.55), Adam.of(0.03)), MATRICES),
        Arguments.of(
            "Polyak",
            Chain.of(Transformations.scaleByPolyak(0.5, 1e-9), Transformations.scale(-1)),
            MATRICES),
        Arguments.of(
            "average", Chain.of(Adam.of(0.03), Transformations.averageParameters(0.95)), MATRICES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void fitsABowl(String name, GradientTransformation<?> rule, ParameterGroup group) {
    Optimizer optimizer = Optimizer.of(NET, rule, group);
    Values values = trained(optimizer, NET.initialize(Key.of(2)), Key.of(3), 300);
    double reached = NET.differentiate(values, Key.of(1), ConvergenceTest::loss).loss().item();
    assertThat(reached).as(name).isLessThan(0.1);
  }

  /** Three seeds at once come to the numbers of each by itself: values, noise and all. */
  @Test
  void severalSeedsAreTrainedAtOnce() {
    Optimizer optimizer =
        Optimizer.of(
            NET,
            Chain.of(
                Transformations.clipByGlobalNorm(1),
                Transformations.addNoise(0.01, 0.55),
                Lamb.of(0.05, 0.1),
                Transformations.lookahead(2, 0.5),
                Transformations.averageParameters(0.5)),
            MATRICES.withRule(Wrappers.skipNonFinite(1, Muon.of(0.05, 0.1))));
    Function<Tensor, Tensor> train =
        bits -> {
          Key key = Key.ofBits(bits);
          return trained(optimizer, NET.initialize(key), key.fold("steps"), 4).toVector();
        };
    Tensor keys = Key.of(5).rows(3);
    Tensor together = Autodiff.vmap(train).apply(keys);
    for (int i = 0; i < 3; i++) {
      assertThat(together.get(i).toDoubleArray())
          .containsExactly(train.apply(keys.get(i)).toDoubleArray(), within(1e-12));
    }
    assertThat(together.get(0).toDoubleArray()).isNotEqualTo(together.get(1).toDoubleArray());
  }

  /** Two steps' loss by the rate, as slopes of plain numbers have it. */
  @Test
  void theRateHasADerivative() {
    Optimizer optimizer =
        Optimizer.of(NET, Chain.of(Transformations.clipByNorm(1), Lamb.of(0.1, 0.1)));
    Function<Tensor, Tensor> afterTwo =
        rate -> {
          Values values = NET.initialize(Key.of(2));
          Optimizer.State state = optimizer.start();
          for (int i = 0; i < 2; i++) {
            Model.Step step = NET.differentiate(values, Key.of(i), ConvergenceTest::loss);
            List<Tensor> scalars = ImmutableList.of(optimizer.scalars(state).get(0), rate);
            Optimizer.Result next = optimizer.step(values, step.gradients(), state, scalars);
            values = next.values();
            state = next.state();
          }
          return NET.differentiate(values, Key.of(9), ConvergenceTest::loss).loss();
        };
    double h = 1e-5;
    double expected =
        (afterTwo.apply(Tensor.scalar(0.1 + h)).item()
                - afterTwo.apply(Tensor.scalar(0.1 - h)).item())
            / (2 * h);
    assertThat(Math.abs(expected)).isGreaterThan(0.1);
    assertThat(Autodiff.grad(afterTwo).apply(Tensor.scalar(0.1)).item())
        .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
  }
}
