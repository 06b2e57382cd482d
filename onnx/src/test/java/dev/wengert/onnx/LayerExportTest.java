package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.reflect.ClassPath;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.architecture.Gpt;
import dev.wengert.nn.architecture.GptSettings;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.GatedLinearUnit;
import dev.wengert.nn.layer.Lora;
import dev.wengert.nn.layer.MixtureOfExperts;
import dev.wengert.nn.layer.PRelu;
import dev.wengert.nn.layer.Pruned;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.MultiHeadAttention;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.RelativePositionBias;
import dev.wengert.nn.layer.attention.TransformerDecoder;
import dev.wengert.nn.layer.attention.TransformerDecoderBlock;
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
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrent;
import dev.wengert.nn.layer.recurrent.RecurrentCell;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxWriter;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every layer of nn, with its batch left open, run by ONNX Runtime at sizes of its own. */
class LayerExportTest {

  private static final double TOLERANCE = 5e-6;
  private static final int[][] OPEN = {{3, 5}, {1, 9}, {4, 2}, {2, 1}};
  private static final int[][] FIXED = {{3, 5}, {1, 5}};

  /**
   * A layer at an input.
   *
   * @param sides those of one example
   * @param operators what the file must have, by name
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(Component component, int[] sides, boolean isIndex, String... operators) {
    static Row of(Component component, int[] sides, String... operators) {
      return new Row(component, sides, false, operators);
    }

    Tensor input(int examples) {
      Tensor x =
          Key.of(examples).normal(new Spec(DType.FLOAT32, Shape.of(sides).prepend(examples)));
      return isIndex ? x.gt(0).to(DType.INT32) : x;
    }
  }

  /** A cell of one's own: half of what was, and what comes. */
  private record Fading() implements RecurrentCell<Tensor> {
    @Override
    public void declare(Declarations declarations) {}

    @Override
    public Tensor initial(Tensor x) {
      return Tensor.zeros(x.dtype(), x.shape().side(0), x.shape().side(2));
    }

    @Override
    public Tensor step(Tensor x, Tensor state, Pass pass) {
      return state.times(0.5).plus(x);
    }

    @Override
    public Tensor output(Tensor state) {
      return state;
    }
  }

  private static int[] of(int... sides) {
    return sides;
  }

  private static List<Row> rows() {
    TransformerSettings small = TransformerSettings.of(8, 2).withHidden(5);
    return List.of(
        Row.of(Activation.relu(), of(3), "Relu"),
        Row.of(AdaptiveAvgPool.of(2), of(3, 5), "MatMul"),
        Row.of(AvgPool.of(2), of(3, 6, 4), "AveragePool"),
        Row.of(BatchNorm.of(3), of(3, 4), "BatchNormalization"),
        Row.of(Convolution.of2d(3, 4, 3), of(3, 6, 5), "Conv"),
        Row.of(Dense.of(3, 4), of(3), "Gemm"),
        Row.of(Dense.of(3, 4), of(5, 3), "Gemm"),
        Row.of(Dropout.keeping(0.6), of(3)),
        new Row(Embedding.of(4, 3), of(5), true, "Gather"),
        Row.of(Flatten.of(), of(3, 4), "Reshape"),
        Row.of(GatedLinearUnit.of(3, 4), of(3), "Gemm", "Sigmoid"),
        Row.of(GlobalPool.average(), of(3, 4, 5), "ReduceMean"),
        Row.of(GroupNorm.of(2, 4), of(4, 3)),
        Row.of(Gru.of(3, 4), of(5, 3), "GRU"),
        Row.of(InstanceNorm.of(3), of(3, 5)),
        Row.of(LayerNorm.of(4), of(3, 4), "LayerNormalization"),
        Row.of(Lstm.of(3, 4), of(5, 3), "LSTM"),
        Row.of(Lora.of(Dense.of(3, 4), 2, 4), of(3), "Gemm"),
        Row.of(MaxPool.of(2), of(3, 4, 6), "MaxPool"),
        Row.of(
            MixtureOfExperts.of(3, 2, List.of(Dense.of(3, 4), Dense.of(3, 4), Dense.of(3, 4))),
            of(3),
            "TopK"),
        Row.of(MultiHeadAttention.of(8, 2), of(5, 8), "Softmax", "MatMul"),
        Row.of(PRelu.of(3), of(3, 4)),
        Row.of(PositionalEncoding.learned(6, 4), of(5, 4), "Add"),
        Row.of(Pruned.of(Dense.of(3, 4)), of(3), "Gemm"),
        Row.of(RelativePositionBias.buckets(2, 4, 6, true), of(2, 5, 5), "Gather"),
        Row.of(Recurrent.of(new Fading()), of(5, 3), "Scan"),
        Row.of(Residual.of(Dense.of(3, 3)), of(3), "Gemm"),
        Row.of(RmsNorm.of(4), of(3, 4)),
        Row.of(Rnn.of(3, 4), of(5, 3), "RNN"),
        Row.of(Sequential.of(Dense.of(3, 4), Activation.gelu(), Dense.of(4, 2)), of(3), "Gemm"),
        Row.of(SpectralNorm.of(Dense.of(3, 4)), of(3)),
        Row.of(SqueezeExcitation.of(4, 2), of(4, 3, 5), "ReduceMean", "Sigmoid"),
        Row.of(TransformerDecoder.of(small, 1), of(5, 8), "LayerNormalization", "Softmax"),
        Row.of(TransformerDecoderBlock.of(small), of(5, 8), "LayerNormalization", "Softmax"),
        Row.of(TransformerEncoder.of(small, 2), of(5, 8), "LayerNormalization", "Softmax"),
        Row.of(TransformerEncoderBlock.of(small), of(5, 8), "LayerNormalization", "Softmax"),
        Row.of(Upsample.nearest(2), of(3, 4)),
        Row.of(WeightNorm.of(Dense.of(3, 4)), of(3)));
  }

