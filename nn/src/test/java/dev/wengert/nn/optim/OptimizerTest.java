package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.MaxNorm;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerTest {

  private final Model<Sequential> model =
      Model.of(Sequential.of(Dense.of(1, 1), BatchNorm.of(1), Dense.of(1, 1)), DType.FLOAT64);

  private final Values ones =
      model
          .initialize(Key.of(1))
          .map((path, value) -> Tensor.ones(DType.FLOAT64).plus(value.times(0)));

  private final Values gradients =
      new Values(
          ImmutableMap.copyOf(
              com.google.common.collect.Maps.filterKeys(
                  ones.byPath(), model.parameters()::containsKey)));

  @Test
  void itsTextHasTheNumbersOfTheRule() {
    assertThat(Optimizer.of(model, Adam.of(0.1)))
        .hasToString("Adam[rate=0.1, beta1=0.9, beta2=0.999, epsilon=1.0E-8] of 6 parameters");
  }

  /** Passed over in silence, they would leave the model as it is. */
  @Test
  void gradientsOfAnotherModelAreRefused() {
    Model<Dense> other = Model.of(Dense.of(1, 1), DType.FLOAT64);
    Values foreign = other.initialize(Key.of(1));
    Optimizer optimizer =
        Optimizer.of(model, Adam.of(0.1), ParameterGroup.ofRoles(Parameter.Role.BIAS).frozen());
    assertThatThrownBy(() -> optimizer.step(ones, foreign, optimizer.start()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "adam: a gradient is of weight, which is no parameter of the model: those are"
                + " [0.weight, 0.bias, 1.weight, 1.bias, 2.weight, 2.bias]; give what its"
                + " differentiate(...) returns");
    assertThatThrownBy(() -> MaxNorm.of(1).apply(model, foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "maxNorm: the values are not this model's: it has no weight but [0.weight, 0.bias,");
    assertThat(MaxNorm.of(1).apply(model, ones).byPath().keySet())
        .isEqualTo(ones.byPath().keySet());
  }

  @Test
  void onlyWeightsDecayUnlessAGroupSaysOtherwise() {
    Values zero = gradients.map((path, g) -> Tensor.zeros(g.spec()));
    Optimizer usual = Optimizer.of(model, AdamW.of(0.1, 0.5));
    Values next = usual.step(ones, zero, usual.start()).values();
    assertThat(numbers(next)).containsExactly(0.95, 1, 1, 1, 0.95, 1, 1, 1);

    Optimizer other =
        Optimizer.of(
            model,
            AdamW.of(0.1, 0.5),
            ParameterGroup.where((path, p) -> path.startsWith("2.")).withDecay(2),
            ParameterGroup.ofRoles(Parameter.Role.WEIGHT).withDecay(0));
    assertThat(numbers(other.step(ones, zero, other.start()).values()))
        .containsExactly(1, 1, 1, 1, 0.8, 0.8, 1, 1);
  }

  @Test
  void groupsHaveRatesOfTheirOwnAndFrozenOnesStay() {
    Optimizer optimizer =
        Optimizer.of(
            model,
            GradientDescent.of(0.5),
            ParameterGroup.ofRoles(Parameter.Role.BIAS).frozen(),
            ParameterGroup.where((path, p) -> path.startsWith("2."))
                .withRate(Schedule.stepwise(0.25, 0.5, 1)));
    assertThat(optimizer.trainable()).containsExactly("0.weight", "1.weight", "1.bias", "2.weight");
    Optimizer.Result first = optimizer.step(ones, gradients, optimizer.start());
    assertThat(numbers(first.values())).containsExactly(0.5, 1, 0.5, 0.5, 0.75, 1, 1, 1);
    assertThat(first.state().step()).isEqualTo(1);
    Optimizer.Result second = optimizer.step(first.values(), gradients, first.state());
    assertThat(numbers(second.values())).containsExactly(0, 1, 0, 0, 0.625, 1, 1, 1);
  }

  @Test
  void theScaleMultipliesAllRates() {
    Optimizer optimizer = Optimizer.of(model, GradientDescent.of(0.5));
    Optimizer.State state = optimizer.start().withScale(0.25);
    assertThat(optimizer.rate(state)).isEqualTo(0.125);
    assertThat(optimizer.step(ones, gradients, state).values().get("0.bias").item())
        .isEqualTo(0.875);
    assertThat(optimizer.step(ones, gradients, state).state().scale()).isEqualTo(0.25);
  }

  @Test
  void theStateIsTensorsByPath() {
    Optimizer adam =
        Optimizer.of(
            model, Adam.of(0.1), ParameterGroup.where((p, q) -> p.startsWith("0")).frozen());
    assertThat(adam.start().slots().byPath().keySet())
        .containsExactly(
            "mean/1.weight",
            "mean/1.bias",
            "mean/2.weight",
            "mean/2.bias",
            "meanSquare/1.weight",
            "meanSquare/1.bias",
            "meanSquare/2.weight",
            "meanSquare/2.bias");
    Optimizer.State next = adam.step(ones, gradients, adam.start()).state();
    assertThat(next.slots().get("mean/2.bias").item()).isCloseTo(0.1, within(1e-16));
  }

  @Test
  void aParameterWithoutAGradientStays() {
    Optimizer optimizer = Optimizer.of(model, Momentum.of(0.5));
    Values one = new Values(ImmutableMap.of("2.bias", Tensor.of(1.0)));
    Optimizer.Result next = optimizer.step(ones, one, optimizer.start());
    assertThat(numbers(next.values())).containsExactly(1, 1, 1, 1, 1, 0.5, 1, 1);
    assertThat(next.state().slots().get("velocity/0.weight").item()).isEqualTo(0);
  }

  /** The step has a derivative with respect to the rate, so it reads no value of any tensor. */
  @Test
  void aStepIsAFunctionOfTensors() {
    Optimizer optimizer = Optimizer.of(model, AdamW.of(0.1, 0.5));
    Optimizer.State state = optimizer.start();
    List<Tensor> scalars = optimizer.scalars(state);
    assertThat(scalars.stream().map(Tensor::item)).containsExactly(1.0, 0.1);
    Autodiff.Jvp<Tensor> along =
        Autodiff.jvp(
            in ->
                optimizer
                    .step(ones, gradients, state, List.of(scalars.get(0), in.get(0)))
                    .values()
                    .get("0.weight")
                    .reshape(),
            List.of(scalars.get(1)),
            List.of(Tensor.scalar(1.0)));
    // w' = w (1 - rate / 2) - rate, at first, where mean over root is 1 up to epsilon.
    assertThat(along.tangent().item()).isCloseTo(-1.5, within(1e-7));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(
            () ->
                Optimizer.of(
                    model,
                    Adam.of(0.1),
                    ParameterGroup.where((path, p) -> path.startsWith("1")),
                    ParameterGroup.where((path, p) -> path.startsWith("encoder"))))
        .hasMessage(
            "optimizer: group 1 has no members: the parameters are [0.weight, 0.bias, 1.weight,"
                + " 1.bias, 2.weight, 2.bias]; correct its condition");
    Optimizer optimizer = Optimizer.of(model, Adam.of(step -> -1));
    assertThatThrownBy(() -> optimizer.step(ones, gradients, optimizer.start()))
        .hasMessage(
            "adam: not a learning rate: the schedule gives -1.0 at step 0; give 0 or a positive"
                + " number");
    Optimizer descent = Optimizer.of(model, GradientDescent.of(1));
    Values wrong = new Values(ImmutableMap.of("0.bias", Tensor.of(1.0, 2.0)));
    assertThatThrownBy(() -> descent.step(ones, wrong, descent.start()))
        .hasMessage(
            "gradientDescent: the gradient of 0.bias is FLOAT64[2], the parameter FLOAT64[1]; both"
                + " must have one dtype and shape");
    assertThatThrownBy(() -> descent.start().withScale(0))
        .hasMessage("optimizer: the scale is 0.0; give a positive number");
    assertThatThrownBy(() -> ParameterGroup.ofRoles().withDecay(-1))
        .hasMessage("group: the decay is -1.0; give 0 or a positive number");
  }

  private static double[] numbers(Values values) {
    return values.byPath().values().stream().mapToDouble(Tensor::item).toArray();
  }
}
