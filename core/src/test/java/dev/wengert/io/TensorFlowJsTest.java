package dev.wengert.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.primitives.Bytes;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFlowJsTest {

  private static final String QUANTIZED =
      "{'name': 'q', 'shape': [2], 'dtype': '%s', 'quantization': {%s}}";

  @TempDir Path folder;

  /** JSON with single quotes, for easier reading. */
  private Path manifest(String json) throws IOException {
    return Files.writeString(folder.resolve("model.json"), json.replace('\'', '"'));
  }

  /** A manifest of one group of one shard, a.bin. */
  private Path manifest(String weights, byte... shard) throws IOException {
    Files.write(folder.resolve("a.bin"), shard);
    return manifest("[{'paths': ['a.bin'], 'weights': [" + weights + "]}]");
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private Tensor only(Path manifest) throws IOException {
    Map<String, Tensor> tensors = TensorFlowJs.read(manifest);
    assertThat(tensors).hasSize(1);
    return tensors.values().iterator().next();
  }

  private static Tensor get(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private void assertRefused(Path manifest, String message) {
    assertThatThrownBy(() -> TensorFlowJs.read(manifest))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("tensorflow.js: " + manifest + ": " + message);
  }

  /** A layers model in two groups; weights lie across the borders of shards, and one is empty. */
  @Test
  void groupsAreReadAcrossTheirShards() throws IOException {
    byte[] first =
        Bytes.concat(floats(1, 2, 3, 4, 5, 6), bytes(7, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff));
    Files.write(folder.resolve("group1-shard1of3.bin"), Arrays.copyOfRange(first, 0, 10));
    Files.write(folder.resolve("group1-shard2of3.bin"), new byte[0]);
    Files.write(folder.resolve("group1-shard3of3.bin"), Arrays.copyOfRange(first, 10, 32));
    Files.createDirectory(folder.resolve("more"));
    Files.write(folder.resolve("more/group2-shard1of1"), bytes(1, 0, 200, 1, 2, 0x00, 0x3c));
    Path model =
        manifest(
            """
            {'format': 'layers-model', 'generatedBy': 'keras v2.4.0', 'convertedBy': null,
             'modelTopology': {'keras_version': '2.4.0', 'model_config': [{'a': [1.5e-3, [], {}]}]},
             'weightsManifest': [
              {'paths': ['group1-shard1of3.bin', 'group1-shard2of3.bin', 'group1-shard3of3.bin'],
               'weights': [
                {'name': 'dense/kernel', 'shape': [3, 2], 'dtype': 'float32'},
                {'name': 'none', 'shape': [0, 5], 'dtype': 'float32'},
                {'dtype': 'int32', 'shape': [2], 'name': 'steps', 'group': 'optimizer'}]},
              {'weights': [
                {'name': 'mask', 'shape': [2], 'dtype': 'bool'},
                {'name': 'byte', 'shape': [], 'dtype': 'uint8'},
                {'name': 'short', 'shape': [1], 'dtype': 'uint16'},
                {'name': 'half', 'shape': [1], 'dtype': 'float16'}],
               'paths': ['more/group2-shard1of1']}]}
            """);
    Map<String, Tensor> tensors = TensorFlowJs.read(model);
    assertThat(tensors.keySet())
        .containsExactly("dense/kernel", "none", "steps", "mask", "byte", "short", "half");
    assertThat(get(tensors, "dense/kernel").spec()).hasToString("FLOAT32[3, 2]");
    assertThat(get(tensors, "dense/kernel").toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(get(tensors, "none").spec()).hasToString("FLOAT32[0, 5]");
    assertThat(get(tensors, "steps").toIntArray()).containsExactly(7, -2);
    assertThat(get(tensors, "mask").toBooleanArray()).containsExactly(true, false);
    assertThat(get(tensors, "byte").spec()).hasToString("INT32[]");
    assertThat(get(tensors, "byte").item()).isEqualTo(200);
    assertThat(get(tensors, "short").toIntArray()).containsExactly(513);
    assertThat(get(tensors, "half").spec()).hasToString("FLOAT32[1]");
    assertThat(get(tensors, "half").toFloatArray()).containsExactly(1);
  }

  /** A graph model, whose weights are named as its nodes; and no weights at all. */
  @Test
  void aBareManifestAndAGraphModelAreReadAlike() throws IOException {
    String groups =
        "[{'paths': ['a.bin'], 'weights': [{'name': 'Conv/w', 'shape': [1], 'dtype': 'float32'}]}]";
    Files.write(folder.resolve("a.bin"), floats(2.5f));
    assertThat(only(manifest(groups)).toFloatArray()).containsExactly(2.5f);
    Path graph =
        manifest("{'format': 'graph-model', 'signature': {}, 'weightsManifest': " + groups + "}");
    assertThat(only(graph).toFloatArray()).containsExactly(2.5f);
    assertThat(TensorFlowJs.read(manifest("[]"))).isEmpty();
    assertThat(TensorFlowJs.read(manifest("[{'paths': [], 'weights': []}]"))).isEmpty();
  }

  /** The numbers are NumPy's: {@code (q.astype(float64) * scale + min).astype(float32)}. */
  @Test
  void quantizedFloatsAreRoundedOnce() throws IOException {
    Path eight =
        manifest(
            "{'name': 'q', 'shape': [2, 3], 'dtype': 'float32', 'quantization': {'dtype': 'uint8',"
                + " 'scale': 0.009007044399485869, 'min': -1.2069439495311063,"
                + " 'original_dtype': 'float32'}}",
            bytes(0, 1, 133, 134, 135, 255));
    assertThat(only(eight).spec()).hasToString("FLOAT32[2, 3]");
    assertThat(only(eight).toFloatArray())
        .containsExactly(-1.206944f, -1.1979369f, -0.009007044f, 0, 0.009007044f, 1.0898523f);
    Path sixteen =
        manifest(
            "{'name': 'q', 'shape': [4], 'dtype': 'float32', 'quantization': {'min': -1,"
                + " 'scale': 3.35693359375E-5, 'dtype': 'uint16'}}",
            bytes(0, 0, 1, 0, 0x40, 0x9c, 0xff, 0xff));
    assertThat(only(sixteen).toFloatArray())
        .containsExactly(-1, -0.99996644f, 0.34277344f, 1.1999664f);
    Path half =
        manifest(QUANTIZED.formatted("float32", "'dtype': 'float16'"), bytes(0, 0xc0, 0x55, 0x35));
    assertThat(only(half).toFloatArray()).containsExactly(-2, 0.33325195f);
  }

  /** Halves go upwards, as JavaScript's {@code Math.round} has it. */
  @Test
  void quantizedIntegersAreRounded() throws IOException {
    Path integers =
        manifest(
            "{'name': 'q', 'shape': [5], 'dtype': 'int32', 'quantization': {'dtype': 'uint8',"
                + " 'scale': 0.5, 'min': -1.5}}",
            bytes(0, 1, 2, 3, 8));
    assertThat(only(integers).dtype()).isEqualTo(DType.INT32);
    assertThat(only(integers).toIntArray()).containsExactly(-1, -1, 0, 0, 3);
  }

  /** Longer than the blocks in which it is read. */
  @Test
  void aLongQuantizedWeightIsReadInBlocks() throws IOException {
    byte[] stored = new byte[100_000];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (byte) (i % 251);
    }
    Path file =
        manifest(
            "{'name': 'q', 'shape': [100000], 'dtype': 'float32', 'quantization': {'dtype':"
                + " 'uint8', 'scale': 0.25, 'min': 10}}",
            stored);
    float[] values = only(file).toFloatArray();
    assertThat(values).hasSize(100_000);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(10 + 0.25f * (i % 251));
    }
  }

  @Test
  void numbersWithoutAPlaceAreRefused() throws IOException {
    String large = "'dtype': 'uint8', 'scale': 2e38, 'min': 0.5";
    Path floats = manifest(QUANTIZED.formatted("float32", large), bytes(1, 2));
    assertThatThrownBy(() -> TensorFlowJs.read(floats))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "tensorflow.js: "
                + floats
                + ": a.bin: a value of the weight \"q\" has no place in FLOAT32: 2 * 2.0E38 + 0.5"
                + " at [1]; convert the model again");
    Path integers = manifest(QUANTIZED.formatted("int32", large), bytes(0, 1));
    assertThatThrownBy(() -> TensorFlowJs.read(integers))
        .hasMessageContaining("has no place in INT32: 1 * 2.0E38 + 0.5 at [1]");
    Path truth = manifest("{'name': 't', 'shape': [1], 'dtype': 'bool'}", bytes(2));
    assertThatThrownBy(() -> TensorFlowJs.read(truth))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(": a.bin: a truth value of the weight \"t\" is neither 0 nor 1: 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"string", "complex64", "int64", "float64", "FLOAT32", ""})
  void otherDtypesAreRefused(String dtype) throws IOException {
    assertRefused(
        manifest("{'name': 'w', 'shape': [], 'dtype': '" + dtype + "'}", bytes(0, 0, 0, 0)),
        "the weight \"w\" has a dtype that is not read: "
            + dtype
            + "; convert it to float32, float16, int32, uint16, uint8 or bool, or leave it out of"
            + " the model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32 | 'scale': 1, 'min': 0 | of dtype float32 has a quantization that is not read:"
            + " dtype null, original_dtype null; float32 is stored as uint8, uint16 or float16,",
        "float32 | 'dtype': 'uint4', 'scale': 1, 'min': 0 | of dtype float32 has a quantization"
            + " that is not read: dtype uint4,",
        "int32 | 'dtype': 'float16' | of dtype int32 has a quantization that is not read: dtype"
            + " float16",
        "bool | 'dtype': 'uint8', 'scale': 1, 'min': 0 | of dtype bool has a quantization that is"
            + " not read",
        "string | 'dtype': 'uint8', 'scale': 1, 'min': 0 | of dtype string has a quantization that"
            + " is not read",
        "float32 | 'dtype': 'uint8', 'scale': 1, 'min': 0, 'original_dtype': 'int32' | of dtype"
            + " float32 has a quantization that is not read: dtype uint8, original_dtype int32;",
        "float32 | 'dtype': 'uint8', 'scale': 1 | is stored as uint8 with scale 1.0 and min null;"
            + " it must have both, convert the model again",
        "int32 | 'dtype': 'uint16', 'min': 1 | is stored as uint16 with scale null and min 1.0",
      })
  void otherQuantizationsAreRefused(String dtype, String quantization, String message)
      throws IOException {
    Path file = manifest(QUANTIZED.formatted(dtype, quantization), bytes(0, 0));
    assertThatThrownBy(() -> TensorFlowJs.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("tensorflow.js: " + file + ": the weight \"q\" " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e999", "'1'", "null", "01", "+1", ".5"})
  void scalesThatAreNoNumbersAreRefused(String scale) throws IOException {
    Path file =
        manifest(
            QUANTIZED.formatted("float32", "'dtype': 'uint8', 'min': 0, 'scale': " + scale),
            bytes(0, 0));
    assertThatThrownBy(() -> TensorFlowJs.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("the index is not well formed: at character ")
        .hasMessageEndingWith("; the file is damaged, save it again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.bin",
        "/etc/x.bin",
        "sub/../../x.bin",
        "./x.bin",
        "..\\\\x.bin",
        "C:x.bin",
        "sub//x.bin",
        "sub/",
        ".x.bin",
        "https://a/x.bin",
        "x.bin?y",
        "x y.bin",
        ""
      })
  void shardsElsewhereAreRefused(String path) throws IOException {
    assertRefused(
        manifest("[{'paths': ['" + path + "'], 'weights': []}]"),
        "a shard is said to be in \""
            + path.replace("\\\\", "\\")
            + "\"; shards are in the folder of the manifest or below it, give their paths from"
            + " there");
  }

  @Test
  void shardsThatAreNoFilesAreRefused() throws IOException {
    assertRefused(
        manifest("[{'paths': ['none.bin'], 'weights': []}]"),
        "the shard none.bin is not there; copy all files of the model into one folder");
    Files.createDirectory(folder.resolve("x.bin"));
    assertRefused(
        manifest("[{'paths': ['x.bin'], 'weights': []}]"),
        "the shard x.bin is not a plain file; copy all files of the model into one folder");
    Path tooLong = manifest("[{'paths': ['" + "x".repeat(5000) + "'], 'weights': []}]");
    assertThatThrownBy(() -> TensorFlowJs.read(tooLong)).isInstanceOf(MalformedFileException.class);
    Path surrogate = manifest("[{'paths': ['\\ud800'], 'weights': []}]");
    assertThatThrownBy(() -> TensorFlowJs.read(surrogate))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("; ");
  }

  /** A pipe would be waited for without end. */
  @Test
  void aPipeIsNoShard() throws Exception {
    Path pipe = folder.resolve("pipe.bin");
    assumeThat(isMade(pipe)).as("there are no pipes here").isTrue();
    assertRefused(
        manifest("[{'paths': ['pipe.bin'], 'weights': []}]"),
        "the shard pipe.bin is not a plain file; copy all files of the model into one folder");
  }

  private static boolean isMade(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void shardsOfAnotherLengthAreRefused() throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[8]);
    Files.write(folder.resolve("b.bin"), new byte[3]);
    String groups =
        "[{'paths': ['a.bin', 'b.bin'], 'weights': ["
            + "{'name': 'v', 'shape': [2], 'dtype': 'float32'},"
            + " {'name': 'w', 'shape': [%s], 'dtype': 'uint8'}]}]";
    assertRefused(
        manifest(groups.formatted(4)),
        "the shards end within the weight \"w\": it ends at byte 12, they have 11 (a.bin has 8,"
            + " b.bin has 3); one is cut short or of another model, copy all of them again");
    assertRefused(
        manifest(groups.formatted(2)),
        "the shards are too long: the weights take 10 bytes, they have 11 (a.bin has 8, b.bin has"
            + " 3); one is of another model, copy all of them again");
    assertThat(TensorFlowJs.read(manifest(groups.formatted(3)))).hasSize(2);
  }

  /** A group ends with its own shards: what is too long there is not what the next one lacks. */
  @Test
  void groupsDoNotBorrowBytes() throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[8]);
    Files.write(folder.resolve("b.bin"), new byte[4]);
    String groups =
        "[{'paths': ['a.bin'], 'weights': [{'name': 'v', 'shape': [1], 'dtype': 'float32'}]},"
            + "{'paths': ['b.bin'], 'weights': [{'name': 'w', 'shape': [2], 'dtype': 'float32'}]}]";
    assertRefused(
        manifest(groups),
        "the shards are too long: the weights take 4 bytes, they have 8 (a.bin has 8); one is of"
            + " another model, copy all of them again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[65536, 65536] | too many elements for one Java array: its shape is [65536, 65536]",
        "[3037000500, 3037000500, 3037000500] | too many elements for one Java array",
        "[99999999999] | too many elements for one Java array",
        "[1000000] | end within the weight \"w\": it ends at byte 4000000, they have 4 (a.bin has",
        "[-1] | where a side, 0 or more belongs",
        "[1.5] | where ',' or ']' belongs",
        "[9223372036854775808] | where a side below 2^63 belongs",
        "[1,] | where a side, 0 or more belongs",
        "4 | where '[' belongs",
      })
  void sizesThatCannotBeAreRefused(String shape, String message) throws IOException {
    Path file =
        manifest("{'name': 'w', 'shape': " + shape + ", 'dtype': 'float32'}", bytes(0, 0, 0, 0));
    assertThatThrownBy(() -> TensorFlowJs.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tooManyAxesAreRefused() throws IOException {
    Path file =
        manifest("{'name': 'w', 'shape': [" + "1,".repeat(64) + "1], 'dtype': 'uint8'}", bytes(0));
    assertThatThrownBy(() -> TensorFlowJs.read(file))
        .hasMessageContaining("the weight \"w\" has too many axes: 65; 64 are the limit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | it has no weightsManifest; name model.json of a model of TensorFlow.js, or a weights"
            + " manifest",
        "{'modelTopology': {'a': [1, 2]}} | it has no weightsManifest",
        "{'weightsManifest': [], 'weightsManifest': []} | the model names \"weightsManifest\""
            + " twice; give each a name of its own",
        "[{'paths': []}] | a group lacks an entry; it must have paths and weights",
        "[{'weights': []}] | a group lacks an entry",
        "[{'paths': [], 'weights': [], 'paths': []}] | a group names \"paths\" twice",
        "[{'paths': [], 'weights': [{'name': 'w', 'shape': []}]}] | the weight \"w\" lacks an"
            + " entry; it must have name, shape and dtype",
        "[{'paths': [], 'weights': [{'shape': [], 'dtype': 'bool'}]}] | a weight lacks an entry",
        "[{'paths': [], 'weights': [{'name': 'w', 'name': 'v'}]}] | the weight \"w\" names \"name\""
            + " twice",
        "[{'paths': [], 'weights': [{'quantization': {'min': 1, 'min': 1}}]}] | the quantization of"
            + " a weight names \"min\" twice",
        "[{'paths': ['a.bin', 'A.bin'], 'weights': []}] | the manifest names \"A.bin\" twice",
        "[{'paths': ['a.bin'], 'weights': []}, {'paths': ['a.bin']}] | the manifest names"
            + " \"a.bin\" twice",
        "[{'weights': [{'name': 'w', 'shape': [0], 'dtype': 'bool'}], 'paths': []},"
            + " {'weights': [{'name': 'w', 'shape': [0], 'dtype': 'bool'}]}] | the manifest names"
            + " \"w\" twice",
        "[[]] | the index is not well formed: at character 1 it reads \"[]]\" where '{' belongs",
        "[] x | the index is not well formed: at character 3 it reads \"x\" where the end belongs",
        "3 | the index is not well formed: at character 0 it reads \"3\" where '{' belongs",
      })
  void aManifestThatIsNoneIsRefused(String text, String message) throws IOException {
    Path file = manifest(text);
    assertThatThrownBy(() -> TensorFlowJs.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("tensorflow.js: " + file + ": " + message);
  }

  /** Each byte of a manifest changed, or the manifest cut there: it is read, or refused. */
  @Test
  void aDamagedManifestIsReadOrRefused() throws IOException {
    byte[] good =
        Files.readAllBytes(
            manifest(
                "{'name': 'q', 'shape': [2, 2], 'dtype': 'float32', 'quantization': {'dtype':"
                    + " 'uint8', 'scale': 0.5, 'min': -1e2}}",
                bytes(1, 2, 3, 4)));
    assertThat(new String(good, US_ASCII)).startsWith("[{\"paths\": [\"a.bin\"]");
    Path damaged = folder.resolve("damaged.json");
    int refused = 0;
    for (int at = 0; at < 2 * good.length; at++) {
      byte[] bad = at < good.length ? Arrays.copyOf(good, at) : good.clone();
      if (bad.length == good.length) {
        bad[at - good.length] ^= (byte) (1 << at % 8);
      }
      Files.write(damaged, bad);
      try {
        TensorFlowJs.read(damaged);
      } catch (MalformedFileException e) {
        assertThat(e).hasMessageContaining("; ");
        refused++;
      }
    }
    assertThat(refused).isBetween(good.length * 3 / 2, 2 * good.length - 1);
  }
}
