package dev.wengert.nn.architecture;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.ops.Activations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of published networks, out of the {@code config.json} beside their weights; {@link
 * PublishedNames} reads the weights.
 *
 * <p>What a file asks for and the networks here do not do is refused by its name: weights would be
 * read all the same, and compute something else.
 */
public final class PublishedSettings {

  private static final long MOST_BYTES = 1 << 20;

  private PublishedSettings() {}

  /**
   * Returns the settings of a BERT.
   *
   * @param config its {@code config.json}
   * @throws MalformedFileException if the file is damaged, or is another network's
   * @throws IOException if it cannot be read
   */
  public static BertSettings bert(Path config) throws IOException {
    return read(
        config,
        file -> {
          file.require("model_type", "bert", Set.of("bert"));
          file.require("position_embedding_type", "absolute", Set.of("absolute"));
          file.require("is_decoder", "false", Set.of("false"));
          int symbols = file.count("vocab_size");
          int positions = file.count("max_position_embeddings");
          int blocks = file.count("num_hidden_layers");
          BertSettings usual =
              BertSettings.of(
                  symbols,
                  positions,
                  blocks,
                  file.count("hidden_size"),
                  file.count("num_attention_heads"));
          TransformerSettings transformer =
              usual
                  .transformer()
                  .withHidden(file.count("intermediate_size"))
                  .withActivation(file.activation("hidden_act", "gelu"))
                  .withEpsilon(file.number("layer_norm_eps", 1e-12))
                  .withKeepProbability(1 - file.number("hidden_dropout_prob", 0.1));
          return usual.withTransformer(transformer).withSegments(file.count("type_vocab_size", 2));
        });
  }

  /**
   * Returns the settings of a GPT-2.
   *
   * @param config its {@code config.json}
   * @throws MalformedFileException if the file is damaged, or is another network's
   * @throws IOException if it cannot be read
   */
  public static GptSettings gpt2(Path config) throws IOException {
    return read(
        config,
        file -> {
          file.require("model_type", "gpt2", Set.of("gpt2"));
          file.require("scale_attn_weights", "true", Set.of("true"));
          file.require("scale_attn_by_inverse_layer_idx", "false", Set.of("false"));
          int width = file.count("n_embd");
          GptSettings usual =
              GptSettings.of(
                  file.count("vocab_size"),
                  file.count("n_positions"),
                  file.count("n_layer"),
                  width,
                  file.count("n_head"));
          TransformerSettings transformer =
              usual
                  .transformer()
                  .withHidden(file.count("n_inner", 4 * width))
                  .withActivation(file.activation("activation_function", "gelu_new"))
                  .withEpsilon(file.number("layer_norm_epsilon", 1e-5))
                  .withKeepProbability(1 - file.number("resid_pdrop", 0.1));
          GptSettings settings = usual.withTransformer(transformer);
          return file.flag("tie_word_embeddings", true) ? settings : settings.withoutTying();
        });
  }

