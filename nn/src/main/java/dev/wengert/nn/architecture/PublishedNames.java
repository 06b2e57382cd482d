package dev.wengert.nn.architecture;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.io.Safetensors;
import dev.wengert.io.SafetensorsShards;
import dev.wengert.io.TorchFile;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names and layouts that a family of networks has in published files, and what they are here:
 * reads such files into a model, and writes a model's values for who reads such files.
 *
 * {@snippet class="dev.wengert.nn.architecture.PublishedNamesTest" region="published"}
 *
 * <p>A file must have all that the model has, in the shapes that it has there; tensors that the
 * model has no place for are refused, unless they are known to hold nothing learned (masks, angles)
 * or to be another network's head. Their dtype becomes the model's. Names may stand behind the
 * family's prefix ({@code bert.}, {@code transformer.}, {@code model.}) or not.
 */
public final class PublishedNames {

  /** How many batches PyTorch's batch normalization has seen. */
  private static final String COUNT = "num_batches_tracked";

  private final String prefix;
  private final ImmutableList<Entry> entries;
  private final ImmutableMap<String, String> copies;
  private final Pattern ignored;

  /**
   * A tensor of a file.
   *
   * @param name what it is called there
   * @param paths of what it is here: several lie one above the other in it
   * @param isTransposed whether it is [inputs, outputs] there
   */
  private record Entry(String name, ImmutableList<String> paths, boolean isTransposed) {}

  private PublishedNames(Builder builder) {
    this.prefix = builder.prefix;
    this.entries = builder.entries.build();
    this.copies = ImmutableMap.copyOf(builder.copies);
    this.ignored = Pattern.compile(String.join("|", builder.ignored));
  }

  /** Collects names. */
  private static final class Builder {
    private final String prefix;
    private final ImmutableList.Builder<Entry> entries = ImmutableList.builder();
    private final Map<String, String> copies = new LinkedHashMap<>();
    private final List<String> ignored = new ArrayList<>();

    Builder(String prefix) {
      this.prefix = prefix;
    }

    Builder as(String name, String... paths) {
      entries.add(new Entry(name, ImmutableList.copyOf(paths), false));
      return this;
    }

    Builder transposed(String name, String... paths) {
      entries.add(new Entry(name, ImmutableList.copyOf(paths), true));
      return this;
    }

    /** Adds a weight and a bias, where there is one. */
    Builder affine(String name, String path, boolean isBiased) {
      as(name + ".weight", path + ".weight");
      return isBiased ? as(name + ".bias", path + ".bias") : this;
    }
  }

  /**
   * Returns the names that PyTorch gives what a model has, where the model's paths are PyTorch's
   * but for the statistics of batch normalization: {@code running_mean} and {@code running_var}. So
   * it is with {@link ResNet} and {@link Vgg}, whose weights torchvision publishes, and with a
   * {@link dev.wengert.nn.layer.Sequential} like one of PyTorch's. How many batches were counted is
   * passed over, unless the model counts them.
   */
  public static PublishedNames torch(Model<?> model) {
    Builder names = new Builder("module.");
    for (String path : model.specs().keySet()) {
      names.as(
          path.replaceFirst("runningMean$", "running_mean")
              .replaceFirst("runningVariance$", "running_var")
              .replaceFirst("batches$", COUNT),
          path);
    }
    names.ignored.add("(.*\\.)?" + COUNT);
    return new PublishedNames(names);
  }

  /**
   * Returns the names of BERT and of what is built like it, sentence encoders for example: {@code
   * embeddings.word_embeddings.weight}, {@code encoder.layer.0.attention.self.query.weight}, ....
   * Heads ({@code cls}, {@code classifier}) are left out, and so is the pooler where the settings
   * leave it out.
   */
  public static PublishedNames bert(BertSettings settings) {
    Builder names = bert("bert.", settings, "");
    names.ignored.add("cls\\..*|classifier\\..*|qa_outputs\\..*");
    return new PublishedNames(names);
  }

  /** Returns the names of BERT with its head that foretells masked symbols. */
  public static PublishedNames maskedLanguageModel(BertSettings settings) {
    Builder names = bert("bert.", settings.withoutPooler(), "bert.");
    String head = "cls.predictions.";
    names
        .affine(head + "transform.dense", "dense", true)
        .affine(head + "transform.LayerNorm", "norm", true)
        .as(head + "bias", "bias");
    names.copies.put(head + "decoder.weight", "bert.symbols.weight");
    names.copies.put(head + "decoder.bias", "bias");
    names.ignored.add("cls\\.seq_relationship\\..*");
    return new PublishedNames(names);
  }

