package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.io.FloatFormat;
import dev.wengert.io.Safetensors;
import dev.wengert.io.SafetensorsShards;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made here with the names and layouts that published ones have. */
class PublishedNamesTest {

  private static final int[] TEXT = {3, 1, 4, 1, 5};

  @TempDir Path folder;

  /** Draws tensors by name. */
  private static final class Drawn {
    private final Map<String, Tensor> all = new LinkedHashMap<>();

    Drawn put(String name, int... sides) {
      Tensor drawn = Key.of(7).fold(name).normal(new Spec(DType.FLOAT32, Shape.of(sides)));
      // Scales of normalizations are about 1.
      boolean isScale = name.matches(".*(ln_.|[nN]orm)\\.(weight|gamma)");
      all.put(name, isScale ? drawn.times(0.3).plus(1) : drawn.times(0.5));
      return this;
    }

    Drawn affine(String name, int outputs, int inputs) {
      return put(name + ".weight", outputs, inputs).put(name + ".bias", outputs);
    }

    Drawn norm(String name, int width) {
      return put(name + ".weight", width).put(name + ".bias", width);
    }
  }

  private static Tensor named(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static Map<String, Tensor> gpt2(int symbols, int positions, int width) {
    Drawn drawn = new Drawn().put("wte.weight", symbols, width).put("wpe.weight", positions, width);
    for (int i = 0; i < 2; i++) {
      String h = "h." + i + ".";
      drawn
          .norm(h + "ln_1", width)
          .put(h + "attn.bias", 1, 1, positions, positions)
          .put(h + "attn.c_attn.weight", width, 3 * width)
          .put(h + "attn.c_attn.bias", 3 * width)
          .put(h + "attn.c_proj.weight", width, width)
          .put(h + "attn.c_proj.bias", width)
          .norm(h + "ln_2", width)
          .put(h + "mlp.c_fc.weight", width, 4 * width)
          .put(h + "mlp.c_fc.bias", 4 * width)
          .put(h + "mlp.c_proj.weight", 4 * width, width)
          .put(h + "mlp.c_proj.bias", width);
    }
    return drawn.norm("ln_f", width).all;
  }

  private static Map<String, Tensor> llama(int symbols, int width, int keys, int hidden) {
    Drawn drawn = new Drawn().put("model.embed_tokens.weight", symbols, width);
    for (int i = 0; i < 2; i++) {
      String h = "model.layers." + i + ".";
      drawn
          .put(h + "self_attn.q_proj.weight", width, width)
          .put(h + "self_attn.k_proj.weight", keys, width)
          .put(h + "self_attn.v_proj.weight", keys, width)
          .put(h + "self_attn.o_proj.weight", width, width)
          .put(h + "self_attn.rotary_emb.inv_freq", 2)
          .put(h + "mlp.gate_proj.weight", hidden, width)
          .put(h + "mlp.up_proj.weight", hidden, width)
          .put(h + "mlp.down_proj.weight", width, hidden)
          .put(h + "input_layernorm.weight", width)
          .put(h + "post_attention_layernorm.weight", width);
    }
    return drawn.put("model.norm.weight", width).put("lm_head.weight", symbols, width).all;
  }

  private static void compare(Model<Gpt> model, Values values, NaiveDecoder naive) {
    Tensor x = Tensor.of(new int[][] {TEXT});
    double[] here = model.root().forward(x, model.inference(values)).toDoubleArray();
    double[][] there = naive.logits(TEXT);
    double largest = 0;
    for (int t = 0; t < there.length; t++) {
      for (int s = 0; s < there[t].length; s++) {
        largest = Math.max(largest, Math.abs(there[t][s]));
        assertThat(here[t * there[t].length + s]).isCloseTo(there[t][s], within(1e-11));
      }
    }
    assertThat(largest).isGreaterThan(1);
  }

  @Test
  void gpt2IsReadAndComputesWhatItsPaperSays() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Map<String, Tensor> published = gpt2(7, 6, 8);
    Safetensors.write(file, published);
    GptSettings settings = GptSettings.of(7, 6, 2, 8, 2);
    // @start region="published"
    Model<Gpt> model = Model.of(Gpt.of(settings), DType.FLOAT64);
    PublishedNames names = PublishedNames.gpt2(settings);
    Values values = names.read(file, model);
    Safetensors.write(folder.resolve("tuned.safetensors"), names.published(values));
    // @end region="published"
    compare(model, values, new NaiveDecoder(published, 8, 2, 2, 1e-5, 0));
    Map<String, Tensor> again = Safetensors.read(folder.resolve("tuned.safetensors")).tensors();
    again.forEach(
        (name, tensor) ->
            assertThat(tensor.to(DType.FLOAT32).toFloatArray())
                .as(name)
                .isEqualTo(named(published, name).toFloatArray()));
    assertThat(again).hasSize(published.size() - 2);
  }

