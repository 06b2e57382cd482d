package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.architecture.Bert;
import dev.wengert.nn.architecture.BertSettings;
import dev.wengert.nn.architecture.PublishedNames;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxReader;
import dev.wengert.onnx.format.OnnxWriter;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import dev.wengert.testing.Seeds;
import java.io.IOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Reads the sentence encoder all-MiniLM-L6-v2, runs it as ONNX Runtime does, tunes it, and hands it
 * back. It is there with the profile {@code minilm}.
 */
class MiniLmTest {

  private static final String FILE = "all-minilm-l6-v2.onnx";

  private static byte[] file() throws IOException {
    URL resource = MiniLmTest.class.getClassLoader().getResource(FILE);
    assumeTrue(resource != null, FILE + " is not there; run with -Pminilm");
    return Resources.toByteArray(resource);
  }

  /** Ids, mask and types of sentences, the second of which is shorter. */
  private static List<Tensor> sentences(int n, int length) {
    Random random = Seeds.random(20);
    int[][] ids = new int[n][length];
    int[][] mask = new int[n][length];
    for (int i = 0; i < n; i++) {
      int own = i == 1 ? length / 2 : length;
      for (int t = 0; t < own; t++) {
        ids[i][t] = t == 0 ? 101 : t == own - 1 ? 102 : 1000 + random.nextInt(20_000);
        mask[i][t] = 1;
      }
    }
    return List.of(Tensor.of(ids), Tensor.of(mask), Tensor.of(new int[n][length]));
  }

  private static double difference(Tensor a, Tensor b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    return Reductions.max(Elementary.abs(a.minus(b))).item();
  }

  @Test
  void isRunTunedAndHandedBack() throws IOException {
    byte[] bytes = file();
    OnnxLayer layer = Onnx.of(OnnxReader.read(bytes));
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    assertThat(layer.inputs()).hasSize(3);
    assertThat(model.parameters().keySet())
        .contains(
            "encoder.layer.0.attention.self.query.weight", "encoder.layer.5.output.dense.bias")
        .noneMatch(path -> path.matches("[0-9]+"));
    assertThat(values.byPath().values().stream().mapToLong(Tensor::size).sum())
        .isGreaterThan(22_000_000);
    List<Tensor> inputs = sentences(4, 25);
    ImmutableList<Tensor> here = layer.forward(inputs, model.inference(values));
    ImmutableList<Tensor> there = OnnxRuntime.run(bytes, inputs.toArray(new Tensor[0]));
    double before = difference(here.get(0), there.get(0));
    assertThat(before).isLessThan(1e-5);

    Model.Step step =
        model.differentiate(
            values,
            Key.of(1),
            (root, pass) -> Reductions.mean(Elementary.square(root.forward(inputs, pass).get(0))));
    step.gradients()
        .byPath()
        .forEach(
            (path, gradient) ->
                assertThat(Reductions.max(Elementary.abs(gradient)).item()).as(path).isFinite());
    Values tuned = values.map((path, value) -> value.minus(step.gradients().get(path).times(1.0)));
    Tensor after = layer.forward(inputs, model.inference(tuned)).get(0);
    assertThat(difference(after, here.get(0))).isGreaterThan(1e-3);
    byte[] handedBack = OnnxWriter.toBytes(layer.withValues(tuned));
    Tensor thereAfter = OnnxRuntime.run(handedBack, inputs.toArray(new Tensor[0])).get(0);
    assertThat(difference(after, thereAfter)).isLessThan(1e-5);
  }

  /** The batch and the length of sentences are open again. */
  @Test
  void isExportedAgain() throws IOException {
    OnnxLayer layer = Onnx.of(OnnxReader.read(file()));
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    List<Tensor> inputs = sentences(3, 7);
    OnnxExport export =
        OnnxExport.of(model, values, (root, x, pass) -> root.forward(x, pass)).opset(17);
    for (int i = 0; i < inputs.size(); i++) {
      export = export.input(layer.inputs().get(i).name(), inputs.get(i).spec(), "batch", "steps");
    }
    OnnxModel again = export.outputs("hidden").model();
    List<Tensor> others = sentences(5, 12);
    Tensor here = layer.forward(others, model.inference(values)).get(0);
    byte[] bytes = OnnxWriter.toBytes(again);
    Tensor there = OnnxRuntime.run(bytes, others.toArray(new Tensor[0])).get(0);
    assertThat(difference(here, there)).isLessThan(2e-5);
    assertThat(again.graph().inputs().get(0).sides()).containsExactly("batch", "steps");
    assertThat(again.graph().outputs().get(0).sides()).containsExactly("batch", "steps", "384");
  }

  /** The weights under their published names, in {@link Bert}'s own layers. */
  @Test
  void itsWeightsComputeTheSameAsLayers() throws IOException {
    byte[] bytes = file();
    OnnxLayer layer = Onnx.of(OnnxReader.read(bytes));
    Map<String, Tensor> published = new LinkedHashMap<>();
    layer
        .values(layer.model())
        .byPath()
        .forEach(
            (name, value) -> {
              // Matrices of products are [in, out] in the file, and [out, in] as published.
              boolean isProduct = value.rank() == 2 && !name.startsWith("embeddings");
              published.put(name, isProduct ? value.transpose() : value);
            });
    BertSettings settings = BertSettings.of(30_522, 512, 6, 384, 12).withoutPooler();
    Model<Bert> model = Model.of(Bert.of(settings));
    assertThat(model.parameterCount()).isEqualTo(22_565_376);
    Values values = PublishedNames.bert(settings).values("MiniLM", published, model);
    List<Tensor> inputs = sentences(4, 25);
    Tensor there = OnnxRuntime.run(bytes, inputs.toArray(new Tensor[0])).get(0);
    Tensor mask = inputs.get(1).ne(0);
    Tensor here =
        model
            .root()
            .forward(
                inputs.get(0), inputs.get(2), AttentionMask.padding(mask), model.inference(values));
    Tensor isPiece = mask.reshape(4, 25, 1);
    assertThat(difference(Selection.where(isPiece, here, 0), Selection.where(isPiece, there, 0)))
        .isLessThan(1e-5);
  }
}
