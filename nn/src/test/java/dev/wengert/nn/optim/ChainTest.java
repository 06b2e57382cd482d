package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Elementary;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChainTest {

  private final Model<Sequential> model =
      Model.of(Sequential.of(Dense.of(3, 4), Activation.tanh(), Dense.of(4, 2)), DType.FLOAT64);
  private final Values values = model.initialize(Key.of(1));

  private Values gradients(int step) {
    return values.map((path, w) -> Key.of(step).fold(path).normal(w.spec()));
  }

  private Values steps(Optimizer optimizer, int count) {
    Values reached = values;
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < count; i++) {
      Optimizer.Result next = optimizer.step(reached, gradients(i), state);
      reached = next.values();
      state = next.state();
    }
    return reached;
  }

  /** Clipped, with the gradient of an L2 penalty, a velocity, and a rate that falls. */
  @Test
  void linksActOneAfterTheOther() {
    Schedule rate = Schedule.exponential(0.1, 0.5);
    Chain chain =
        Chain.of(
            Transformations.clipByGlobalNorm(0.5),
            Transformations.addDecayedWeights(0.25),
            Moments.trace(0.75),
            Transformations.scale(3),
            Transformations.scaleByLearningRate(rate));
    Values found = steps(Optimizer.of(model, chain), 3);

    double[] w = values.toVector().toDoubleArray();
    double[] v = new double[w.length];
    double[] share = values.map((path, x) -> decaying(path, x)).toVector().toDoubleArray();
    for (int step = 0; step < 3; step++) {
      double[] g = gradients(step).toVector().toDoubleArray();
      double squares = 0;
      for (double x : g) {
        squares += x * x;
      }
      assertThat(Math.sqrt(squares)).isGreaterThan(0.5);
      for (int i = 0; i < w.length; i++) {
        v[i] = 0.75 * v[i] + g[i] * 0.5 / Math.sqrt(squares) + share[i] * w[i];
        w[i] -= 0.1 * Math.pow(0.5, step) * 3 * v[i];
      }
    }
    assertThat(found.toVector().toDoubleArray()).containsExactly(w, within(1e-14));
  }

  private Tensor decaying(String path, Tensor like) {
    return Tensor.full(like.spec(), path.endsWith("weight") ? 0.25 : 0);
  }

  static Stream<Arguments> named() {
    GradientTransformation<Values> rate = Transformations.scaleByLearningRate(0.1);
    return Stream.of(
        Arguments.of(GradientDescent.of(0.1), Chain.of(rate)),
        Arguments.of(Momentum.of(0.1), Chain.of(Moments.trace(0.9), rate)),
        Arguments.of(Nesterov.of(0.1), Chain.of(Moments.nesterovTrace(0.9), rate)),
        Arguments.of(Adagrad.of(0.1), Chain.of(Moments.scaleByRss(1e-10), rate)),
        Arguments.of(RmsProp.of(0.1), Chain.of(Moments.scaleByRms(0.9, 1e-8), rate)),
        Arguments.of(Adadelta.of(0.1), Chain.of(Moments.scaleByAdadelta(0.95, 1e-6), rate)),
        Arguments.of(Adam.of(0.1), Chain.of(Moments.scaleByAdam(), rate)),
        Arguments.of(
            AdamW.of(0.1, 0.5),
            Chain.of(Moments.scaleByAdam(), Transformations.addDecayedWeights(0.5), rate)),
        Arguments.of(Nadam.of(0.1), Chain.of(Moments.scaleByNadam(0.9, 0.999, 1e-8), rate)),
        Arguments.of(
            Lion.of(0.1, 0.5),
            Chain.of(
                Moments.scaleByLion(0.9, 0.99), Transformations.addDecayedWeights(0.5), rate)));
  }

  /** A named optimiser is its links, to the bit, and is a link itself. */
  @ParameterizedTest
  @MethodSource("named")
  void aNamedOptimiserIsAChain(UpdateRule rule, Chain chain) {
    double[] expected = steps(Optimizer.of(model, rule), 4).toVector().toDoubleArray();
    assertThat(steps(Optimizer.of(model, chain), 4).toVector().toDoubleArray())
        .containsExactly(expected);
    Chain clipped = Chain.of(Transformations.clipByGlobalNorm(1e9), rule);
    assertThat(steps(Optimizer.of(model, clipped), 4).toVector().toDoubleArray())
        .containsExactly(expected);
    // What comes behind has the updates as numbers, rounded once more.
    Chain followed = Chain.of(rule, Transformations.clipByValue(1e9));
    assertThat(steps(Optimizer.of(model, followed), 4).toVector().toDoubleArray())
        .containsExactly(expected, within(1e-14));
  }

  @Test
  void schedulesOfOtherNumbersMayBeNegative() {
    Optimizer optimizer =
        Optimizer.of(model, Chain.of(Transformations.scaleBySchedule(Schedule.linear(-1, 1, 2))));
    Values found = steps(optimizer, 3);
    double[] moved = found.toVector().minus(values.toVector()).toDoubleArray();
    double[] expected = gradients(2).toVector().minus(gradients(0).toVector()).toDoubleArray();
    assertThat(moved).containsExactly(expected, within(1e-14));
    assertThat(optimizer.rate(optimizer.start())).isEqualTo(1);
  }

  @Test
  void groupsHaveOptimisersOfTheirOwn() {
    Optimizer optimizer =
        Optimizer.of(
            model,
            Momentum.of(0.5),
            ParameterGroup.ofRoles(Parameter.Role.BIAS).withRule(Adam.of(0.25)),
            ParameterGroup.where((path, p) -> path.startsWith("2."))
                .withRule(Chain.of(Moments.trace(0), Transformations.scale(-2))));
    assertThat(optimizer.start().slots().byPath().keySet())
        .containsExactly(
            "velocity/0.weight",
            "mean/0.bias",
            "mean/2.bias",
            "meanSquare/0.bias",
            "meanSquare/2.bias",
            "velocity/2.weight");
    Values moved = steps(optimizer, 1).map((path, w) -> w.minus(values.get(path)));
    Values g = gradients(0);
    assertThat(moved.get("0.weight").toDoubleArray())
        .containsExactly(g.get("0.weight").times(-0.5).toDoubleArray(), within(1e-14));
    assertThat(moved.get("2.weight").toDoubleArray())
        .containsExactly(g.get("2.weight").times(-2).toDoubleArray(), within(1e-14));
    assertThat(moved.get("2.bias").toDoubleArray())
        .containsExactly(
            Elementary.sign(g.get("2.bias")).times(-0.25).toDoubleArray(), within(1e-6));
  }

  @Test
  void aLinkBeforeItsNameWhereTwoHaveTheSameState() {
    Optimizer optimizer =
        Optimizer.of(
            Model.of(Dense.of(2, 1)),
            Chain.of(Moments.trace(0.5), Adam.of(0.1)),
            ParameterGroup.ofRoles(Parameter.Role.BIAS)
                .withRule(Chain.of(new Counted(), Transformations.scale(-1))),
            ParameterGroup.ofRoles(Parameter.Role.WEIGHT).withRule(new Counted()));
    assertThat(optimizer.start().slots().byPath().keySet())
        .containsExactly("chain1/counted/count", "chain2/counted/count");
    assertThat(
            Optimizer.of(Model.of(Dense.of(2, 1)), Chain.of(Moments.trace(0.5), Momentum.of(0.9)))
                .start()
                .slots()
                .byPath()
                .keySet())
        .containsExactly(
            "trace/velocity/weight",
            "trace/velocity/bias",
            "trace2/velocity/weight",
            "trace2/velocity/bias");
  }

  /** A state that is no tensor of a parameter's shape. */
  record Count(Tensor count) {}

  record Counted() implements GradientTransformation<Count> {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public Count init(Values parameters) {
      return new Count(Tensor.scalar(0));
    }

    @Override
    public Update<Count> update(Values updates, Count state, StepContext context) {
      return new Update<>(updates, new Count(state.count().plus(1)));
    }
  }

  @Test
  void aStateOfAnyShapeGoesOn() {
    Optimizer optimizer = Optimizer.of(model, Chain.of(new Counted(), Transformations.scale(0)));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 3; i++) {
      state = optimizer.step(values, gradients(i), state).state();
    }
    assertThat(state.slots().get("count").item()).isEqualTo(3);
    assertThat(optimizer.specs().get("count")).hasToString("INT32[]");
  }

  private void assertRefused(GradientTransformation<?> link, String message) {
    Optimizer optimizer = Optimizer.of(model, Chain.of(link, Transformations.scale(-1)));
    assertThatThrownBy(() -> optimizer.step(values, gradients(0), optimizer.start()))
        .isInstanceOf(RuntimeException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertRefused(
        GradientTransformation.stateless(
            "halved", (u, context) -> u.map((path, g) -> g.reshape(g.size()))),
        "halved: the update of 0.weight is FLOAT64[12], and was FLOAT64[4, 3]; keep dtype and"
            + " shape");
    assertRefused(
        GradientTransformation.stateless(
            "forgetful", (u, context) -> new Values(ImmutableMap.of("0.bias", u.get("0.bias")))),
        "forgetful: the updates are of [0.bias], and were of [0.weight, 0.bias, 2.weight, 2.bias];"
            + " return one for each that is given");
    assertRefused(
        new GradientTransformation<Tensor>() {
          @Override
          public String name() {
            return "growing";
          }

          @Override
          public Tensor init(Values parameters) {
            return Tensor.of(1.0);
          }

          @Override
          public Update<Tensor> update(Values updates, Tensor state, StepContext context) {
            return new Update<>(updates, Tensor.of(1.0, 2.0));
          }
        },
        "growing: the next state's growing is FLOAT64[2], and was FLOAT64[1]; keep dtype and"
            + " shape");
    assertRefused(
        GradientTransformation.stateless(
            "curious", (u, context) -> u.map((p, g) -> context.loss())),
        "optimizer: a transformation asks for the step's loss, and there is none; give step(...)"
            + " the signals StepSignals.of(loss, key)");
    Schedule unknown = Schedule.constant(1);
    assertRefused(
        GradientTransformation.stateless(
            "undeclared", (u, context) -> u.map((p, g) -> context.number(unknown))),
        "optimizer: a transformation asks for the schedule 1.0 and does not say so; let its"
            + " schedules() return it, and parts() those of transformations within");
    assertRefused(
        Transformations.scaleBySchedule(step -> Double.NaN),
        "chain: a schedule gives NaN at step 0; give a finite number");
    assertThatThrownBy(
            () ->
                Optimizer.of(
                    model,
                    Chain.of(Transformations.scale(-1)),
                    ParameterGroup.ofRoles(Parameter.Role.BIAS).withDecay(0.5)))
        .hasMessage(
            "chain: a group gives 0.bias the decay 0.5, and no link takes it: those are [scale];"
                + " add addDecayedWeights(0)");
    assertThatThrownBy(
            () ->
                Optimizer.of(
                    model,
                    Chain.of(Transformations.scale(-1)),
                    ParameterGroup.ofRoles(Parameter.Role.BIAS).withL1(0.5)))
        .hasMessage(
            "chain: a group gives 0.bias a rate or an L1 penalty, and no link has a learning rate:"
                + " those are [scale]; add scaleByLearningRate(...)");
    assertThatThrownBy(
            () ->
                Optimizer.of(
                    model, Chain.of(Transformations.clipByValue(1), Moments.scaleByAdam())))
        .hasMessage(
            "chain: no link turns the gradient of 0.weight into a step down: the links are"
                + " [clipByValue, scaleByAdam]; end it with scaleByLearningRate(...), or with"
                + " scale(...) if it is to rise");
    assertThatThrownBy(() -> Optimizer.of(model, Chain.of()))
        .hasMessageStartingWith("chain: no link turns the gradient of 0.weight into a step down");
    // Of what no mask lets through, the gradient itself would be added.
    Chain masked = Chain.of(Wrappers.masked(path -> path.startsWith("0."), Adam.of(0.1)));
    assertThatThrownBy(() -> Optimizer.of(model, masked))
        .hasMessageStartingWith("chain: no link turns the gradient of 2.weight into a step down");
    GradientTransformation<?> rest =
        Wrappers.masked(path -> path.startsWith("2."), Momentum.of(0.1));
    assertThat(Optimizer.of(model, Chain.of(masked, rest)).trainable()).hasSize(4);
    assertThatThrownBy(
            () ->
                Optimizer.of(
                    model,
                    Wrappers.skipNonFinite(
                        1, Chain.of(Adam.of(0.1), Transformations.scaleByLearningRate(0.1)))))
        .hasMessage(
            "skipNonFinite: for 0.weight 2 links have a learning rate, and each turns the sign: the"
                + " links are [skipNonFinite]; keep one of them");
    Optimizer rateless = Optimizer.of(model, Chain.of(Transformations.scale(-1)));
    assertThatThrownBy(() -> rateless.scalars(rateless.start().withScale(0.5)))
        .hasMessage(
            "chain: the rates are scaled by 0.5, and no link has one; take steps by"
                + " scaleByLearningRate(...)");
    assertThatThrownBy(() -> Transformations.scale(Double.NaN))
        .hasMessage("scale: the factor is NaN; give a finite number");
    assertThatThrownBy(() -> Transformations.clipByNorm(0))
        .hasMessage("clipByNorm: the bound is 0.0; give a positive number");
  }
}