  @Test
  void thePrefixAndATiedOutputMayBeThere() {
    Map<String, Tensor> published = gpt2(7, 6, 8);
    Map<String, Tensor> other = new LinkedHashMap<>();
    published.forEach((name, tensor) -> other.put("transformer." + name, tensor));
    other.put("lm_head.weight", named(published, "wte.weight"));
    GptSettings settings = GptSettings.of(7, 6, 2, 8, 2);
    Model<Gpt> model = Model.of(Gpt.of(settings), DType.FLOAT64);
    Values values = PublishedNames.gpt2(settings).values("file", other, model);
    compare(model, values, new NaiveDecoder(published, 8, 2, 2, 1e-5, 0));
    other.put("wpe.weight", named(published, "wpe.weight").times(2));
    assertThatThrownBy(() -> PublishedNames.gpt2(settings).values("file", other, model))
        .hasMessage(
            "published: file differs in 1 of its tensors: wpe.weight is there twice, the second"
                + " time as wpe.weight; make the model by the settings of the file");
    other.remove("wpe.weight");
    other.put("lm_head.weight", named(published, "wte.weight").times(2));
    assertThatThrownBy(() -> PublishedNames.gpt2(settings).values("file", other, model))
        .hasMessage(
            "published: file differs in 1 of its tensors: lm_head.weight differs from what it is"
                + " tied to, symbols.weight; make the model by the settings of the file");
  }

  @Test
  void llamaIsReadAndComputesWhatItsPaperSays() {
    Map<String, Tensor> published = llama(7, 8, 4, 6);
    GptSettings usual = GptSettings.llama(7, 6, 2, 8, 4, 6);
    GptSettings settings =
        usual.withTransformer(
            usual.transformer().withKeyHeads(2).withRotary(6, 500_000).withEpsilon(1e-6));
    Model<Gpt> model = Model.of(Gpt.of(settings), DType.FLOAT64);
    Values values = PublishedNames.llama(settings).values("file", published, model);
    compare(model, values, new NaiveDecoder(published, 8, 4, 2, 1e-6, 500_000));

    GptSettings tied = settings.withTying();
    Model<Gpt> tiedModel = Model.of(Gpt.of(tied), DType.FLOAT64);
    published.remove("lm_head.weight");
    compare(
        tiedModel,
        PublishedNames.llama(tied).values("file", published, tiedModel),
        new NaiveDecoder(published, 8, 4, 2, 1e-6, 500_000));
  }

  @Test
  void severalFilesAndNumbersOf16BitsAreReadToo() throws IOException {
    Map<String, Tensor> published = llama(7, 8, 4, 6);
    Path index = SafetensorsShards.write(folder, published, 500, FloatFormat.BF16);
    assertThat(folder.toFile().list()).hasSizeGreaterThan(3);
    GptSettings usual = GptSettings.llama(7, 6, 2, 8, 4, 6);
    GptSettings settings = usual.withTransformer(usual.transformer().withKeyHeads(2));
    Model<Gpt> model = Model.of(Gpt.of(settings), DType.FLOAT64);
    Values values = PublishedNames.llama(settings).read(index, model);
    compare(model, values, new NaiveDecoder(SafetensorsShards.read(index), 8, 4, 2, 1e-5, 10_000));
  }

  /** {@code torch_files.py} of core wrote it: a state_dict as PyTorch saves one. */
  @Test
  void networksOfPyTorchAreRead() throws Exception {
    Path file =
        Path.of(
            Preconditions.checkNotNull(PublishedNamesTest.class.getResource("network.pt")).toURI());
    Model<Sequential> network = Model.of(Sequential.of(Dense.of(2, 3), BatchNorm.of(3)));
    Values read = PublishedNames.torch(network).read(file, network);
    Tensor x = Tensor.of(new float[][] {{1, -1}});
    // W x + b is -0.5, -0.75 and -0.875; the epsilon of normalizations is 1e-5.
    assertThat(network.root().forward(x, network.inference(read)).toDoubleArray())
        .containsExactly(new double[] {-7.5, -4.375, -5.9375}, within(1e-4));
    assertThat(PublishedNames.torch(network).published(read).keySet())
        .containsExactlyInAnyOrder(
            "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var");
    Model<Sequential> counting =
        Model.of(Sequential.of(Dense.of(2, 3), BatchNorm.of(3).cumulative()));
    Values counted = PublishedNames.torch(counting).read(file, counting);
    assertThat(counted.get("1.batches").item()).isEqualTo(100);
  }

