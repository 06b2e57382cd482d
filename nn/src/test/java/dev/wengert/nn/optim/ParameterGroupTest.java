package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterGroupTest {

  private final Parameter bias = Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), 1);

  @Test
  void membersAreToldByPathOrRole() {
    assertThat(ParameterGroup.where((path, p) -> path.endsWith("s")).members().test("bias", bias))
        .isTrue();
    assertThat(ParameterGroup.ofRoles(Parameter.Role.WEIGHT).members().test("bias", bias))
        .isFalse();
    assertThat(
            ParameterGroup.ofRoles(Parameter.Role.WEIGHT, Parameter.Role.BIAS)
                .members()
                .test("bias", bias))
        .isTrue();
  }

  @Test
  void settingsAreKeptOnTheWay() {
    Schedule rate = Schedule.constant(2);
    ParameterGroup group = ParameterGroup.ofRoles().withRate(rate).withDecay(3).frozen();
    assertThat(group.rate()).isSameAs(rate);
    assertThat(group.decay()).hasValue(3);
    assertThat(group.isFrozen()).isTrue();
    assertThat(ParameterGroup.ofRoles().decay()).isEmpty();
  }

  /**
   * Least squares with orthonormal inputs: the minimum of {@code |w - c|^2 / 2 + lambda |w|} is c
   * moved by lambda towards 0, and 0 where it is nearer.
   */
  @Test
  void aProximalStepMakesWeightsExactlyZero() {
    double[] c = {3, -0.4, 0.5, -2, 0};
    Model<Dense> model = Model.of(Dense.of(5, 1), DType.FLOAT64);
    Optimizer optimizer =
        Optimizer.of(
            model,
            GradientDescent.of(0.5),
            ParameterGroup.ofRoles(Parameter.Role.WEIGHT).withL1(0.5));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int step = 0; step < 100; step++) {
      Tensor gradient = values.get("weight").minus(Tensor.of(c));
      Optimizer.Result next =
          optimizer.step(
              values,
              new Values(ImmutableMap.of("weight", gradient, "bias", Tensor.of(1.0))),
              state);
      values = next.values();
      state = next.state();
    }
    assertThat(values.get("weight").toDoubleArray())
        .containsExactly(new double[] {2.5, 0, 0, -1.5, 0}, within(1e-12));
    assertThat(values.get("weight").toDoubleArray()[1]).isZero();
    assertThat(values.get("weight").toDoubleArray()[4]).isZero();
    // Biases are in no group here: they are not drawn to 0.
    assertThat(values.get("bias").toDoubleArray()[0]).isCloseTo(-50, within(1e-9));
  }

  /** At a zero it stays although the gradient does not vanish, as long as that is within lambda. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyRuleTakesTheProximalStep(DType dtype) {
    Model<Dense> model = Model.of(Dense.of(2, 1), dtype);
    for (UpdateRule rule :
        List.of(GradientDescent.of(0.1), Adam.of(0.01), Momentum.of(0.1), AdamW.of(0.01, 0.1))) {
      Optimizer plain = Optimizer.of(model, rule);
      Optimizer sparse =
          Optimizer.of(model, rule, ParameterGroup.ofRoles(Parameter.Role.WEIGHT).withL1(2));
      Values values = model.initialize(Key.of(1));
      Values gradients = values.map((path, value) -> value.times(0.1));
      double[] without =
          plain.step(values, gradients, plain.start()).values().get("weight").toDoubleArray();
      double[] with =
          sparse.step(values, gradients, sparse.start()).values().get("weight").toDoubleArray();
      double threshold = 2 * sparse.rate(sparse.start());
      for (int i = 0; i < without.length; i++) {
        double expected = Math.signum(without[i]) * Math.max(0, Math.abs(without[i]) - threshold);
        assertThat(with[i]).as(rule.name()).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void aNegativeLambdaIsRefused() {
    assertThatThrownBy(() -> ParameterGroup.ofRoles().withL1(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("group: the lambda of L1 is -1.0; give 0 or a positive number");
  }

  /** Weights and biases pass links of their own, of which the last are those of biases. */
  @Test
  void aParameterIsTreatedByTheLinksThatItPasses() {
    Model<Dense> model = Model.of(Dense.of(2, 1), DType.FLOAT64);
    Chain chain =
        Chain.of(
            Wrappers.masked(path -> path.equals("weight"), AdamW.of(0.125, 0)),
            Wrappers.masked(
                path -> path.equals("bias"), Chain.of(Transformations.scaleByLearningRate(0.5))));
    Optimizer optimizer =
        Optimizer.of(model, chain, ParameterGroup.ofRoles(Parameter.Role.WEIGHT).withL1(2));
    Values values =
        new Values(
            ImmutableMap.of("weight", Tensor.of(0.75, -2.0).reshape(1, 2), "bias", Tensor.of(1.0)));
    Values zeros = values.map((path, value) -> Tensor.zeros(value.spec()));
    assertThat(
            optimizer.step(values, zeros, optimizer.start()).values().get("weight").toDoubleArray())
        .containsExactly(0.5, -1.75);
    assertThatThrownBy(
            () ->
                Optimizer.of(
                    model, chain, ParameterGroup.ofRoles(Parameter.Role.BIAS).withDecay(0.5)))
        .hasMessage(
            "chain: a group gives bias the decay 0.5, and no link takes it: those are [masked,"
                + " masked2]; add addDecayedWeights(0)");
  }

  /** An average of points is weighted by the usual rate, which then no parameter's step has. */
  @Test
  void allParametersMayHaveARateOfTheirOwn() {
    Model<Dense> model = Model.of(Dense.of(2, 1), DType.FLOAT64);
    Optimizer usual = Optimizer.of(model, Wrappers.scheduleFree(GradientDescent.of(0.5), 0.9));
    Optimizer own =
        Optimizer.of(
            model,
            Wrappers.scheduleFree(GradientDescent.of(0.7), 0.9),
            ParameterGroup.where((path, parameter) -> true).withRate(step -> 0.5));
    Values values = model.initialize(Key.of(1));
    Optimizer.Result expected = new Optimizer.Result(values, usual.start(values));
    Optimizer.Result found = new Optimizer.Result(values, own.start(values));
    for (int step = 0; step < 3; step++) {
      expected = usual.step(expected.values(), expected.values(), expected.state());
      found = own.step(found.values(), found.values(), found.state());
    }
    double[] average =
        usual.evaluated(expected.values(), expected.state()).toVector().toDoubleArray();
    assertThat(own.evaluated(found.values(), found.state()).toVector().toDoubleArray())
        .containsExactly(average, within(1e-15));
    assertThat(found.values().toVector().toDoubleArray())
        .containsExactly(expected.values().toVector().toDoubleArray(), within(1e-15));
  }
}
