package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Keep;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.SpectralNorm;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RematTest {

  private static final Tensor X = Key.of(1).normal(Tensor.zeros(DType.FLOAT64, 6, 4).spec());
  private static final Tensor STEPS = Key.of(2).normal(Tensor.zeros(DType.FLOAT64, 2, 3, 4).spec());

  /** Layers with everything that a second run could get wrong: masks, statistics, both. */
  private static final Map<String, Supplier<Layer>> LAYERS =
      Map.of(
          "dropout", () -> new Dropout(0.5),
          "twice the same dropout",
              () -> {
                Dropout drop = new Dropout(0.5);
                return Sequential.of(drop, Activation.tanh(), drop);
              },
          "dense, batch norm, dropout",
              () ->
                  Sequential.of(
                      Dense.of(4, 5), BatchNorm.of(5), Activation.tanh(), new Dropout(0.5)),
          "spectral norm", () -> SpectralNorm.of(Dense.of(4, 3)),
          "within another", () -> Remat.of(Sequential.of(Dense.of(4, 3), new Dropout(0.5))),
          "transformer",
              () ->
                  TransformerEncoderBlock.of(TransformerSettings.of(4, 2).withKeepProbability(0.7)),
          "lstm", () -> Lstm.of(4, 3, Recurrence.layers(2).dropout(0.6)));

  static Stream<String> names() {
    return LAYERS.keySet().stream();
  }

  private static Tensor input(String name) {
    return name.equals("transformer") || name.equals("lstm") ? STEPS : X;
  }

  private static Tensor loss(Tensor y) {
    return Reductions.sum(Elementary.sin(y.times(y)));
  }

  /** A dropout before and after it, whose masks must not move. */
  private static Model<Sequential> model(Layer layer) {
    return Model.of(
        Sequential.of(Dense.of(4, 4), new Dropout(0.9), layer, new Dropout(0.9)), DType.FLOAT64);
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasValueGradientsAndStatisticsOfTheLayerToTheBit(String name) {
    Layer layer = Objects.requireNonNull(LAYERS.get(name)).get();
    Tensor x = input(name);
    Model<Sequential> plain = model(layer);
    Values values = plain.initialize(Key.of(5));
    Model.Loss<Sequential> loss = (root, pass) -> loss(root.forward(x, pass));
    Model.Step expected = plain.differentiate(values, Key.of(6), loss);
    for (Keep keep : List.of(Keep.nothing(), Keep.products(), Keep.named("none"))) {
      Model<Sequential> again = model(Remat.of(layer).keeping(keep));
      assertThat(again.parameters().keySet()).isEqualTo(plain.parameters().keySet());
      Model.Step actual = again.differentiate(values, Key.of(6), loss);
      assertThat(actual.loss().item()).isEqualTo(expected.loss().item());
      same(actual.gradients(), expected.gradients());
      same(actual.statistics(), expected.statistics());
    }
  }

  private static void same(Values actual, Values expected) {
    assertThat(actual.byPath().keySet()).isEqualTo(expected.byPath().keySet());
    expected
        .byPath()
        .forEach(
            (path, value) ->
                assertThat(actual.get(path).toDoubleArray())
                    .as(path)
                    .containsExactly(value.toDoubleArray(), within(value)));
  }

  /** Cotangents of one parameter may be added in another order. */
  private static org.assertj.core.data.Offset<Double> within(Tensor value) {
    double largest = value.size() == 0 ? 0 : Reductions.max(Elementary.abs(value)).item();
    return org.assertj.core.data.Offset.offset(1e-14 * Math.max(1, largest));
  }

  /** Those whose derivatives are neither large nor zero. */
  @Test
  void isRightToSecondOrderAndForward() {
    LayerCheck.check(Remat.of(new Dropout(0.5)), X);
    LayerCheck.check(
        Remat.of(Sequential.of(Dense.of(4, 5).withoutBias(), BatchNorm.of(5), new Dropout(0.5)))
            .keeping(Keep.products()),
        X);
    LayerCheck.check(Remat.of(Sequential.of(Remat.of(Dense.of(4, 3)), new Dropout(0.5))), X);
  }

  /** The plain function of the core, around a layer that draws from a pass. */
  @Test
  void aCheckpointAroundDropoutHasTheMaskOfTheFirstRun() {
    Dropout dropout = new Dropout(0.5);
    Model<Dropout> model = Model.of(dropout);
    Tensor x = Tensor.ones(DType.FLOAT32, 64);
    Pass pass = model.training(Values.empty(), Key.of(3));
    Tensor[] value = new Tensor[1];
    Function<Tensor, Tensor> f =
        a -> {
          value[0] = Autodiff.checkpoint(in -> dropout.forward(in.get(0), pass), a);
          return Reductions.sum(value[0]);
        };
    double[] gradient = Autodiff.grad(f).apply(x).toDoubleArray();
    assertThat(gradient).isEqualTo(value[0].toDoubleArray()).contains(0, 2);
    Pass other = model.training(Values.empty(), Key.of(3));
    dropout.forward(x, other);
    assertThat(dropout.forward(x, pass).toDoubleArray())
        .isEqualTo(dropout.forward(x, other).toDoubleArray());
  }

  @Test
  void keepsNothingButTheInputOnTheTape() {
    Model<Remat> model =
        Model.of(Remat.of(Sequential.of(Dense.of(4, 4), Activation.tanh(), Dense.of(4, 4))));
    Tape tape = new Tape();
    Tensor x = tape.watch(X.to(DType.FLOAT32));
    Values values = model.initialize(Key.of(1));
    model.root().forward(x, model.training(values, Key.of(2)));
    assertThat(tape.size()).isEqualTo(1);
  }

  /** A part with two inputs and two outputs. */
  private static final class Pair implements Component {
    final Dense left = Dense.of(4, 4);
    final Dense right = Dense.of(4, 4);
    final Dropout drop = new Dropout(0.5);

    @Override
    public void declare(Declarations declarations) {
      declarations.child("left", left);
      declarations.child("right", right);
      declarations.child("drop", drop);
    }

    List<Tensor> forward(List<Tensor> in, Pass pass) {
      return List.of(
          left.forward(drop.forward(in.get(0), pass), pass).times(in.get(1)),
          right.forward(in.get(1), pass));
    }
  }

  @Test
  void aPartOfSeveralInputsAndOutputs() {
    Model<Pair> model = Model.of(new Pair(), DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Tensor z = X.times(0.5);
    Model.Loss<Pair> plain = (root, pass) -> both(root.forward(List.of(X, z), pass));
    Model.Loss<Pair> remat =
        (root, pass) -> both(Remat.run(root, Keep.nothing(), List.of(X, z), pass, root::forward));
    Model.Step expected = model.differentiate(values, Key.of(2), plain);
    Model.Step actual = model.differentiate(values, Key.of(2), remat);
    assertThat(actual.loss().item()).isEqualTo(expected.loss().item());
    same(actual.gradients(), expected.gradients());
  }

  private static Tensor both(List<Tensor> y) {
    return Losses.mseLoss(y.get(0), y.get(1)).plus(loss(y.get(1)));
  }

  @Test
  void statisticsKeepTheDerivativeOfWhoeverIsAround() {
    Model<Remat> model = Model.of(Remat.of(BatchNorm.of(4)), DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Function<Tensor, Tensor> mean =
        a -> {
          Pass pass = model.training(values, Key.of(2));
          model.root().forward(X.times(a), pass);
          return Reductions.sum(pass.updates().get("runningMean"));
        };
    double expected = 0.1 * Reductions.sum(Reductions.mean(X, 0)).item();
    assertThat(Autodiff.grad(mean).apply(Tensor.scalar(2.0)).item())
        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-14));
  }

  @Test
  void aLayerThatIsNotTheSameTwiceIsFound() {
    int[] calls = {0};
    Remat remat = Remat.of(new Activation(x -> x.times(++calls[0])));
    Model<Remat> model = Model.of(remat, DType.FLOAT64);
    assertThatThrownBy(
            () ->
                Autodiff.grad(
                        x -> loss(remat.forward(x, model.training(Values.empty(), Key.of(1)))))
                    .apply(X))
        .isInstanceOf(dev.wengert.ReplayException.class)
        .hasMessageStartingWith("checkpoint: the function gave another value when it ran again");
  }
}
