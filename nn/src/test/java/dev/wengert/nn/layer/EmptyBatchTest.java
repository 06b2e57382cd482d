package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Gradients;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.nn.layer.attention.MultiHeadAttention;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.TransformerDecoder;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.AdaptiveAvgPool;
import dev.wengert.nn.layer.convolution.AvgPool;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.GlobalPool;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.convolution.SqueezeExcitation;
import dev.wengert.nn.layer.convolution.Upsample;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.GroupNorm;
import dev.wengert.nn.layer.normalization.InstanceNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.normalization.RmsNorm;
import dev.wengert.nn.layer.normalization.SpectralNorm;
import dev.wengert.nn.layer.normalization.WeightNorm;
import dev.wengert.nn.layer.recurrent.Fading;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Recurrent;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Padding;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Reductions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A batch of no examples goes through every layer: its shape is that of a batch of two but for the
 * first axis, and its gradients are 0.
 */
class EmptyBatchTest {

  static Stream<Arguments> layers() {
    return Stream.of(
        row("dense", Dense.of(4, 3), 4),
        row("dense with leading axes", Dense.of(4, 3), 5, 4),
        row("convolution 1d", Convolution.of1d(4, 3, 2), 4, 5),
        row("convolution 2d", Convolution.of2d(4, 3, 2, 3), 4, 5, 6),
        row("transposed", Convolution.transposed1d(4, 3, Conv.DEFAULT, 2), 4, 5),
        row("rnn", Rnn.of(4, 3), 5, 4),
        row("gru", Gru.of(4, 3), 5, 4),
        row("lstm", Lstm.of(4, 3), 5, 4),
        row("cell of one's own", Recurrent.of(Fading.of(4)), 5, 4),
        row("batch norm", BatchNorm.of(4), 4),
        row("batch norm of images", BatchNorm.of(4), 4, 3, 3),
        row("layer norm", LayerNorm.of(4), 4),
        row("group norm", GroupNorm.of(2, 4), 4, 5),
        row("group norm of vectors", GroupNorm.of(2, 4), 4),
        row("instance norm", InstanceNorm.of(4), 4, 5),
        row("rms norm", RmsNorm.of(4), 4),
        row("learned positions", PositionalEncoding.learned(5, 4), 5, 4),
        row("fixed positions", PositionalEncoding.sinusoidal(5, 4), 5, 4),
        row("parametric relu", PRelu.of(4), 4),
        row("attention", MultiHeadAttention.of(4, 2), 5, 4),
        row("encoder block", TransformerEncoderBlock.of(TransformerSettings.of(4, 2)), 5, 4),
        row("encoder", TransformerEncoder.of(TransformerSettings.of(4, 2), 2), 5, 4),
        row("gated linear unit", GatedLinearUnit.of(4, 3), 4),
        row("average of all", GlobalPool.average(), 4, 3, 3),
        row("largest of all", GlobalPool.max(), 4, 3, 3),
        row("max pool", MaxPool.of(2), 4, 6, 6),
        row("max pool, same", new MaxPool(Pool.of(2).padding(Padding.same())), 4, 5, 5),
        row("mean pool", AvgPool.of(2), 4, 6, 6),
        row("mean pool without padding", new AvgPool(Pool.of(3).padding(1), false), 4, 6, 6),
        row("adaptive pool", AdaptiveAvgPool.of(2), 4, 5, 5),
        row("upsample", Upsample.nearest(2), 4, 3, 3),
        row("upsample linearly", Upsample.linear(2), 4, 3, 3),
        row("flatten", Flatten.of(), 4, 3),
        row("dropout", Dropout.keeping(0.5), 4),
        row("activation", Activation.gelu(), 4),
        row("residual", Residual.of(Dense.of(4, 4)), 4),
        row("sequential", Sequential.of(Dense.of(4, 3), Activation.relu()), 4),
        row("spectral norm", SpectralNorm.of(Dense.of(4, 3)), 4),
        row("adapted", Lora.of(Dense.of(4, 3), 2, 1), 4),
        row("pruned", Pruned.of(Dense.of(4, 3)), 4),
        row("experts", MixtureOfExperts.of(4, 1, List.of(Dense.of(4, 3), Dense.of(4, 3))), 4),
        row("squeezed", SqueezeExcitation.of(4, 2), 4, 3, 3),
        row("weight norm", WeightNorm.of(Dense.of(4, 3)), 4));
  }

