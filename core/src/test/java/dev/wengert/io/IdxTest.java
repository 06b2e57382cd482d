package dev.wengert.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes are laid out by hand as the format's description says. */
class IdxTest {

  /** Bytes [2, 3]: 1, 2, 3, 254, 255, 0. */
  private static final String BYTES = "00000802 00000002 00000003 010203fe ff00";

  @TempDir Path folder;

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Tensor read(byte[] bytes) throws IOException {
    return Idx.read(Files.write(folder.resolve("x.idx"), bytes));
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("idx: " + folder.resolve("x.idx") + ": " + message);
  }

  @Test
  void readsEveryType() throws IOException {
    Tensor x = read(hex(BYTES));
    assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.toIntArray()).containsExactly(1, 2, 3, 254, 255, 0);
    assertThat(read(hex("00000901 00000002 fe7f")).toIntArray()).containsExactly(-2, 127);
    assertThat(read(hex("00000b01 00000001 fffe")).toIntArray()).containsExactly(-2);
    assertThat(read(hex("00000c01 00000001 80000000")).toIntArray())
        .containsExactly(Integer.MIN_VALUE);
    assertThat(read(hex("00000d01 00000001 3fc00000")).toFloatArray()).containsExactly(1.5f);
    assertThat(read(hex("00000e00 3ff8000000000000")).item()).isEqualTo(1.5);
  }

  @Test
  void readsPackedFiles() throws IOException {
    assertThat(read(packed(hex(BYTES))).toIntArray()).containsExactly(1, 2, 3, 254, 255, 0);
  }

  @Test
  void refusesOtherFiles() {
    assertRefused(
        hex("00000a01 00000001 00"),
        "is not an IDX file: it begins with 00 00 0a 01; give one that begins with two zeros and a"
            + " known type");
    assertRefused(
        hex("89504e47"),
        "is not an IDX file: it begins with 89 50 4e 47; give one that begins with two zeros and a"
            + " known type");
    assertRefused(
        new byte[0],
        "the file ends within the magic number: 4 bytes are missing, 0 of 4 are there; it is cut"
            + " short or damaged, copy or save it again");
  }

  @Test
  void believesNoLengthThatNoBytesBack() throws IOException {
    byte[] lying = hex("00000803 00000100 00001000 00000010 01");
    String message =
        "the file ends within the array: 16777215 bytes are missing, 1 of 16777216 are there; it"
            + " is cut short or damaged, copy or save it again";
    assertRefused(lying, message);
    assertRefused(packed(lying), message);
    assertRefused(
        hex("00000802 ffffffff ffffffff 01"),
        "the array has too many elements for one Java array: its shape is [4294967295,"
            + " 4294967295]; split it into parts of less than 2^31 elements");
    assertRefused(
        hex("000008ff 00000001"),
        "the file ends within the sides: 1016 bytes are missing, 4 of 1020 are there; it is cut"
            + " short or damaged, copy or save it again");
  }

  @Test
  void unpacksNoMoreThanAllowed() throws IOException {
    Path file = Files.write(folder.resolve("x.idx"), packed(hex(BYTES)));
    assertThat(Idx.read(file, 24).size()).isEqualTo(6);
    assertThatThrownBy(() -> Idx.read(file, 23))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageEndingWith(
            "unpacks to more than the limit: with the array to 24 bytes of memory, 23 are allowed;"
                + " allow more if you trust the file");
  }

  @Test
  void refusesWhatFollows() throws IOException {
    assertRefused(
        hex(BYTES + "00"),
        "1 bytes follow the array; the file is damaged or holds more than one array, save it"
            + " again");
    assertRefused(
        packed(hex(BYTES + "00")),
        "more bytes follow the array; the file is damaged or holds more than one array, save it"
            + " again");
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    for (byte[] whole : new byte[][] {hex(BYTES), packed(hex(BYTES))}) {
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> read(cut))
            .as("%s of %s", length, whole.length)
            .isInstanceOf(MalformedFileException.class);
      }
    }
  }

  @Test
  void aDamagedPackedFileIsRefused() throws IOException {
    byte[] bytes = packed(hex(BYTES));
    bytes[bytes.length - 6] ^= 1; // the checksum
    assertRefused(bytes, "cannot be unpacked: Corrupt GZIP trailer; copy or download it again");
  }
}