  /** Names that torchvision has, and what it counts besides. */
  @Test
  void weightsOfTorchvisionFitResNet() {
    Model<ResNet> model = Model.of(ResNet.of(18));
    Map<String, Tensor> published = new LinkedHashMap<>();
    model
        .specs()
        .forEach(
            (path, spec) ->
                published.put(
                    path.replace("runningMean", "running_mean")
                        .replace("runningVariance", "running_var"),
                    Tensor.zeros(spec)));
    assertThat(published.keySet())
        .contains(
            "conv1.weight",
            "bn1.running_mean",
            "bn1.running_var",
            "layer1.0.conv1.weight",
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.running_var",
            "layer4.1.bn2.bias",
            "fc.bias");
    published.put("bn1.num_batches_tracked", Tensor.scalar(7));
    Values values = PublishedNames.torch(model).values("file", published, model);
    assertThat(values.byPath()).hasSameSizeAs(model.specs());
    published.put("bn1.more", Tensor.scalar(7));
    assertThatThrownBy(() -> PublishedNames.torch(model).values("file", published, model))
        .hasMessageContaining("bn1.more INT32[] has no place in the model");
  }

  /** As Qwen 2 has them. */
  @Test
  void queriesKeysAndValuesMayHaveBiasesAlone() {
    Map<String, Tensor> published = llama(7, 8, 4, 6);
    for (int i = 0; i < 2; i++) {
      String attention = "model.layers." + i + ".self_attn.";
      published.putAll(
          new Drawn()
              .put(attention + "q_proj.bias", 8)
              .put(attention + "k_proj.bias", 4)
              .put(attention + "v_proj.bias", 4)
              .all);
    }
    GptSettings usual = GptSettings.llama(7, 6, 2, 8, 4, 6);
    GptSettings without = usual.withTransformer(usual.transformer().withKeyHeads(2));
    Model<Gpt> other = Model.of(Gpt.of(without), DType.FLOAT64);
    assertThatThrownBy(() -> PublishedNames.llama(without).values("file", published, other))
        .hasMessageStartingWith("published: file differs in 6 of its tensors: ")
        .hasMessageContaining(
            "layers.0.self_attn.q_proj.bias FLOAT32[8] has no place in the model");
    GptSettings settings =
        without.withTransformer(without.transformer().withAttentionBiases(true, false));
    Model<Gpt> model = Model.of(Gpt.of(settings), DType.FLOAT64);
    compare(
        model,
        PublishedNames.llama(settings).values("file", published, model),
        new NaiveDecoder(published, 8, 4, 2, 1e-5, 10_000));
  }

  private static Map<String, Tensor> bert(String norm) {
    Drawn drawn =
        new Drawn()
            .put("bert.embeddings.word_embeddings.weight", 7, 8)
            .put("bert.embeddings.position_embeddings.weight", 6, 8)
            .put("bert.embeddings.token_type_embeddings.weight", 2, 8)
            .put("bert.embeddings.LayerNorm." + (norm.isEmpty() ? "weight" : "gamma"), 8)
            .put("bert.embeddings.LayerNorm." + (norm.isEmpty() ? "bias" : "beta"), 8);
    String layer = "bert.encoder.layer.0.";
    drawn
        .affine(layer + "attention.self.query", 8, 8)
        .affine(layer + "attention.self.key", 8, 8)
        .affine(layer + "attention.self.value", 8, 8)
        .affine(layer + "attention.output.dense", 8, 8)
        .norm(layer + "attention.output.LayerNorm", 8)
        .affine(layer + "intermediate.dense", 32, 8)
        .affine(layer + "output.dense", 8, 32)
        .norm(layer + "output.LayerNorm", 8)
        .affine("bert.pooler.dense", 8, 8)
        .affine("cls.predictions.transform.dense", 8, 8)
        .norm("cls.predictions.transform.LayerNorm", 8)
        .put("cls.predictions.bias", 7)
        .affine("cls.seq_relationship", 2, 8);
    return drawn.all;
  }

