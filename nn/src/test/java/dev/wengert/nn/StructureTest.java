package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.AvgPool;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.WeightNorm;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.ops.Padding;
import dev.wengert.ops.Pooling.Pool;
import org.junit.jupiter.api.Test;

class StructureTest {

  private static final Tensor X = Tensor.zeros(DType.FLOAT32, 3, 2);

  @Test
  void aModelAndAStackPrintTheirTree() {
    Sequential net =
        Sequential.of(
            Dense.of(2, 8),
            BatchNorm.of(8),
            Activation.relu(),
            Activation.leakyRelu(0.1),
            new Activation(x -> x),
            new Dropout(0.5),
            Residual.of(Sequential.of(Dense.of(8, 8).withoutBias(), Activation.tanh())),
            WeightNorm.of(Dense.of(8, 1)),
            Sequential.of());
    String expected =
        """
        Sequential
          0: Dense  weight [8, 2], bias [8]
          1: BatchNorm  weight [8], bias [8], runningMean [8], runningVariance [8]
          2: relu
          3: leakyRelu(0.1)
          4: Activation
          5: Dropout(keeping 0.5)
          6: Residual
            body: Sequential
              0: Dense  weight [8, 8]
              1: tanh
          7: WeightNorm
            layer: Dense  weight [1, 8], bias [1], weight.gain [1, 1]
          8: Sequential\
        """;
    assertThat(net).hasToString(expected);
    assertThat(Model.of(net)).hasToString(expected);
    assertThat(Model.of(Dense.of(2, 1))).hasToString("Dense  weight [1, 2], bias [1]");
    assertThat(Model.of(Lstm.of(1, 1, Recurrence.layers(1))).toString())
        .startsWith("Lstm\n  0: RecurrentDirection  inputWeight [4, 1], stateWeight [4, 1]");
  }

  /** What is as usual is left out, so that tables stay narrow. */
  @Test
  void layersWithoutParametersSayTheirSettings() {
    assertThat(MaxPool.of(2)).hasToString("MaxPool(2)");
    assertThat(new MaxPool(Pool.of(3).stride(2).padding(1)))
        .hasToString("MaxPool(3, stride 2, padding 1)");
    assertThat(new MaxPool(Pool.of(2, 3).padding(Padding.same()).dilation(2).ceilMode(true)))
        .hasToString("MaxPool(2 x 3, padding same, dilation 2, ceilMode)");
    assertThat(AvgPool.of(2)).hasToString("AvgPool(2)");
    assertThat(new AvgPool(Pool.of(3).padding(1, 0), false))
        .hasToString("AvgPool(3, padding 1 x 0, padding not counted)");
    assertThat(Dropout.keeping(0.8)).hasToString("Dropout(keeping 0.8)");
    assertThat(Dropout.binomial(0.5).ofChannels())
        .hasToString("Dropout(keeping 0.5, scaled in inference, by channels)");
  }

  @Test
  void aSummaryIsATableOfLayers() {
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Dense.of(2, 8),
                BatchNorm.of(8),
                Activation.relu(),
                Residual.of(Sequential.of(Dense.of(8, 8), Activation.tanh())),
                Dense.of(8, 1200)));
    assertThat(model.summary(new Spec(DType.FLOAT32, Shape.of(3, 2))))
        .isEqualTo(
            """
            layer       path      output     parameters   FLOPs    memory
            -------------------------------------------------------------
            Sequential            [3, 1200]           0       0  14.1 KiB
            Dense       0         [3, 8]             24     120   0.1 KiB
            BatchNorm   1         [3, 8]             16     224   0.1 KiB
            relu        2         [3, 8]              0      48   0.1 KiB
            Residual    3         [3, 8]              0      24   0.1 KiB
            Sequential  3.body    [3, 8]              0       0   0.1 KiB
            Dense       3.body.0  [3, 8]             72     408   0.1 KiB
            tanh        3.body.1  [3, 8]              0   1,680   0.1 KiB
            Dense       4         [3, 1200]      10,800  61,200  14.1 KiB
            -------------------------------------------------------------
            10,912 parameters (42.6 KiB of FLOAT32), 16 numbers in statistics
            63,704 FLOPs for FLOAT32[3, 2], 14.5 KiB of outputs\
            """);
    assertThat(model.summary().lines().skip(2).findFirst())
        .hasValue("Sequential                             0");
    assertThatThrownBy(() -> model.summary(new Spec(DType.FLOAT32, Shape.of(3, 5))))
        .hasMessageStartingWith("dense (0): the input does not fit");
  }

  /** Its values would take 32 GB. */
  @Test
  void aModelIsLookedAtWithoutValues() {
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Dense.of(20_000, 100_000),
                Dense.of(100_000, 20_000),
                BatchNorm.of(20_000),
                Dense.of(20_000, 100_000),
                Dense.of(100_000, 20_000)));
    Spec input = new Spec(DType.FLOAT32, Shape.of(7, 20_000));
    assertThat(model.parameterCount()).isEqualTo(4 * 2_000_000_000L + 2 * 120_000 + 40_000);
    assertThat(model.output(input)).isEqualTo(input);
    assertThat(model.summary(input)).contains("[7, 100000]").contains("8,000,280,000 parameters");
    assertThatThrownBy(() -> model.output(new Spec(DType.FLOAT32, Shape.of(7, 3))))
        .hasMessage(
            "dense (0): the input does not fit the weights: x is [7, 3]; give [..., 20000]");
  }

  /** Asks for a number of what it computes. */
  @Test
  void aLayerThatAsksForAValueSaysSo() {
    Layer asking = (x, pass) -> x.times(x.get(0).item());
    Model<Sequential> model = Model.of(Sequential.of(Dense.of(1, 1), asking));
    assertThatThrownBy(() -> model.output(new Spec(DType.FLOAT32, Shape.of(2, 1))))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Uses a part that it has not declared. */
  private static final class Forgetful implements Layer {
    final Layer part;

    Forgetful(Layer part) {
      this.part = part;
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return part.forward(x, pass);
    }
  }

  private static void refuses(Layer part, String message) {
    Model<Sequential> model = Model.of(Sequential.of(new Forgetful(part)));
    assertThatThrownBy(
            () -> model.root().forward(X, model.training(model.initialize(Key.of(1)), Key.of(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsNotDeclaredIsNamedWithTheClassesThatUseIt() {
    refuses(
        Dense.of(2, 1),
        "pass: the parameter WEIGHT [1, 2] is not declared in this model, and Dense uses it; name"
            + " it in Dense.declare(...), and that by child(...) in Forgetful.declare(...)");
    refuses(
        new Dropout(0.5),
        "pass: the component Dropout(keeping 0.5) is not"
            + " declared in this model; name it by child(...) in Forgetful.declare(...)");
    refuses(
        Dense.of(7, 1),
        "pass: the component Dense is not declared in this model; name it by child(...) in"
            + " Forgetful.declare(...)");
  }
}
