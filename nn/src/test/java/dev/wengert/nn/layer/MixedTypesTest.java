package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.attention.MultiHeadAttention;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.GroupNorm;
import dev.wengert.nn.layer.normalization.InstanceNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.normalization.RmsNorm;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.ops.Conv;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A layer with parameters that is given another dtype than theirs says so with its path. */
class MixedTypesTest {

  static Stream<Arguments> layers() {
    return Stream.of(
        row("dense", Dense.of(4, 3), 2, 4),
        row("dense with leading axes", Dense.of(4, 3), 2, 5, 4),
        row("convolution", Convolution.of1d(4, 3, 1), 2, 4, 5),
        row("transposed", Convolution.transposed1d(4, 3, Conv.DEFAULT, 1), 2, 4, 5),
        row("rnn", Rnn.of(4, 3), 2, 5, 4),
        row("gru", Gru.of(4, 3), 2, 5, 4),
        row("lstm", Lstm.of(4, 3), 2, 5, 4),
        row("batch norm", BatchNorm.of(4), 2, 4),
        row("layer norm", LayerNorm.of(4), 2, 4),
        row("group norm", GroupNorm.of(2, 4), 2, 4, 5),
        row("instance norm", InstanceNorm.of(4), 2, 4, 5),
        row("rms norm", RmsNorm.of(4), 2, 4),
        row("learned positions", PositionalEncoding.learned(5, 4), 2, 5, 4),
        row("parametric relu", PRelu.of(4), 2, 4),
        row("attention", MultiHeadAttention.of(4, 2), 2, 5, 4),
        row("encoder block", TransformerEncoderBlock.of(TransformerSettings.of(4, 2)), 2, 5, 4));
  }

  private static Arguments row(String name, Layer layer, int... sides) {
    return arguments(named(name, layer), sides);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anotherDtypeIsRefusedByPath(Layer layer, int[] sides) {
    Model<Sequential> model = Model.of(Sequential.of(Activation.relu(), layer));
    Values values = model.initialize(Key.of(1));
    Tensor x = Tensor.ones(DType.FLOAT64, sides);
    for (Pass pass : new Pass[] {model.inference(values), model.training(values, Key.of(2))}) {
      assertThatThrownBy(() -> model.root().forward(x, pass))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(" (1")
          .hasMessageContaining("FLOAT64")
          .hasMessageContaining("to(FLOAT32)");
    }
  }
}