  private static final BertSettings BERT = BertSettings.of(7, 6, 1, 8, 2);

  /** Numbers against ONNX Runtime are where ONNX files are; here is what goes where. */
  @Test
  void bertIsReadFromOldAndNewFiles() {
    Model<Bert> model = Model.of(Bert.of(BERT));
    Map<String, Tensor> fresh = bert("");
    Values values = PublishedNames.bert(BERT).values("file", fresh, model);
    assertThat(values.byPath().keySet()).containsExactlyElementsOf(model.specs().keySet());
    Map<String, String> some =
        ImmutableMap.of(
            "symbols.weight", "bert.embeddings.word_embeddings.weight",
            "segments.weight", "bert.embeddings.token_type_embeddings.weight",
            "norm.bias", "bert.embeddings.LayerNorm.bias",
            "blocks.0.attention.value.weight", "bert.encoder.layer.0.attention.self.value.weight",
            "blocks.0.attentionNorm.bias", "bert.encoder.layer.0.attention.output.LayerNorm.bias",
            "blocks.0.feedForward.contract.weight", "bert.encoder.layer.0.output.dense.weight",
            "blocks.0.feedForwardNorm.weight", "bert.encoder.layer.0.output.LayerNorm.weight",
            "pooler.bias", "bert.pooler.dense.bias");
    some.forEach(
        (path, name) -> assertThat(values.get(path)).as(path).isSameAs(named(fresh, name)));
    Values old = PublishedNames.bert(BERT).values("file", bert("old"), model);
    assertThat(old.get("norm.weight").shape()).isEqualTo(Shape.of(8));
    BertSettings without = BERT.withoutPooler();
    Model<Bert> smaller = Model.of(Bert.of(without));
    assertThat(PublishedNames.bert(without).values("file", fresh, smaller).byPath())
        .doesNotContainKey("pooler.weight");
  }

  @Test
  void theHeadThatForetellsMaskedSymbolsIsReadToo() {
    Model<MaskedLanguageModel> model = Model.of(MaskedLanguageModel.of(BERT));
    Map<String, Tensor> published = bert("");
    published.remove("bert.pooler.dense.weight");
    published.remove("bert.pooler.dense.bias");
    published.put(
        "cls.predictions.decoder.weight",
        named(published, "bert.embeddings.word_embeddings.weight"));
    Values values = PublishedNames.maskedLanguageModel(BERT).values("file", published, model);
    assertThat(values.get("bias")).isSameAs(named(published, "cls.predictions.bias"));
    assertThat(values.get("dense.weight"))
        .isSameAs(named(published, "cls.predictions.transform.dense.weight"));
    Pass pass = model.inference(values);
    Tensor logits = model.root().forward(Tensor.of(new int[][] {{1, 2}}), pass);
    assertThat(logits.shape()).isEqualTo(Shape.of(1, 2, 7));
  }

  @Test
  void allDifferencesAreNamed() {
    Map<String, Tensor> published = bert("");
    published.remove("bert.pooler.dense.bias");
    published.put("bert.pooler.dense.weight", Tensor.zeros(DType.FLOAT32, 8, 7));
    published.put("bert.embeddings.word_embeddings.weight", Tensor.zeros(DType.INT32, 7, 8));
    published.put("bert.more", Tensor.zeros(DType.FLOAT32, 1));
    Model<Bert> model = Model.of(Bert.of(BERT));
    assertThatThrownBy(() -> PublishedNames.bert(BERT).values("file", published, model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "published: file differs in 4 of its tensors: embeddings.word_embeddings.weight is"
                + " INT32[7, 8] and should be floating of shape [7, 8]; pooler.dense.weight is"
                + " FLOAT32[8, 7] and should be floating of shape [8, 8]; pooler.dense.bias is"
                + " missing; more FLOAT32[1] has no place in the model; make the model by the"
                + " settings of the file");
    Model<Bert> other = Model.of(Bert.of(BertSettings.of(7, 6, 2, 8, 2)));
    assertThatThrownBy(() -> PublishedNames.bert(BERT).values("file", bert(""), other))
        .hasMessage(
            "published: the names are of another network: they have no place for"
                + " blocks.1.attention.query.weight; give the settings that the model was made by");
  }
}
