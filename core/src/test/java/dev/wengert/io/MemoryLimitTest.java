package dev.wengert.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Bytes;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {

  private static final int MIB = 1 << 20;
  private static final String TOO_LARGE =
      "; give the JVM a larger heap with -Xmx, or split the file";
  private static final String TOO_PACKED = " are allowed; allow more if you trust the file";

  @TempDir Path folder;

  @Test
  void theSumOfAllPartsCounts() throws IOException {
    MemoryLimit limit = MemoryLimit.of(100);
    limit.take("npz: a", "the array", 60, 1000);
    limit.take("npz: b", "the array", 40, 0);
    assertThatThrownBy(() -> limit.take("npz: c", "the array", 1, 0))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "npz: c: unpacks to more than the limit: with the array to 101 bytes of memory, 100"
                + TOO_PACKED);
  }

  @Test
  void whatIsUsualFollowsHeapAndFile() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(MemoryLimit.usual(0)).isEqualTo(heap / 4);
    assertThat(MemoryLimit.usual(heap)).isEqualTo(4 * heap);
    assertThat(MemoryLimit.usual(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void noLimitIsAboveTheHeap() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThatThrownBy(() -> MemoryLimit.ofHeap().take("npy: a", "the array", heap, 0))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(
            "npy: a: reading the array takes " + heap + " bytes of memory, the heap has room for ")
        .hasMessageEndingWith(TOO_LARGE);
    assertThatThrownBy(
            () -> MemoryLimit.ofHeap().take("a", "b", Long.MAX_VALUE / 2, Long.MAX_VALUE))
        .hasMessageContaining("reading b takes " + Long.MAX_VALUE + " bytes");
  }

  /**
   * A JVM of 64 MiB is given files that say of themselves, truthfully, that they hold more: zeros
   * that take next to nothing in the file. Garbage is no reason to refuse the last.
   */
  @Test
  void whatDoesNotFitTheHeapEndsInAnErrorAboutTheFile() throws Exception {
    Path inner = folder.resolve("inner.npy");
    Npy.write(inner, Tensor.zeros(new Spec(DType.FLOAT32, Shape.of(3 * MIB))));
    assertThat(
            outcomes(
                zip("one.npz", 1, header("|u1", false, 48 * MIB), 48 * MIB),
                zip("one.free", 1, header("|u1", false, 48 * MIB), 48 * MIB),
                zip("many.npz", 9, header("<f4", false, MIB / 2), 2 * MIB),
                gzip("packed.idx", new byte[] {0, 0, 8, 1, 3, 0, 0, 0}, 48 * MIB),
                sparse("plain.idx", new byte[] {0, 0, 8, 1, 3, 0, 0, 0}, 48 * MIB),
                sparse("a.npy", header("<f4", false, 256 * MIB), 1L << 30),
                sparse("b.npy", header("<f4", true, 7 * MIB), 28 * MIB),
                sparse("a.stream", header("<f4", false, 8 * MIB), 32 * MIB),
                sparse("a.safetensors", safetensors(1 << 30), 1L << 30),
                sparse("text.safetensors", length(90_000_000), 90_000_000),
                tensorFlowJs("a.tfjs", 256 * MIB, 1L << 30),
                inner,
                inner,
                inner,
                inner))
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .startsWith(
                        "npz: FILE: unpacks to more than the limit: with 0.npy to 50331776 b")
                    .endsWith(TOO_PACKED),
            one ->
                assertThat(one)
                    .startsWith(
                        "npz: FILE: 0.npy: reading the array takes 251658240 bytes of memory")
                    .endsWith(TOO_LARGE),
            one -> assertThat(one).contains("unpacks to more than the limit").endsWith(TOO_PACKED),
            one ->
                assertThat(one)
                    .startsWith("idx: FILE: unpacks to more than the limit: with the array to ")
                    .endsWith(TOO_PACKED),
            one ->
                assertThat(one)
                    .startsWith("idx: FILE: reading the array takes 201326592 bytes of memory")
                    .endsWith(TOO_LARGE),
            one ->
                assertThat(one)
                    .startsWith("npy: FILE: reading the array takes 1073741824 bytes of memory")
                    .endsWith(TOO_LARGE),
            one -> assertThat(one).contains("the transposed array takes ").endsWith(TOO_LARGE),
            one -> assertThat(one).contains("the array takes 67108864 bytes").endsWith(TOO_LARGE),
            one ->
                assertThat(one)
                    .contains("reading \"a\" takes 1073741824 bytes")
                    .endsWith(TOO_LARGE),
            one -> assertThat(one).contains(": reading the header takes ").endsWith(TOO_LARGE),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "tensorflow.js: FILE: shard.bin: reading the weight \"a\" takes 1073741824"
                            + " bytes of memory, the heap has room for "
                            + room(one)
                            + TOO_LARGE),
            one -> assertThat(one).isEqualTo("read FLOAT32[3145728]"),
            one -> assertThat(one).isEqualTo("read FLOAT32[3145728]"),
            one -> assertThat(one).isEqualTo("read FLOAT32[3145728]"),
            one -> assertThat(one).isEqualTo("read FLOAT32[3145728]"));
  }

  private static List<String> outcomes(Path... files) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-classpath");
    command.add(
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", ""));
    command.add(SmallHeap.class.getName());
    for (Path file : files) {
      command.add(file.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader(ISO_8859_1).lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }

  /** The opening of an npy file; with two axes if its order is that of columns. */
  private static byte[] header(String type, boolean isFortran, int size) {
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s,), }"
            .formatted(type, isFortran ? "True" : "False", isFortran ? size / 2 + ", 2" : size);
    byte[] bytes = ("\u0093NUMPY\1\0v\0" + text).getBytes(ISO_8859_1);
    byte[] padding = " ".repeat(127 - bytes.length).concat("\n").getBytes(US_ASCII);
    return Bytes.concat(bytes, padding);
  }

  /** Returns the number before the remedy, which depends on the JVM. */
  private static String room(String outcome) {
    String before = outcome.substring(0, outcome.length() - TOO_LARGE.length());
    return before.substring(before.lastIndexOf(' ') + 1);
  }

  private Path tensorFlowJs(String name, int size, long bytes) throws IOException {
    sparse("shard.bin", new byte[0], bytes);
    return Files.writeString(
        folder.resolve(name),
        "[{\"paths\":[\"shard.bin\"],\"weights\":[{\"name\":\"a\",\"shape\":["
            + size
            + "],\"dtype\":\"float32\"}]}]");
  }

  private static byte[] safetensors(int bytes) {
    String text =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
            .formatted(bytes / 4, bytes);
    return Bytes.concat(length(text.length()), text.getBytes(US_ASCII));
  }

  private static byte[] length(long length) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private Path zip(String name, int count, byte[] opening, int zeros) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < count; i++) {
        out.putNextEntry(new ZipEntry(i + ".npy"));
        fill(out, opening, zeros);
      }
    }
    return file;
  }

  private Path gzip(String name, byte[] opening, int zeros) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      fill(out, opening, zeros);
    }
    return file;
  }

  private static void fill(OutputStream out, byte[] opening, int zeros) throws IOException {
    out.write(opening);
    byte[] block = new byte[1 << 16];
    for (int done = 0; done < zeros; done += block.length) {
      out.write(block);
    }
  }

  /** A file with a hole: on most systems it takes no room on the disk. */
  private Path sparse(String name, byte[] opening, long zeros) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(opening);
      out.setLength(opening.length + zeros);
    }
    return file;
  }
}