  private static Builder bert(String prefix, BertSettings settings, String root) {
    boolean attentionBias = settings.transformer().attentionBias();
    boolean outputBias = settings.transformer().attentionOutputBias();
    boolean bias = settings.transformer().bias();
    Builder names = new Builder(prefix);
    names
        .as("embeddings.word_embeddings.weight", root + "symbols.weight")
        .as("embeddings.position_embeddings.weight", root + "positions.weight")
        .as("embeddings.token_type_embeddings.weight", root + "segments.weight")
        .affine("embeddings.LayerNorm", root + "norm", true);
    for (int i = 0; i < settings.blocks(); i++) {
      String there = "encoder.layer." + i + ".";
      String here = root + "blocks." + i + ".";
      names
          .affine(there + "attention.self.query", here + "attention.query", attentionBias)
          .affine(there + "attention.self.key", here + "attention.key", attentionBias)
          .affine(there + "attention.self.value", here + "attention.value", attentionBias)
          .affine(there + "attention.output.dense", here + "attention.output", outputBias)
          .affine(there + "attention.output.LayerNorm", here + "attentionNorm", bias)
          .affine(there + "intermediate.dense", here + "feedForward.expand", bias)
          .affine(there + "output.dense", here + "feedForward.contract", bias)
          .affine(there + "output.LayerNorm", here + "feedForwardNorm", bias);
    }
    names.ignored.add("embeddings\\.position_ids");
    if (settings.pools()) {
      names.affine("pooler.dense", root + "pooler", true);
    } else {
      names.ignored.add("pooler\\..*");
    }
    return names;
  }

  /**
   * Returns the names of GPT-2: {@code wte.weight}, {@code h.0.attn.c_attn.weight}, .... Its
   * matrices are [inputs, outputs] there, and query, key and value lie side by side.
   */
  public static PublishedNames gpt2(GptSettings settings) {
    Builder names = new Builder("transformer.");
    names.as("wte.weight", "symbols.weight").as("wpe.weight", "positions.weight");
    for (int i = 0; i < settings.blocks(); i++) {
      String there = "h." + i + ".";
      String here = "blocks." + i + ".";
      String[] inputs = {
        here + "attention.query", here + "attention.key", here + "attention.value"
      };
      names
          .affine(there + "ln_1", here + "attentionNorm", true)
          .transposed(there + "attn.c_attn.weight", with(".weight", inputs))
          .as(there + "attn.c_attn.bias", with(".bias", inputs))
          .transposed(there + "attn.c_proj.weight", here + "attention.output.weight")
          .as(there + "attn.c_proj.bias", here + "attention.output.bias")
          .affine(there + "ln_2", here + "feedForwardNorm", true)
          .transposed(there + "mlp.c_fc.weight", here + "feedForward.expand.weight")
          .as(there + "mlp.c_fc.bias", here + "feedForward.expand.bias")
          .transposed(there + "mlp.c_proj.weight", here + "feedForward.contract.weight")
          .as(there + "mlp.c_proj.bias", here + "feedForward.contract.bias");
    }
    names.affine("ln_f", "blocks.norm", true);
    output(names, settings);
    names.ignored.add("h\\.\\d+\\.attn\\.(bias|masked_bias)");
    return new PublishedNames(names);
  }

  /**
   * Returns the names of Llama, and of Mistral, Qwen and others of that kind: {@code
   * embed_tokens.weight}, {@code layers.0.self_attn.q_proj.weight}, ..., {@code lm_head.weight}.
   */
  public static PublishedNames llama(GptSettings settings) {
    TransformerSettings blocks = settings.transformer();
    Builder names = new Builder("model.");
    names.as("embed_tokens.weight", "symbols.weight");
    for (int i = 0; i < settings.blocks(); i++) {
      String there = "layers." + i + ".";
      String here = "blocks." + i + ".";
      String attention = there + "self_attn.";
      names
          .affine(attention + "q_proj", here + "attention.query", blocks.attentionBias())
          .affine(attention + "k_proj", here + "attention.key", blocks.attentionBias())
          .affine(attention + "v_proj", here + "attention.value", blocks.attentionBias())
          .affine(attention + "o_proj", here + "attention.output", blocks.attentionOutputBias())
          .as(there + "input_layernorm.weight", here + "attentionNorm.weight")
          .affine(there + "mlp.gate_proj", here + "feedForward.gate", blocks.bias())
          .affine(there + "mlp.up_proj", here + "feedForward.expand", blocks.bias())
          .affine(there + "mlp.down_proj", here + "feedForward.contract", blocks.bias())
          .as(there + "post_attention_layernorm.weight", here + "feedForwardNorm.weight");
    }
    names.as("norm.weight", "blocks.norm.weight");
    output(names, settings);
    names.ignored.add("layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq");
    return new PublishedNames(names);
  }

  private static void output(Builder names, GptSettings settings) {
    if (settings.tied()) {
      names.copies.put("lm_head.weight", "symbols.weight");
    } else {
      names.as("lm_head.weight", "output.weight");
    }
  }

  private static String[] with(String suffix, String... paths) {
    return Arrays.stream(paths).map(path -> path + suffix).toArray(String[]::new);
  }

