package dev.wengert.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@code torch_files.py} wrote by Python's pickle, and programs written by hand. */
class TorchFileTest {

  @TempDir Path folder;

  private static Path resource(String name) {
    return Path.of(
        java.net.URI.create(
            Preconditions.checkNotNull(TorchFileTest.class.getResource(name)).toString()));
  }

  private static Tensor named(Map<String, Tensor> tensors, String name) {
    return Preconditions.checkNotNull(tensors.get(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.pt", "state-big.pt", "state-4.pt", "state-deflated.pt"})
  void aDictionaryOfTensorsIsRead(String name) throws IOException {
    Map<String, Tensor> state = TorchFile.read(resource(name));
    assertThat(state.keySet())
        .containsExactly(
            "layer.weight",
            "layer.bias",
            "transposed",
            "stretched",
            "tied",
            "scalar",
            "empty",
            "half",
            "brain",
            "i8",
            "u8",
            "i16",
            "i32",
            "num_batches_tracked",
            "mask",
            "parameter");
    assertThat(named(state, "layer.weight").shape()).isEqualTo(Shape.of(2, 3));
    assertThat(named(state, "layer.weight").toFloatArray())
        .containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f);
    assertThat(named(state, "layer.bias").toFloatArray()).containsExactly(3, 3.5f, 4);
    assertThat(named(state, "transposed").shape()).isEqualTo(Shape.of(3, 2));
    assertThat(named(state, "transposed").toFloatArray())
        .containsExactly(0, 1.5f, 0.5f, 2, 1, 2.5f);
    assertThat(named(state, "stretched").toFloatArray()).containsExactly(5, 5.5f, 5, 5.5f);
    assertThat(named(state, "tied").toFloatArray()).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f);
    assertThat(named(state, "scalar").shape()).isEqualTo(Shape.SCALAR);
    assertThat(named(state, "scalar").toDoubleArray()).containsExactly(-1.5);
    assertThat(named(state, "empty").shape()).isEqualTo(Shape.of(0, 3));
    assertThat(named(state, "half").toFloatArray()).containsExactly(1.5f, -65504);
    assertThat(named(state, "brain").toFloatArray()).containsExactly(1.5f, -0f);
    assertThat(named(state, "i8").toIntArray()).containsExactly(-128, 127);
    assertThat(named(state, "u8").toIntArray()).containsExactly(0, 255);
    assertThat(named(state, "i16").toIntArray()).containsExactly(-32768, 1);
    assertThat(named(state, "i32").toIntArray()).containsExactly(Integer.MIN_VALUE, 7);
    assertThat(named(state, "num_batches_tracked").toIntArray()).containsExactly(Integer.MAX_VALUE);
    assertThat(named(state, "mask").toBooleanArray()).containsExactly(true, false);
    assertThat(named(state, "parameter").toFloatArray()).containsExactly(3.25f);
    assertThat(named(state, "mask").dtype()).isEqualTo(DType.BOOL);
  }

  @Test
  void whatLiesInDictionariesAndListsIsNamedByItsWay() throws IOException {
    Map<String, Tensor> checkpoint = TorchFile.read(resource("checkpoint.pt"));
    assertThat(checkpoint.keySet())
        .containsExactly("model.w", "optimizer.state.0.step", "list.0", "list.1.0");
    assertThat(named(checkpoint, "model.w").toFloatArray()).containsExactly(1, 2);
    assertThat(TorchFile.read(resource("tensor.pt")).keySet()).containsExactly("tensor");
  }

  @Test
  void aProgramThatWouldDoAnythingElseIsRefused() {
    Path file = resource("evil.pt");
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "torch: "
                + file
                + ": archive/data.pkl: its program would call posix.system of Python; only plain"
                + " tensors are read, save a dictionary of them by torch.save(model.state_dict(),"
                + " file), or safetensors");
  }