  private static Tensor forward(Component component, Tensor x, Pass pass) {
    return switch (component) {
      case TransformerDecoder decoder -> decoder.forward(x, x, pass);
      case TransformerDecoderBlock block -> block.forward(x, x, pass);
      case RelativePositionBias bias ->
          x.plus(bias.tensor(x.shape().side(-2), x.shape().side(-1), pass));
      case Layer layer -> layer.forward(x, pass);
      default -> throw new AssertionError(component);
    };
  }

  private static OnnxModel file(Row row, Model<Component> model, Values values) {
    String[] axes = new String[row.sides().length + 1];
    Arrays.fill(axes, "");
    axes[0] = "batch";
    return OnnxExport.of(model, values, (root, x, pass) -> List.of(forward(root, x.get(0), pass)))
        .input("x", row.input(3).spec(), axes)
        .model();
  }

  /** Returns the files of all layers. */
  static List<OnnxModel> files() {
    List<OnnxModel> files = new ArrayList<>();
    for (Row row : rows()) {
      Model<Component> model = Model.of(row.component());
      files.add(file(row, model, model.initialize(Key.of(2))));
    }
    return files;
  }

  @Test
  void everyLayerRunsThereOnAnyNumberOfExamples() {
    List<String> amiss = new ArrayList<>();
    for (Row row : rows()) {
      Model<Component> model = Model.of(row.component());
      Values values = model.initialize(Key.of(2));
      try {
        OnnxModel file = file(row, model, values);
        assertThat(file.graph().inputs().get(0).sides().get(0)).isEqualTo("batch");
        assertThat(file.graph().nodes())
            .as(row.component().getClass().getSimpleName())
            .extracting(OnnxNode::operator)
            .containsAll(List.of(row.operators()));
        assertThat(file.graph().initializers())
            .extracting(OnnxTensor::name)
            .containsAll(
                row.component() instanceof SpectralNorm
                        || row.component() instanceof PositionalEncoding
                    ? List.of()
                    : model.parameters().keySet());
        try (OnnxRuntime runtime = OnnxRuntime.of(OnnxWriter.toBytes(file))) {
          for (int examples : new int[] {3, 1, 6}) {
            Tensor x = row.input(examples);
            Tensor here = forward(row.component(), x, model.inference(values));
            Tensor there = runtime.run(List.of(x)).get(0);
            String difference = Agreement.difference(here, there, TOLERANCE);
            if (!difference.isEmpty()) {
              amiss.add(row.component() + " of " + examples + ": " + difference);
            }
          }
        }
      } catch (RuntimeException e) {
        amiss.add(row.component().getClass().getSimpleName() + ": " + e);
      }
    }
    assertThat(amiss).isEmpty();
  }

