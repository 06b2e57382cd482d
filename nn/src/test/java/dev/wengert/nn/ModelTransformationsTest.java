package dev.wengert.nn;

import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A model's loss under the transformations of {@link Autodiff}. */
class ModelTransformationsTest {

  private static final Key KEY = Key.of(7);
  private static final Tensor X = normal(1, 5, 2, 4, 4);
  private static final Tensor Y = normal(2, 5, 3);

  private final Model<Sequential> model =
      Model.of(
          Sequential.of(
              Convolution.of2d(2, 3, 3),
              Activation.tanh(),
              Flatten.of(),
              LayerNorm.of(12),
              new Dropout(0.7),
              Dense.of(12, 3)),
          DType.FLOAT64);
  private final Values values = model.initialize(Key.of(3));

  private static Tensor normal(int seed, int... sides) {
    return Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  private static Tensor loss(Layer net, Pass pass, Tensor x, Tensor y) {
    return mean(square(net.forward(x, pass).minus(y)));
  }

  @Test
  void gradientsByExampleAreThoseOfALoop() {
    Values all =
        model.gradientsByExample(
            values,
            KEY,
            List.of(X, Y),
            (net, pass, batch) -> loss(net, pass, batch.get(0), batch.get(1)));
    assertThat(all.byPath().keySet()).isEqualTo(model.parameters().keySet());
    for (int i = 0; i < 5; i++) {
      Tensor x = X.get(i).reshape(1, 2, 4, 4);
      Tensor y = Y.get(i).reshape(1, 3);
      Values one =
          model.differentiate(values, KEY, (net, pass) -> loss(net, pass, x, y)).gradients();
      for (String path : one.byPath().keySet()) {
        assertThat(all.get(path).get(i).toDoubleArray())
            .as("%s of example %s", path, i)
            .containsExactly(one.get(path).toDoubleArray(), within(1e-13));
      }
    }
  }

  @Test
  void theHessianTimesADirectionIsTheDifferenceOfGradients() {
    Values direction = direction();
    Values product = Autodiff.hvp(objective(), model.parametersOf(values), direction);
    double step = 2e-6;
    Values up = gradients(direction, step);
    Values down = gradients(direction, -step);
    for (String path : product.byPath().keySet()) {
      Tensor slope = up.get(path).minus(down.get(path)).div(2 * step);
      assertThat(product.get(path).toDoubleArray())
          .as(path)
          .containsExactly(slope.toDoubleArray(), within(1e-7));
    }
  }

  private Function<Values, Tensor> objective() {
    return model.objective(values, KEY, (net, pass) -> loss(net, pass, X, Y));
  }

  private Values direction() {
    return model
        .parametersOf(values)
        .map((path, value) -> Key.of(9).fold(path).normal(value.spec()));
  }

  private Values gradients(Values direction, double step) {
    Values moved =
        values.with(direction.map((path, along) -> values.get(path).plus(along.times(step))));
    return model.differentiate(moved, KEY, (net, pass) -> loss(net, pass, X, Y)).gradients();
  }

  @Test
  void theDerivativeAlongADirectionIsTheGradientTimesIt() {
    Values direction = direction();
    double along =
        Autodiff.jvp(objective(), model.parametersOf(values), direction).tangent().item();
    Values gradients =
        model.differentiate(values, KEY, (net, pass) -> loss(net, pass, X, Y)).gradients();
    double product = 0;
    for (String path : gradients.byPath().keySet()) {
      product += sum(gradients.get(path).times(direction.get(path))).item();
    }
    assertThat(along).isCloseTo(product, within(1e-12));
  }

  @Test
  void statisticsStayWhereTheyWere() {
    Model<Sequential> normalized =
        Model.of(Sequential.of(Dense.of(2, 3), BatchNorm.of(3)), DType.FLOAT64);
    Values start = normalized.initialize(Key.of(1));
    assertThat(normalized.parametersOf(start).byPath().keySet())
        .isEqualTo(normalized.parameters().keySet());
    Tensor x = normal(4, 6, 2);
    Function<Values, Tensor> objective =
        normalized.objective(
            start, KEY, (net, pass) -> sum(square(net.forward(x, pass.inference()))));
    // The running mean is 0 and the variance 1 at first, so the norm divides by sqrt(1 + epsilon).
    Tensor dense = x.matmul(start.get("0.weight").transpose()).plus(start.get("0.bias"));
    assertThat(objective.apply(normalized.parametersOf(start)).item())
        .isCloseTo(sum(square(dense)).item() / (1 + 1e-5), within(1e-9));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Values others = Model.of(Dense.of(2, 3), DType.FLOAT64).initialize(Key.of(1));
    assertThatThrownBy(() -> model.parametersOf(others))
        .hasMessage("values: nothing at path 0.weight; there are [weight, bias]");
    assertThatThrownBy(() -> model.objective(others, KEY, (net, pass) -> Tensor.scalar(0.0)))
        .hasMessageStartingWith("objective: the values are not this model's");
    assertThatThrownBy(
            () -> model.gradientsByExample(values, KEY, X, (net, pass, x) -> net.forward(x, pass)))
        .hasMessage(
            "grad: the function's value must be a scalar, its shape is [1, 3]; reduce it with"
                + " sum(...) or use vjp");
  }
}