  /**
   * Returns the values in a file of safetensors, in several that an index lists, or in one of
   * PyTorch's.
   *
   * @param file {@code model.safetensors}, {@code model.safetensors.index.json}, {@code
   *     pytorch_model.bin} or whatever else its {@code .bin}, {@code .pt} or {@code .pth} is called
   * @throws IllegalArgumentException if the file has other tensors than the model's; all
   *     differences are named
   * @throws IOException if reading fails or the file is damaged
   */
  public Values read(Path file, Model<?> model) throws IOException {
    String name = file.toString();
    boolean isTorch = name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth");
    ImmutableMap<String, Tensor> tensors =
        isTorch
            ? TorchFile.read(file)
            : name.endsWith(".json")
                ? SafetensorsShards.read(file)
                : Safetensors.read(file).tensors();
    return values(name, tensors, model);
  }

  /**
   * Returns the values among tensors by their published names.
   *
   * @param source where they are from, for errors
   * @throws IllegalArgumentException if they are other tensors than the model's; all differences
   *     are named
   */
  public Values values(String source, Map<String, Tensor> published, Model<?> model) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    Map<String, Tensor> byPath = new LinkedHashMap<>();
    List<String> differences = new ArrayList<>();
    published.forEach(
        (name, tensor) -> {
          if (found.put(usual(name), tensor) != null) {
            differences.add(usual(name) + " is there twice, the second time as " + name);
          }
        });
    for (Entry entry : entries) {
      Tensor tensor = found.remove(entry.name);
      if (tensor == null) {
        differences.add(entry.name + " is missing");
      } else {
        take(entry, tensor, model, byPath, differences);
      }
    }
    copies.forEach(
        (name, path) -> {
          Tensor copy = found.remove(name);
          Tensor own = byPath.get(path);
          if (copy != null && own != null && !isCopy(copy, own)) {
            differences.add(name + " differs from what it is tied to, " + path);
          }
        });
    found.forEach(
        (name, tensor) -> {
          if (!ignored.matcher(name).matches()) {
            differences.add(name + " " + tensor.spec() + " has no place in the model");
          }
        });
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "published: "
              + source
              + " differs in "
              + differences.size()
              + " of its tensors: "
              + String.join("; ", differences)
              + "; make the model by the settings of the file");
    }
    ImmutableMap.Builder<String, Tensor> ordered = ImmutableMap.builder();
    for (String path : model.specs().keySet()) {
      Tensor value = byPath.get(path);
      Preconditions.checkArgument(
          value != null,
          "published: the names are of another network: they have no place for %s; give the"
              + " settings that the model was made by",
          path);
      ordered.put(path, value);
    }
    return new Values(ordered.buildOrThrow());
  }

  /** Returns a name without the prefix, and in the form that newer files have. */
  private String usual(String name) {
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    return bare.replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
  }

  private static boolean isCopy(Tensor copy, Tensor own) {
    return copy.shape().equals(own.shape())
        && !Comparisons.any(copy.to(own.dtype()).ne(own)).toBooleanArray()[0];
  }

  /** Takes what a tensor holds, if it has the shape for it. */
  private static void take(
      Entry entry,
      Tensor tensor,
      Model<?> model,
      Map<String, Tensor> byPath,
      List<String> differences) {
    int[] rows = new int[entry.paths.size()];
    int all = 0;
    Shape one = Shape.SCALAR;
    DType dtype = model.dtype();
    for (int i = 0; i < rows.length; i++) {
      Spec spec = model.specs().get(entry.paths.get(i));
      Preconditions.checkArgument(
          spec != null,
          "published: the model has no %s; give the settings that it was made by",
          entry.paths.get(i));
      one = spec.shape();
      dtype = spec.dtype();
      rows[i] = one.rank() == 0 ? 1 : one.side(0);
      all += rows[i];
    }
    Shape here = rows.length == 1 ? one : one.withSide(0, all);
    Shape there = entry.isTransposed ? Shape.of(here.side(1), here.side(0)) : here;
    // Counts are whole numbers there and floating here.
    boolean fits = tensor.dtype().isFloating() == dtype.isFloating() || entry.name.endsWith(COUNT);
    if (!tensor.shape().equals(there) || !fits) {
      differences.add(
          entry.name
              + " is "
              + tensor.spec()
              + " and should be "
              + (dtype.isFloating() ? "floating of shape " + there : dtype.toString() + there));
      return;
    }
    Tensor value = (entry.isTransposed ? tensor.transpose() : tensor).to(dtype);
    List<Tensor> parts = rows.length == 1 ? List.of(value) : Shapes.split(value, 0, rows);
    for (int i = 0; i < rows.length; i++) {
      byPath.put(entry.paths.get(i), parts.get(i));
    }
  }

  /**
   * Returns values under their published names and in the layouts that files have, for {@link
   * Safetensors#write}.
   *
   * @throws IllegalArgumentException if one is missing
   */
  public ImmutableMap<String, Tensor> published(Values values) {
    ImmutableMap.Builder<String, Tensor> published = ImmutableMap.builder();
    for (Entry entry : entries) {
      List<Tensor> parts = new ArrayList<>();
      entry.paths.forEach(path -> parts.add(values.get(path)));
      Tensor joined = parts.size() == 1 ? parts.get(0) : Shapes.concat(0, parts);
      published.put(entry.name, entry.isTransposed ? joined.transpose() : joined);
    }
    return published.buildOrThrow();
  }
}