  @Test
  void noLayerIsLeftOut() throws IOException {
    Set<Class<?>> tried = new LinkedHashSet<>();
    rows().forEach(row -> tried.add(row.component().getClass()));
    ImmutableList.Builder<Class<?>> all = ImmutableList.builder();
    for (ClassPath.ClassInfo info :
        ClassPath.from(Dense.class.getClassLoader())
            .getTopLevelClassesRecursive(Dense.class.getPackageName())) {
      Class<?> type = info.load();
      if (Component.class.isAssignableFrom(type)
          && Modifier.isPublic(type.getModifiers())
          && !type.isInterface()) {
        all.add(type);
      }
    }
    assertThat(ImmutableSet.copyOf(tried)).containsExactlyInAnyOrderElementsOf(all.build());
  }

  /** The batch and the length of sequences are open at once. */
  @Test
  void anEncoderRunsOnSequencesOfAnyLength() {
    Model<TransformerEncoder> model =
        Model.of(TransformerEncoder.of(TransformerSettings.of(8, 2).withHidden(5), 2));
    Values values = model.initialize(Key.of(2));
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(3, 5, 8)));
    OnnxModel file =
        OnnxExport.of(model, values).input("x", x.spec(), "batch", "steps", "").opset(21).model();
    assertThat(file.graph().outputs().get(0).sides()).containsExactly("batch", "steps", "8");
    try (OnnxRuntime runtime = OnnxRuntime.of(OnnxWriter.toBytes(file))) {
      for (int[] sides : new int[][] {{3, 5, 8}, {1, 9, 8}, {4, 2, 8}, {2, 1, 8}}) {
        Tensor other = Key.of(7).normal(new Spec(DType.FLOAT32, Shape.of(sides)));
        Tensor here = model.root().forward(other, model.inference(values));
        assertThat(Agreement.difference(here, runtime.run(List.of(other)).get(0), TOLERANCE))
            .isEmpty();
      }
    }
  }

  /** Learned positions leave the length open too; tables of rotations do not. */
  @Test
  void writersRunOnAnyNumberOfTexts() {
    GptSettings llama = GptSettings.llama(7, 64, 2, 8, 4, 6);
    for (GptSettings settings :
        List.of(
            GptSettings.of(7, 64, 2, 8, 2),
            llama.withTransformer(llama.transformer().withKeyHeads(2)))) {
      boolean isOpen = settings.transformer().rotary() == null;
      Model<Gpt> model = Model.of(Gpt.of(settings));
      Values values = model.initialize(Key.of(2));
      OnnxModel file =
          OnnxExport.of(model, values)
              .input("x", new Spec(DType.INT32, Shape.of(3, 5)), "batch", isOpen ? "steps" : "")
              .model();
      assertThat(file.graph().outputs().get(0).sides())
          .containsExactly("batch", isOpen ? "steps" : "5", "7");
      try (OnnxRuntime runtime = OnnxRuntime.of(OnnxWriter.toBytes(file))) {
        for (int[] sides : isOpen ? OPEN : FIXED) {
          Tensor x =
              Key.of(7).normal(new Spec(DType.FLOAT32, Shape.of(sides))).gt(0).to(DType.INT32);
          Tensor here = model.root().forward(x, model.inference(values));
          assertThat(Agreement.difference(here, runtime.run(List.of(x)).get(0), TOLERANCE))
              .isEmpty();
        }
      }
    }
  }

  /** What goes out comes in again, under its names, and computes the same. */
  @Test
  void whatIsExportedIsImportedAgain() {
    Model<TransformerEncoder> model =
        Model.of(TransformerEncoder.of(TransformerSettings.of(8, 2).withHidden(5), 1));
    Values values = model.initialize(Key.of(2));
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(3, 5, 8)));
    OnnxModel file =
        OnnxExport.of(model, values).input("x", x.spec(), "batch", "steps", "").model();
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> again = layer.model();
    assertThat(again.parameters().keySet()).containsAll(model.parameters().keySet());
    Tensor other = Key.of(3).normal(new Spec(DType.FLOAT32, Shape.of(2, 7, 8)));
    Tensor here = model.root().forward(other, model.inference(values));
    Tensor there = layer.forward(other, again.inference(layer.values(again)));
    assertThat(Agreement.difference(there, here, TOLERANCE)).isEmpty();
    OnnxModel twice =
        OnnxExport.of(again, layer.values(again))
            .input("x", x.spec(), "batch", "steps", "")
            .model();
    Tensor last = OnnxRuntime.run(OnnxWriter.toBytes(twice), other).get(0);
    assertThat(Agreement.difference(last, here, TOLERANCE)).isEmpty();
  }
}
