package dev.wengert.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsShardsTest {

  @TempDir Path folder;

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(1f, 2, 3));
    tensors.put("a \"quoted\"", Tensor.of(4));
    tensors.put("c", Tensor.zeros(DType.FLOAT32, 50));
    tensors.put("d", Tensor.of(0.5f));
    return tensors;
  }

  /** Hugging Face's names, and as many bytes as a shard may have. */
  @Test
  void tensorsAreWrittenInSeveralFiles() throws IOException {
    Path index = SafetensorsShards.write(folder, tensors(), 20, FloatFormat.F32);
    assertThat(index.getFileName()).hasToString("model.safetensors.index.json");
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "model.safetensors.index.json",
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors");
    assertThat(Files.readString(index))
        .isEqualTo(
            "{\"metadata\":{\"total_size\":220},\"weight_map\":{"
                + "\"b\":\"model-00001-of-00003.safetensors\","
                + "\"a \\\"quoted\\\"\":\"model-00001-of-00003.safetensors\","
                + "\"c\":\"model-00002-of-00003.safetensors\","
                + "\"d\":\"model-00003-of-00003.safetensors\"}}");
    Map<String, Tensor> read = SafetensorsShards.read(index);
    assertThat(read.keySet()).containsExactly("b", "a \"quoted\"", "c", "d");
    assertThat(Preconditions.checkNotNull(read.get("b")).toFloatArray()).containsExactly(1, 2, 3);
    assertThat(Preconditions.checkNotNull(read.get("c")).size()).isEqualTo(50);
  }

  @Test
  void halfTheBitsAreHalfTheFiles() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      tensors.put("t" + i, Tensor.of((float) i, i, i, i));
    }
    SafetensorsShards.write(folder, tensors, 32, FloatFormat.BF16);
    assertThat(folder.toFile().list()).hasSize(3);
    assertThat(Files.size(folder.resolve("model-00001-of-00002.safetensors"))).isLessThan(400);
  }

  @Test
  void whereWritingFailsThereIsNoIndex() throws IOException {
    SafetensorsShards.write(folder, tensors(), 20, FloatFormat.F32);
    Map<String, Tensor> large = Map.of("x", Tensor.of(1e30f));
    assertThatThrownBy(() -> SafetensorsShards.write(folder, large, 20, FloatFormat.F16))
        .hasMessageContaining("that F16 has no place for");
    assertThat(folder.resolve("model.safetensors.index.json")).doesNotExist();
    assertThatThrownBy(() -> SafetensorsShards.write(folder, Map.of(), 20, FloatFormat.F16))
        .hasMessage(
            "safetensors: 0 tensors in shards of 20 bytes; give one or more, and 1 or more");
  }

  private Path index(String text) throws IOException {
    return Files.writeString(folder.resolve("index.json"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.safetensors",
        "/etc/x.safetensors",
        "sub/x.safetensors",
        "..\\\\x.safetensors",
        "C:x.safetensors",
        "x.bin",
        ".x.safetensors",
        ""
      })
  void shardsElsewhereAreRefused(String shard) throws IOException {
    Path index = index("{\"weight_map\": {\"w\": \"" + shard + "\"}}");
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("the tensor \"w\" is said to be in \"")
        .hasMessageEndingWith("shards are in the folder of the index, give their names alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | it has no weight_map; name the index of a model in shards",
        "{\"metadata\": [1, {\"a\": null}, -1.5e3, true]} | it has no weight_map; name the index",
        "{\"weight_map\": {\"a\": \"x.safetensors\", \"a\": \"x.safetensors\"}} | it names \"a\""
            + " twice",
        "{\"weight_map\": {}, \"weight_map\": {}} | weight_map is there twice",
        "[] | the index is not well formed: at character 0 it reads \"[]\" where '{' belongs",
        "{\"a\": } | the index is not well formed: at character 6 it reads \"}\" where a value",
        "{\"weight_map\": {\"a\": 3}} | the index is not well formed",
        "{\"weight_map\": {}} x | the index is not well formed",
      })
  void anIndexThatIsNoneIsRefused(String text, String message) throws IOException {
    Path index = index(text);
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("safetensors index: " + index + ": " + message);
  }

  @Test
  void anIndexNestedForEverIsRefused() throws IOException {
    Path index = index("{\"a\": " + "[".repeat(100_000));
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("where a value that is not nested so deeply belongs");
  }

  @Test
  void aShardThatIsNoFileIsRefused() throws IOException {
    Path index = index("{\"weight_map\": {\"a\": \"x.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "safetensors index: "
                + index
                + ": the shard x.safetensors is not there; copy all files of the model into one"
                + " folder");
    Files.createDirectory(folder.resolve("x.safetensors"));
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("the shard x.safetensors is not a plain file; copy");
  }

  @Test
  void shardsOfAnotherModelAreRefused() throws IOException {
    Safetensors.write(
        folder.resolve("x.safetensors"), Map.of("a", Tensor.of(1), "b", Tensor.of(2)));
    Path index = index("{\"weight_map\": {\"a\": \"x.safetensors\", \"c\": \"x.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "safetensors index: "
                + index
                + ": x.safetensors has not what the index says: [c] are missing, [b] are not in the"
                + " index; take index and shards of one model");
  }

  /** Each byte of an index changed, or the index cut there: it is read, or refused. */
  @Test
  void aDamagedIndexIsReadOrRefused() throws IOException {
    byte[] good =
        Files.readAllBytes(SafetensorsShards.write(folder, tensors(), 20, FloatFormat.F32));
    Path index = folder.resolve("damaged.json");
    int refused = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = at % 2 == 0 ? Arrays.copyOf(good, at) : good.clone();
      if (bad.length == good.length) {
        bad[at] ^= (byte) (1 << at % 8);
      }
      Files.write(index, bad);
      try {
        SafetensorsShards.read(index);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(good.length * 3 / 4);
    Files.write(index, "{\"weight_map\": {\"".getBytes(UTF_8));
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class);
  }

  @Test
  void anIndexThatIsNoTextIsRefused() throws IOException {
    Path index = Files.write(folder.resolve("index.json"), new byte[] {'{', (byte) 0xff});
    assertThatThrownBy(() -> SafetensorsShards.read(index))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "safetensors index: "
                + index
                + ": the index is not text in UTF-8; the file is damaged, save it again");
  }
}