  private static Arguments row(String name, Layer layer, int... sides) {
    return arguments(named(name, layer), sides);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void goesThrough(Layer layer, int[] sides) {
    Model<Sequential> model = Model.of(Sequential.of(layer));
    Values values = model.initialize(Key.of(1));
    for (boolean training : new boolean[] {false, true}) {
      Tensor two = run(model, values, batch(2, sides), training);
      int[] expected = two.shape().sides();
      expected[0] = 0;
      if (training && layer instanceof BatchNorm) {
        continue;
      }
      Tape tape = new Tape();
      Values watched = values.map((path, value) -> tape.watch(value));
      Tensor none = run(model, watched, batch(0, sides), training);
      assertThat(none.shape()).isEqualTo(Shape.of(expected));
      assertThat(none.dtype()).isEqualTo(DType.FLOAT32);
      if (!model.parameters().isEmpty()) {
        Gradients gradients = tape.gradients(Reductions.sum(none));
        for (String path : model.parameters().keySet()) {
          assertThat(gradients.of(watched.get(path)).toDoubleArray()).as(path).containsOnly(0);
        }
      }
    }
  }

  private static Tensor run(Model<Sequential> model, Values values, Tensor x, boolean isTraining) {
    Pass pass = isTraining ? model.training(values, Key.of(2)) : model.inference(values);
    return model.root().forward(x, pass);
  }

  private static Tensor batch(int n, int... sides) {
    int[] all = new int[sides.length + 1];
    all[0] = n;
    System.arraycopy(sides, 0, all, 1, sides.length);
    return Key.of(3).normal(new Spec(DType.FLOAT32, Shape.of(all)));
  }

  /** A mean needs examples, and running statistics are means. */
  @Test
  void batchNormSaysWhatItLacksInTraining() {
    Model<Sequential> model = Model.of(Sequential.of(BatchNorm.of(4)));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> run(model, values, batch(0, 4), true))
        .hasMessage(
            "batchNorm (0): an empty channel has no variance: x is [0, 4] in training; give a"
                + " larger batch, or use an inference pass");
  }

  @Test
  void emptyPlacesAreRefusedForTheirOwnReason() {
    refused(
        GlobalPool.max(),
        "globalPool (0): the input has no places to pool: x is FLOAT32[2, 4, 0]; give a floating"
            + " tensor [N, C, spatial...]");
    refused(
        InstanceNorm.of(4),
        "instanceNorm (0): an empty channel of an example has no variance: x is [2, 4,"
            + " 0]; give larger spatial axes");
    refused(
        GroupNorm.of(2, 4),
        "groupNorm (0): an empty group has no variance: x is [2, 4, 0] for 2 groups;"
            + " give fewer groups, or more values a channel");
  }

  private static void refused(Layer layer, String message) {
    Model<Sequential> model = Model.of(Sequential.of(layer));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> run(model, values, batch(2, 4, 0), false)).hasMessage(message);
  }

  @Test
  void otherFormsGoThroughToo() {
    Tensor x = batch(0, 5, 4);
    Model<MultiHeadAttention> attention = Model.of(MultiHeadAttention.of(4, 2));
    Pass pass = attention.inference(attention.initialize(Key.of(1)));
    AttentionMask mask = AttentionMask.lengths(Tensor.zeros(DType.INT32, 0), 5);
    assertThat(attention.root().forward(x, mask, pass).shape()).isEqualTo(x.shape());
    Model<Lstm> lstm = Model.of(Lstm.of(4, 3, Recurrence.layers(2).bidirectional().normalized()));
    Pass reading = lstm.inference(lstm.initialize(Key.of(1)));
    var output = lstm.root().forward(x, Tensor.zeros(DType.INT32, 0), null, reading);
    assertThat(output.outputs().shape()).isEqualTo(Shape.of(0, 5, 6));
    assertThat(output.state().h().shape()).isEqualTo(Shape.of(4, 0, 3));
    Model<Embedding> embedding = Model.of(Embedding.of(7, 4));
    Tensor vectors =
        embedding
            .root()
            .forward(
                Tensor.zeros(DType.INT32, 0, 5),
                embedding.inference(embedding.initialize(Key.of(1))));
    assertThat(vectors.shape()).isEqualTo(Shape.of(0, 5, 4));
    Model<TransformerDecoder> decoder =
        Model.of(TransformerDecoder.of(TransformerSettings.of(4, 2), 2));
    Pass decoding = decoder.inference(decoder.initialize(Key.of(1)));
    assertThat(decoder.root().forward(x, batch(0, 7, 4), decoding).shape()).isEqualTo(x.shape());
  }

  /** Every layer of all rooms has a row above, or stands in the test before this. */
  @Test
  void noLayerIsLeftOut() throws IOException {
    TreeSet<String> expected = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/wengert/nn/layer"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file)
            .matches("(?s).*public (final class|record) .*implements Layer.*")) {
          expected.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }
    TreeSet<String> tried = new TreeSet<>(List.of("Embedding"));
    layers()
        .map(row -> ((Named<?>) row.get()[0]).getPayload())
        .forEach(layer -> tried.add(layer.getClass().getSimpleName()));
    assertThat(tried).containsExactlyElementsOf(expected);
    assertThat(tried).hasSizeGreaterThan(25);
  }
}