  /** Packs a program, in Latin-1, and the numbers of storages. */
  private Path packed(String program, Map<String, byte[]> data) throws IOException {
    Path file = folder.resolve("made.pt");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      archive.putNextEntry(new ZipEntry("a/data.pkl"));
      archive.write(program.getBytes(ISO_8859_1));
      for (Map.Entry<String, byte[]> storage : data.entrySet()) {
        archive.putNextEntry(new ZipEntry("a/" + storage.getKey()));
        archive.write(storage.getValue());
      }
    }
    return file;
  }

  /** A program that makes a tensor of a storage of four floats. */
  private static String tensor(String offset, String sides, String strides) {
    return "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n(("
        + "X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\u00000X\u0003\0\0\0cpuK\u0004tQ"
        + offset
        + sides
        + strides
        + "\u0089)tR.";
  }

  private void assertRefused(String program, String message) throws IOException {
    Path file = packed(program, Map.of("data/0", new byte[16]));
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("torch: " + file + ": ")
        .hasMessageContaining(message)
        .hasMessageContaining("; ");
  }

  @Test
  void theMadeProgramIsRight() throws IOException {
    Path file =
        packed(
            tensor("K\u0001", "K\u0003\u0085", "K\u0001\u0085"),
            Map.of(
                "data/0", new byte[] {0, 0, 0, 0, 0, 0, (byte) 128, 63, 0, 0, 0, 64, 0, 0, 0, 0}));
    assertThat(named(TorchFile.read(file), "tensor").toFloatArray()).containsExactly(1, 2, 0);
  }

  @Test
  void tensorsThatReachBeyondTheirNumbersAreRefused() throws IOException {
    String most = "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f";
    assertRefused(
        tensor("K\u0002", "K\u0003\u0085", "K\u0001\u0085"),
        "the tensor \"tensor\" of sides [3] and strides [1] reaches number 4 of 4");
    assertRefused(tensor("K\0", "K\u0003\u0085", "K\u0002\u0085"), "reaches number 4 of 4");
    assertRefused(tensor(most, "K\u0001\u0085", "K\u0001\u0085"), "reaches number 2147483647 of 4");
    assertRefused(tensor("K\0", "K\u0002\u0085", most + "\u0085"), "reaches number 2147483647");
    assertRefused(tensor("K\0", most + "\u0085", "K\0\u0085"), "an array has up to 2^31 - 1");
    assertRefused(
        tensor("K\0", most + most + "\u0086", "K\0K\0\u0086"), "an array has up to 2^31 - 1");
    assertRefused(tensor("K\0", "J\u00ff\u00ff\u00ff\u00ff\u0085", "K\0\u0085"), "a negative side");
    assertRefused(tensor("K\0", "K\u0001\u0085", ")"), "a tensor of sides [1] and strides []");
  }

  /** A tensor that is one number two thousand million times over. */
  @Test
  void whatIsStretchedWithoutEndIsRefused() throws IOException {
    Path file =
        packed(tensor("K\0", "J\0\0\0p\u0085", "K\0\u0085"), Map.of("data/0", new byte[16]));
    assertThatThrownBy(() -> TorchFile.read(file, 1 << 20))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("unpacks to more than the limit");
  }

  @Test
  void programsThatAreWrongAreRefused() throws IOException {
    assertRefused("N", "its program ends at byte 1, where 1 more belong");
    assertRefused(".", "its program has too few values");
    assertRefused("(.", "its program has too few values");
    assertRefused("t.", "its program has no opening mark");
    assertRefused("h\u0005.", "its program has a reference to what is not there");
    assertRefused("X\u00ff\u00ff\u00ff\u00ff.", "its program has a length beyond the file");
    assertRefused("X\u0009\0\0\0ab.", "its program ends at byte 8, where 6 more belong");
    assertRefused("Na.", "its program has too few values");
    assertRefused("NNa.", "its program has something else where a list belongs");
    assertRefused("}]Ns.", "its program has a key that is neither text nor number");
    assertRefused("}(Nu.", "its program has a key without a value");
    assertRefused("NQ.", "its program has a storage in a form that is not known");
    assertRefused("cbuiltins\neval\n)R.", "its program would call builtins.eval of Python");
    assertRefused(
        "cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "its program would call os.system of Python");
    assertRefused(
        "cnumpy.core.multiarray\n_reconstruct\n)R.",
        "would call numpy.core.multiarray._reconstruct");
    assertRefused("c__main__\nNet\n)\u0081.", "its program has the instruction 0x81 at byte 15");
    assertRefused("(ios\nsystem\n.", "its program has the instruction 0x69 at byte 1");
    assertRefused("N)b.", "its program has something else where a dictionary belongs");
    assertRefused(
        "ccollections\nOrderedDict\n]\u0085Na.", "its program has something else where a list");
    assertRefused("ctorch._utils\n_rebuild_tensor_v2\n)R.", "its program has too few arguments");
    assertRefused("\u008a\u00ff.", "its program has an integer of 255 bytes");
  }

  @Test
  void whatContainsItselfOrSharesWithoutEndIsRefused() throws IOException {
    assertRefused("]q\0h\0a.", "it is nested without end, or too deeply, at \"0\"");
    assertRefused("]" + "]".repeat(100) + "a".repeat(100) + ".", "too deeply, at \"0.0.0.");
    StringBuilder doubling = new StringBuilder("]q\0");
    for (int i = 0; i < 60; i++) {
      doubling.append("](h").append((char) i).append('h').append((char) i).append("eq");
      doubling.append((char) (i + 1));
    }
    assertRefused(doubling.append('.').toString(), "it is nested without end, or too deeply");
  }

  @Test
  void numbersThatAreMissingOrOfAnotherLengthAreRefused() throws IOException {
    String program = tensor("K\0", "K\u0004\u0085", "K\u0001\u0085");
    Path without = packed(program, Map.of());
    assertThatThrownBy(() -> TorchFile.read(without))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "torch: "
                + without
                + ": the numbers of the tensor \"tensor\" should be 16 bytes in the file a/data/0,"
                + " which is not there; the file is damaged, copy or save it again");
    Path shorter = packed(program, Map.of("data/0", new byte[15]));
    assertThatThrownBy(() -> TorchFile.read(shorter)).hasMessageContaining("which has 15; ");
    Path other =
        packed(
            program.replace("FloatStorage", "ComplexFloatStorage"), Map.of("data/0", new byte[8]));
    assertThatThrownBy(() -> TorchFile.read(other))
        .hasMessageContaining("it has numbers of the type torch.ComplexFloatStorage; convert");
    Path order = packed(program, Map.of("data/0", new byte[16], "byteorder", new byte[] {'x'}));
    assertThatThrownBy(() -> TorchFile.read(order))
        .hasMessageContaining("its byte order is \"x\"; save it again");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pt"), "no archive");
    assertThatThrownBy(() -> TorchFile.read(text))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("is not a zip archive, or a damaged one: ");
    Path scripted = packed("N.", Map.of("constants.pkl", new byte[1]));
    assertThatThrownBy(() -> TorchFile.read(scripted))
        .hasMessageContaining("it holds a compiled model; save model.state_dict() by torch.save");
    Path two = packed("N.", Map.of("b/data.pkl", new byte[1]));
    assertThatThrownBy(() -> TorchFile.read(two)).hasMessageContaining("it has two programs, ");
    Path npz = folder.resolve("x.npz");
    Npz.write(npz, Map.of("x", Tensor.of(1)));
    assertThatThrownBy(() -> TorchFile.read(npz)).hasMessageContaining("it has no data.pkl; ");
    assertThatThrownBy(() -> TorchFile.read(resource("state.pt"), 100))
        .hasMessageContaining("unpacks to more than the limit");
  }

  /** Returns an archive with each file replaced by what a damage makes of it. */
  private static byte[] damaged(Map<String, byte[]> files, String name, byte[] other)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream archive = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        archive.putNextEntry(new ZipEntry(file.getKey()));
        archive.write(file.getKey().equals(name) ? other : file.getValue());
      }
    }
    return out.toByteArray();
  }

  /** Each byte of the program changed, and the program cut there: read, or refused. */
  @Test
  void damagedProgramsAreReadOrRefused() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (java.util.zip.ZipFile archive = new java.util.zip.ZipFile(resource("state.pt").toFile())) {
      for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
        files.put(entry.getName(), archive.getInputStream(entry).readAllBytes());
      }
    }
    byte[] good = Preconditions.checkNotNull(files.get("archive/data.pkl"));
    Path file = folder.resolve("damaged.pt");
    int refused = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = at % 4 == 0 ? Arrays.copyOf(good, at) : good.clone();
      if (bad.length == good.length) {
        bad[at] ^= (byte) (1 << at % 8);
      }
      Files.write(file, damaged(files, "archive/data.pkl", bad));
      try {
        TorchFile.read(file);
      } catch (MalformedFileException e) {
        assertThat(e.getMessage()).contains(": ", "; ");
        refused++;
      }
    }
    assertThat(refused).isBetween(good.length / 2, good.length - 1);
  }

  /** PyTorch marks a view of which each number stands for its negative. */
  @Test
  void tensorsWhoseNumbersAreNotTheirValuesAreRefused() throws IOException {
    String plain = tensor("K\u0001", "K\u0003\u0085", "K\u0001\u0085");
    assertRefused(
        plain.replace(")tR.", ")}X\u0003\0\0\0neg\u0088stR."),
        "it has a tensor whose numbers are not its values, but to be read by [neg]; save");
    assertRefused(
        plain.replace(")tR.", ")K\u0001tR."),
        "its program has something else where an argument belongs");
    for (String none : List.of("}", "N")) {
      Path file = packed(plain.replace(")tR.", ")" + none + "tR."), Map.of("data/0", new byte[16]));
      assertThat(named(TorchFile.read(file), "tensor").toFloatArray()).containsExactly(0, 0, 0);
    }
  }

  /** A short file may be a long program, of which each byte is a list. */
  @Test
  void aProgramThatWouldFillTheHeapIsRefused() throws IOException {
    int length = Math.toIntExact(Runtime.getRuntime().maxMemory() / 100 + 1);
    Path file = packed("]".repeat(length), Map.of());
    assertThatThrownBy(() -> TorchFile.read(file, Long.MAX_VALUE))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("torch: " + file + ": reading its program takes ")
        .hasMessageContaining(" bytes of memory, the heap has room for ");
  }

  /** Two names that are no text could become one. */
  @Test
  void namesThatAreNoTextAreRefused() throws IOException {
    assertRefused(
        "}X\u0001\0\0\0\u00ffNs.",
        "a name or a text of its program is not text in UTF-8; the file is damaged");
  }
}