  /**
   * Returns the settings of a Llama, a Mistral or a Qwen 2. Where attention looks back only so far,
   * that is the length of the longest sequence; {@link GptSettings#withPositions} makes it shorter,
   * and the tables of the rotation with it.
   *
   * @param config its {@code config.json}
   * @throws MalformedFileException if the file is damaged, or is another network's
   * @throws IOException if it cannot be read
   */
  public static GptSettings llama(Path config) throws IOException {
    return read(
        config,
        file -> {
          file.require("model_type", "llama", Set.of("llama", "mistral", "qwen2"));
          boolean isQwen = file.text("model_type", "llama").equals("qwen2");
          int width = file.count("hidden_size");
          int heads = file.count("num_attention_heads");
          file.require("rope_scaling", "null", Set.of("null"));
          file.require("rope_parameters", "null", Set.of("null"));
          String headWidth = Integer.toString(width / heads);
          file.require("head_dim", headWidth, Set.of(headWidth));
          int positions = file.count("max_position_embeddings");
          boolean isWindowed = !isQwen || file.flag("use_sliding_window", false);
          int window = isWindowed ? file.count("sliding_window", positions) : positions;
          GptSettings usual =
              GptSettings.llama(
                  file.count("vocab_size"),
                  Math.min(positions, window),
                  file.count("num_hidden_layers"),
                  width,
                  heads,
                  file.count("intermediate_size"));
          boolean isBiased = file.flag("attention_bias", isQwen);
          file.require("mlp_bias", "false", Set.of("false"));
          TransformerSettings transformer =
              usual
                  .transformer()
                  .withKeyHeads(file.count("num_key_value_heads", heads))
                  .withActivation(file.activation("hidden_act", "silu"))
                  .withEpsilon(file.number("rms_norm_eps", 1e-6))
                  .withAttentionBiases(isBiased, isBiased && !isQwen)
                  .withRotary(usual.positions(), file.number("rope_theta", 10_000));
          GptSettings settings = usual.withTransformer(transformer);
          return file.flag("tie_word_embeddings", false) ? settings.withTying() : settings;
        });
  }

  /** What makes settings of a file. */
  private interface Reader<T> {
    T of(Config file);
  }

  private static <T> T read(Path config, Reader<T> reader) throws IOException {
    long size = Files.size(config);
    if (size > MOST_BYTES) {
      throw new MalformedFileException(
          "settings: "
              + config
              + " has "
              + size
              + " bytes, config.json a few thousands; name that");
    }
    String text = new String(Files.readAllBytes(config), StandardCharsets.UTF_8);
    try {
      return reader.of(new Config(JsonParser.parseString(text).getAsJsonObject()));
    } catch (RuntimeException e) {
      // What the parser and the settings refuse has no type of its own.
      throw new MalformedFileException(
          "settings: "
              + config
              + " is not read: "
              + e.getMessage()
              + "; give the config.json of a network of this kind",
          e);
    }
  }

  /** What a file says, by names. */
  private record Config(JsonObject json) {

    private @Nullable JsonElement find(String name) {
      JsonElement value = json.get(name);
      return value == null || value.isJsonNull() ? null : value;
    }

    String text(String name, String otherwise) {
      JsonElement value = find(name);
      return value == null
          ? otherwise
          : value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    /** Refuses what is none of the texts. */
    void require(String name, String otherwise, Set<String> possible) {
      String found = text(name, otherwise);
      if (!possible.contains(found)) {
        throw new IllegalArgumentException(
            name
                + " is "
                + found
                + ", and what is there here is "
                + String.join(", ", new TreeSet<>(possible)));
      }
    }

    double number(String name, double otherwise) {
      JsonElement value = find(name);
      return value == null ? otherwise : value.getAsDouble();
    }

    int count(String name) {
      if (find(name) == null) {
        throw new IllegalArgumentException(name + " is missing");
      }
      return count(name, 0);
    }

    int count(String name, int otherwise) {
      JsonElement value = find(name);
      if (value == null) {
        return otherwise;
      }
      double number = value.getAsDouble();
      if (number != (int) number) {
        throw new IllegalArgumentException(name + " is no whole number: " + value);
      }
      return (int) number;
    }

    boolean flag(String name, boolean otherwise) {
      JsonElement value = find(name);
      return value == null ? otherwise : value.getAsBoolean();
    }

    UnaryOperator<Tensor> activation(String name, String otherwise) {
      String found = text(name, otherwise);
      return switch (found) {
        case "gelu" -> Activations::gelu;
        case "gelu_new", "gelu_pytorch_tanh" -> Activations::geluTanh;
        case "relu" -> Activations::relu;
        case "silu", "swish" -> Activations::silu;
        default ->
            throw new IllegalArgumentException(
                name + " is " + found + ", and what is there here is gelu, gelu_new, relu, silu");
      };
    }
  }
}
