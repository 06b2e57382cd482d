package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.Model;
import dev.wengert.nn.layer.attention.RotaryEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of published networks, and their published numbers of parameters. */
class PublishedSettingsTest {

  private static final String MINI_LM =
      """
      {"architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1,
       "gradient_checkpointing": false, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
       "hidden_size": 384, "initializer_range": 0.02, "intermediate_size": 1536,
       "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert",
       "num_attention_heads": 12, "num_hidden_layers": 6, "pad_token_id": 0,
       "position_embedding_type": "absolute", "type_vocab_size": 2, "use_cache": true,
       "vocab_size": 30522}
      """;

  private static final String GPT_2 =
      """
      {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"],
       "attn_pdrop": 0.1, "bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256,
       "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "model_type": "gpt2",
       "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
       "resid_pdrop": 0.1, "summary_first_dropout": 0.1, "vocab_size": 50257}
      """;

  private static final String LLAMA_2 =
      """
      {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "hidden_act": "silu",
       "hidden_size": 4096, "intermediate_size": 11008, "max_position_embeddings": 4096,
       "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32,
       "num_key_value_heads": 32, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
       "rope_scaling": null, "tie_word_embeddings": false, "vocab_size": 32000}
      """;

  private static final String MISTRAL =
      """
      {"architectures": ["MistralForCausalLM"], "hidden_act": "silu", "hidden_size": 4096,
       "intermediate_size": 14336, "max_position_embeddings": 32768, "model_type": "mistral",
       "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
       "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 4096,
       "tie_word_embeddings": false, "vocab_size": 32000}
      """;

  private static final String QWEN_2 =
      """
      {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "hidden_act": "silu",
       "hidden_size": 896, "intermediate_size": 4864, "max_position_embeddings": 131072,
       "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14,
       "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
       "rope_theta": 1000000.0, "sliding_window": 131072, "tie_word_embeddings": true,
       "use_sliding_window": false, "vocab_size": 151936}
      """;

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("config.json"), text);
  }

  @Test
  void thoseOfBertAreRead() throws IOException {
    BertSettings settings = PublishedSettings.bert(file(MINI_LM));
    assertThat(settings.blocks()).isEqualTo(6);
    assertThat(settings.segments()).isEqualTo(2);
    assertThat(settings.transformer().epsilon()).isEqualTo(1e-12);
    assertThat(settings.transformer().keepProbability()).isEqualTo(0.9);
    // The published 22,713,216 have a pooler.
    assertThat(Model.of(Bert.of(settings)).parameterCount()).isEqualTo(22_713_216);
  }

  @Test
  void thoseOfGpt2AreRead() throws IOException {
    GptSettings settings = PublishedSettings.gpt2(file(GPT_2));
    assertThat(settings.tied()).isTrue();
    assertThat(settings.positions()).isEqualTo(1024);
    assertThat(Model.of(Gpt.of(settings)).parameterCount()).isEqualTo(124_439_808);
    GptSettings other =
        PublishedSettings.gpt2(file(GPT_2.replace("\"n_ctx\"", "\"n_inner\": 100, \"n_ctx\"")));
    assertThat(other.transformer().hidden()).isEqualTo(100);
  }

  @Test
  void thoseOfLlamasKindAreRead() throws IOException {
    assertThat(count(PublishedSettings.llama(file(LLAMA_2)))).isEqualTo(6_738_415_616L);
    GptSettings mistral = PublishedSettings.llama(file(MISTRAL));
    assertThat(count(mistral)).isEqualTo(7_241_732_096L);
    assertThat(mistral.positions()).isEqualTo(4096);
    assertThat(mistral.transformer().epsilon()).isEqualTo(1e-5);
    GptSettings qwen = PublishedSettings.llama(file(QWEN_2)).withPositions(512);
    assertThat(count(qwen)).isEqualTo(494_032_768L);
    assertThat(qwen.tied()).isTrue();
    RotaryEncoding rotary = Objects.requireNonNull(qwen.transformer().rotary());
    assertThat(rotary.base()).isEqualTo(1e6);
    assertThat(rotary.positions()).isEqualTo(512);
    assertThat(qwen.transformer().attentionBias()).isTrue();
    assertThat(qwen.transformer().attentionOutputBias()).isFalse();
  }

  private static long count(GptSettings settings) {
    return Model.of(Gpt.of(settings)).parameterCount();
  }

  private void assertRefused(String text, String what) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> PublishedSettings.llama(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "settings: "
                + file
                + " is not read: "
                + what
                + "; give the config.json of a network of this kind");
  }

  @Test
  void whatIsNotDoneHereIsRefused() throws IOException {
    assertRefused(
        LLAMA_2.replace("\"rope_scaling\": null", "\"rope_scaling\": {\"factor\": 8.0}"),
        "rope_scaling is {\"factor\":8.0}, and what is there here is null");
    assertRefused(
        LLAMA_2.replace("\"pretraining_tp\": 1", "\"head_dim\": 64"),
        "head_dim is 64, and what is there here is 128");
    assertRefused(
        LLAMA_2.replace("\"rope_scaling\": null", "\"rope_parameters\": {\"rope_theta\": 5e5}"),
        "rope_parameters is {\"rope_theta\":5e5}, and what is there here is null");
    assertThatThrownBy(
            () ->
                PublishedSettings.bert(
                    file(MINI_LM.replace("\"use_cache\"", "\"is_decoder\": true, \"use_cache\""))))
        .hasMessageContaining("is_decoder is true, and what is there here is false");
  }

  @Test
  void whatIsNoSuchFileIsRefused() throws IOException {
    assertRefused(LLAMA_2.replace("\"hidden_size\": 4096, ", ""), "hidden_size is missing");
    assertRefused(LLAMA_2.replace("11008", "1.5"), "intermediate_size is no whole number: 1.5");
    assertRefused(
        LLAMA_2.replace("\"num_key_value_heads\": 32", "\"num_key_value_heads\": 5"),
        "transformer: 5 heads of keys do not divide 32 of queries; give a divisor");
    assertRefused(
        LLAMA_2.replace("silu", "xielu"),
        "hidden_act is xielu, and what is there here is gelu, gelu_new, relu, silu");
    assertThatThrownBy(() -> PublishedSettings.bert(file(LLAMA_2)))
        .hasMessageContaining("model_type is llama, and what is there here is bert");
    assertThatThrownBy(() -> PublishedSettings.gpt2(file("[]")))
        .isInstanceOf(MalformedFileException.class);
    assertThatThrownBy(() -> PublishedSettings.gpt2(file("{")))
        .isInstanceOf(MalformedFileException.class);
  }
}
