package dev.wengert.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("x.npz");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("npz: " + file + ": " + message);
  }

  private static byte[] npy(Tensor tensor) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, tensor);
    return out.toByteArray();
  }

  /** Writes a deflated archive of files as they are. */
  private byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    Files.write(file, bytes.toByteArray());
    return bytes.toByteArray();
  }

  /** Where the archive's directory names its n-th file; sizes and checksum stand in front. */
  private static int directory(byte[] archive, int n) {
    int at = 0;
    for (int i = 0; i <= n; i++) {
      at = new String(archive, ISO_8859_1).indexOf("PK\1\2", at + 1);
    }
    return at;
  }

  private void change(byte[] archive, int at, int value) throws IOException {
    ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    Files.write(file, archive);
  }

  private static final int CRC = 16;
  private static final int SIZE = 24;
  private static final int PACKED = 20;

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated"})
  void readsTheFilesOfNumpy(String name) throws IOException {
    Files.write(file, NumpyFiles.bytes(name + ".npz"));
    ImmutableMap<String, Tensor> arrays = Npz.read(file);
    assertThat(arrays.keySet()).containsExactly("x", "layer.0/bias", "n");
    assertThat(arrays.get("x"))
        .satisfies(
            x ->
                assertThat(x.toDoubleArray())
                    .containsExactly(0.5, -2.25, 65504, Double.POSITIVE_INFINITY, -0.0, 0x1p-24));
    assertThat(arrays.get("layer.0/bias"))
        .satisfies(x -> assertThat(x.toDoubleArray()).containsExactly(0, 1, 2));
    assertThat(arrays.get("n"))
        .satisfies(
            x -> {
              assertThat(x.shape()).isEqualTo(Shape.SCALAR);
              assertThat(x.dtype()).isEqualTo(DType.INT32);
              assertThat(x.item()).isEqualTo(7);
            });
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Map<String, Tensor> tensors =
        ImmutableMap.of("b", Tensor.of(true), "a.weight", Tensor.zeros(DType.FLOAT32, 100, 50));
    Npz.write(file, tensors);
    long stored = Files.size(file);
    for (int i = 0; i < 2; i++) {
      ImmutableMap<String, Tensor> back = Npz.read(file);
      assertThat(back.keySet()).containsExactly("b", "a.weight");
      assertThat(back.get("b"))
          .satisfies(b -> assertThat(b.toBooleanArray()).containsExactly(true));
      assertThat(back.get("a.weight"))
          .satisfies(w -> assertThat(w.toFloatArray()).hasSize(5000).containsOnly(0));
      Npz.writeCompressed(file, tensors);
    }
    assertThat(Files.size(file)).isLessThan(stored / 10);
    Npz.write(file, Map.of());
    assertThat(Npz.read(file)).isEmpty();
  }

  @Test
  void theSameTensorsGiveTheSameBytes() throws IOException {
    Npz.writeCompressed(file, Map.of("a", Tensor.of(1, 2)));
    byte[] first = Files.readAllBytes(file);
    Npz.writeCompressed(file, Map.of("a", Tensor.of(1, 2)));
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    Files.write(file, new byte[30]);
    assertRefused(
        "is not a zip archive, or a damaged one: zip END header not found; give a file that"
            + " numpy.savez wrote, or copy it again");
    Files.write(file, new byte[0]);
    assertRefused(
        "is not a zip archive, or a damaged one: zip file is empty; give a file that numpy.savez"
            + " wrote, or copy it again");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    archive(Map.of("notes.txt", new byte[3]));
    assertRefused("holds a file that is no array: notes.txt; take it out");
    archive(Map.of("a.npy", new byte[3]));
    assertRefused(
        "a.npy: the file ends within the magic string and version: 5 bytes are missing, 3 of 8 are"
            + " there; it is cut short or damaged, copy or save it again");
  }

  @Test
  void refusesTwoArraysOfOneName() throws IOException {
    byte[] bytes = archive(ImmutableMap.of("a.npy", npy(Tensor.of(1)), "b.npy", npy(Tensor.of(2))));
    bytes[directory(bytes, 1) + 46] = 'a';
    Files.write(file, bytes);
    assertRefused("names two arrays alike: a.npy; give each a name of its own");
  }

  @Test
  void refusesAnArrayWhoseChecksumDiffers() throws IOException {
    byte[] bytes = archive(Map.of("a.npy", npy(Tensor.of(1))));
    change(bytes, directory(bytes, 0) + CRC, 0x1234);
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("a.npy: the checksum differs: ")
        .hasMessageContaining(
            ", the archive says 1234; the file is damaged, copy or save it again");
  }

  @Test
  void refusesAFileThatIsLongerThanTheDirectorySays() throws IOException {
    byte[] bytes = archive(Map.of("a.npy", npy(Tensor.zeros(DType.FLOAT64, 1000))));
    change(bytes, directory(bytes, 0) + SIZE, 200);
    assertRefused(
        "a.npy: the file ends within the array: 7927 bytes are missing, 73 of 8000 are there; it is"
            + " cut short or damaged, copy or save it again");
  }

  @Test
  void refusesSizesThatCannotBeTrue() throws IOException {
    byte[] bytes = archive(Map.of("a.npy", npy(Tensor.of(1))));
    int packed =
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(directory(bytes, 0) + PACKED);
    change(bytes, directory(bytes, 0) + SIZE, 2_000_000_000);
    assertRefused(
        "the sizes of its files cannot be true: a.npy claims "
            + packed
            + " bytes packed and 2000000000 unpacked, the archive has "
            + bytes.length
            + "; it is damaged, copy or save it again");
  }

  @Test
  void refusesFilesThatLieOverEachOther() throws IOException {
    byte[] data = npy(Tensor.of(new double[200]).plus(Math.PI));
    byte[] bytes = archive(ImmutableMap.of("a.npy", data, "b.npy", data));
    // What the directory says that both take is more than there is.
    change(bytes, directory(bytes, 0) + PACKED, bytes.length - 60);
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("the sizes of its files cannot be true: b.npy claims ");
  }

  @Test
  void unpacksNoMoreThanAllowed() throws IOException {
    Npz.writeCompressed(
        file,
        ImmutableMap.of(
            "a", Tensor.zeros(DType.FLOAT64, 1000), "b", Tensor.zeros(DType.FLOAT64, 1000)));
    assertThat(Files.size(file)).isLessThan(1000);
    assertThat(Npz.read(file, 16_256)).hasSize(2);
    assertThatThrownBy(() -> Npz.read(file, 16_255))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "npz: "
                + file
                + ": unpacks to more than the limit: with b.npy to 16256 bytes, 16255 are allowed;"
                + " allow more if you trust the file");
  }

  @Test
  void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
    // 64 MiB of zeros behind a header that claims 8 bytes.
    byte[] header = npy(Tensor.of(0.0));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("a.npy"));
      out.write(header);
      fill(out, 64 << 20);
    }
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("a.npy: more bytes follow the array");
  }

  private static void fill(OutputStream out, int count) throws IOException {
    byte[] block = new byte[1 << 16];
    for (int done = 0; done < count; done += block.length) {
      out.write(block);
    }
  }

  /** One bad member of each kind, at each place among two good ones. */
  @Test
  void readsTheGoodOnesBesideABadOne() throws IOException {
    byte[] good = npy(Tensor.of(1.5, -2));
    byte[] other = npy(Tensor.of(7));
    byte[] objects = npy(Tensor.of(1.0));
    replace(objects, "'<f8'", "'|O8'");
    byte[] python2 = npy(Tensor.zeros(DType.FLOAT32, 2));
    replace(python2, "(2,), ", "(2L,),");
    byte[] huge = npy(Tensor.zeros(DType.FLOAT64, 1));
    replace(huge, "(1,), }        ", "(99999999,), } ");
    Map<String, byte[]> bad =
        ImmutableMap.<String, byte[]>builder()
            .put("notes.txt", new byte[3])
            .put("short.npy", new byte[3])
            .put("long.npy", Bytes.concat(good, new byte[5]))
            .put("objects.npy", objects)
            .put("python2.npy", python2)
            .put("huge.npy", huge)
            .put("text.npy", "no numbers at all".getBytes(ISO_8859_1))
            .buildOrThrow();
    for (Map.Entry<String, byte[]> one : bad.entrySet()) {
      for (int place = 0; place < 3; place++) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
          if (i == place) {
            files.put(one.getKey(), one.getValue());
          }
          if (i < 2) {
            files.put(i == 0 ? "a.npy" : "b.npy", i == 0 ? good : other);
          }
        }
        archive(files);
        assertGoodParts(Npz.readGood(file), one.getKey());
        String said = Npz.readGood(file).problems().values().iterator().next().getMessage();
        assertThatThrownBy(() -> Npz.read(file)).hasMessage(said);
      }
    }
  }

  private static void assertGoodParts(Npz.GoodParts parts, String bad) {
    assertThat(parts.arrays().keySet()).containsExactly("a", "b");
    assertThat(parts.arrays().get("a"))
        .satisfies(a -> assertThat(a.toDoubleArray()).containsExactly(1.5, -2));
    assertThat(parts.arrays().get("b"))
        .satisfies(b -> assertThat(b.toIntArray()).containsExactly(7));
    assertThat(parts.problems().keySet()).containsExactly(bad);
  }

  private static void replace(byte[] npy, String text, String by) {
    byte[] bytes = by.getBytes(ISO_8859_1);
    assertThat(by).hasSameSizeAs(text);
    System.arraycopy(bytes, 0, npy, new String(npy, ISO_8859_1).indexOf(text), bytes.length);
  }

  @Test
  void readsTheGoodOnesBesideADamagedOne() throws IOException {
    Map<String, byte[]> files =
        ImmutableMap.of(
            "a.npy",
            npy(Tensor.of(1.5, -2)),
            "x.npy",
            npy(Tensor.of(3)),
            "b.npy",
            npy(Tensor.of(7)));
    byte[] bytes = archive(files);
    change(bytes, directory(bytes, 1) + CRC, 0x1234);
    assertGoodParts(Npz.readGood(file), "x.npy");
    bytes = archive(files);
    change(bytes, directory(bytes, 1) + SIZE, 2_000_000_000);
    assertGoodParts(Npz.readGood(file), "x.npy");
    bytes = archive(files);
    change(bytes, directory(bytes, 1) + PACKED, 1 << 20);
    assertGoodParts(Npz.readGood(file), "x.npy");
    // What is packed does not unpack.
    bytes = archive(files);
    int local = new String(bytes, ISO_8859_1).indexOf("x.npy") + 5;
    for (int i = local; i < local + 20; i++) {
      bytes[i] = (byte) 0xff;
    }
    Files.write(file, bytes);
    assertGoodParts(Npz.readGood(file), "x.npy");
  }

  @Test
  void whatIsTooLargeCostsNoneOfTheRest() throws IOException {
    Npz.writeCompressed(
        file,
        ImmutableMap.of(
            "a", Tensor.of(1.5, -2), "x", Tensor.zeros(DType.FLOAT64, 1000), "b", Tensor.of(7)));
    assertGoodParts(Npz.readGood(file, 2000), "x.npy");
    assertThat(Npz.readGood(file).problems()).isEmpty();
    assertThat(Npz.readGood(file).arrays()).hasSize(3);
    Files.write(file, new byte[30]);
    assertThatThrownBy(() -> Npz.readGood(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("is not a zip archive");
  }

  @Test
  void refusesAnEmptyName() {
    assertThatThrownBy(() -> Npz.write(file, Map.of("", Tensor.of(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("npz: an array has no name; give each one that is not empty");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesTheOldFile() throws IOException {
    Npz.write(file, Map.of("a", Tensor.of(1)));
    assertThatThrownBy(() -> Npz.write(file, Map.of("x".repeat(70_000), Tensor.of(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Npz.read(file).keySet()).containsExactly("a");
    assertThat(folder.toFile().list()).containsExactly("x.npz");
  }
}
