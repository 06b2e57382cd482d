package dev.wengert.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes are laid out by hand as the format's specification says. */
class SafetensorsTest {

  @TempDir Path folder;

  /** A file: the header's length, the header, and the numbers in hexadecimal digits. */
  private static byte[] file(String header, String data) {
    byte[] text = header.getBytes(UTF_8);
    byte[] numbers = HexFormat.of().parseHex(data.replace(" ", ""));
    return ByteBuffer.allocate(8 + text.length + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(numbers)
        .array();
  }

  private static String tensor(String name, String dtype, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  private static Tensor only(String dtype, String shape, String data) throws IOException {
    int bytes = data.replace(" ", "").length() / 2;
    Safetensors.Contents contents =
        Safetensors.read(file("{" + tensor("x", dtype, shape, 0, bytes) + "}", data));
    return contents.tensors().values().iterator().next();
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> Safetensors.read(bytes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("safetensors: " + message);
    // A stream, whose length nobody knows, is refused for the same reason.
    assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("safetensors: " + message);
  }

  @Test
  void readsEveryDtype() throws IOException {
    assertThat(only("F64", "[1]", "00 00 00 00 00 00 f8 3f").toDoubleArray()).containsExactly(1.5);
    assertThat(only("F32", "[2]", "00 00 c0 3f 00 00 80 ff").toFloatArray())
        .containsExactly(1.5f, Float.NEGATIVE_INFINITY);
    // 1.5, the smallest number, the largest
    assertThat(only("F16", "[3]", "00 3e 01 00 ff 7b").toFloatArray())
        .containsExactly(1.5f, 0x1p-24f, 65504f);
    // 1.5, -0, the largest
    assertThat(only("BF16", "[3]", "c0 3f 00 80 7f 7f").toFloatArray())
        .containsExactly(1.5f, -0f, 0x1.fep127f);
    assertThat(only("I64", "[2]", "ff ff ff ff ff ff ff ff ff ff ff 7f 00 00 00 00").toIntArray())
        .containsExactly(-1, Integer.MAX_VALUE);
    assertThat(only("I32", "[2]", "00 00 00 80 01 02 03 04").toIntArray())
        .containsExactly(Integer.MIN_VALUE, 0x04030201);
    assertThat(only("I16", "[2]", "00 80 01 02").toIntArray()).containsExactly(-32768, 0x0201);
    assertThat(only("I8", "[2]", "80 7f").toIntArray()).containsExactly(-128, 127);
    assertThat(only("U8", "[2]", "80 ff").toIntArray()).containsExactly(128, 255);
    assertThat(only("U16", "[1]", "fe ff").toIntArray()).containsExactly(65534);
    assertThat(only("U32", "[1]", "ff ff ff 7f").toIntArray()).containsExactly(Integer.MAX_VALUE);
    assertThat(only("U64", "[1]", "05 00 00 00 00 00 00 00").toIntArray()).containsExactly(5);
    assertThat(only("BOOL", "[2]", "01 00").toBooleanArray()).containsExactly(true, false);
    assertThat(only("F32", "[]", "00 00 c0 3f").shape()).isEqualTo(Shape.SCALAR);
    assertThat(only("F32", "[2,0]", "").shape()).isEqualTo(Shape.of(2, 0));
  }

  @Test
  void readsTensorsInAnyOrderAndMetadata() throws IOException {
    Safetensors.Contents contents =
        Safetensors.read(
            file(
                "{"
                    + tensor("b", "I32", "[1,1]", 1, 5)
                    + ", "
                    + tensor("e", "F32", "[0]", 1, 1)
                    + ",\"__metadata__\" : {\"format\":\"pt\", \"a\\u00e9\\n\\\"\":\"\\\\\"},\n"
                    + tensor("a", "U8", "[1]", 0, 1)
                    + "}      ",
                "07 09 00 00 00"));
    assertThat(contents.tensors().keySet()).containsExactly("b", "e", "a");
    assertThat(contents.tensors().get("b"))
        .satisfies(b -> assertThat(b.toIntArray()).containsExactly(9));
    assertThat(contents.tensors().get("a"))
        .satisfies(a -> assertThat(a.toIntArray()).containsExactly(7));
    assertThat(contents.metadata()).isEqualTo(Map.of("format", "pt", "a\u00e9\n\"", "\\"));
    assertThat(Safetensors.read(file("{}", "")).tensors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "I64, 00 00 00 80 00 00 00 00, 2147483648",
    "U64, ff ff ff ff ff ff ff ff, 18446744073709551615",
    "U32, 00 00 00 80 05 00 00 00, 2147483648"
  })
  void namesTheFirstIntegerThatDoesNotFit(String dtype, String data, String value) {
    String shape = dtype.equals("U32") ? "[1,2]" : "[1,1]";
    assertRefused(
        file("{" + tensor("x", dtype, shape, 0, 8) + "}", data),
        "a value of \"x\" does not fit 32 bits: "
            + value
            + " at [0, 0]; store it as int32 within range, or as float64");
  }

  @Test
  void writesTheBytesOfTheSpecification() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(
        out,
        ImmutableMap.of(
            "mask",
            Tensor.of(true),
            "w",
            Tensor.of(new float[][] {{1.5f, -2f}}),
            "\"",
            Tensor.scalar(1.5)),
        Map.of("step", "7\t"));
    // Wide numbers come first, so that every one is aligned.
    String header =
        "{\"__metadata__\":{\"step\":\"7\\u0009\"},"
            + tensor("mask", "BOOL", "[1]", 16, 17)
            + ","
            + tensor("w", "F32", "[1,2]", 8, 16)
            + ","
            + tensor("\\\"", "F64", "[]", 0, 8)
            + "}";
    String padded = header + " ".repeat(Math.floorMod(-header.length(), 8));
    assertThat(out.toByteArray())
        .isEqualTo(file(padded, "00 00 00 00 00 00 f8 3f 00 00 c0 3f 00 00 00 c0 01"));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = folder.resolve("x.safetensors");
    Map<String, Tensor> tensors =
        ImmutableMap.of(
            "n", Tensor.of(1, -2),
            "nan", Tensor.of(Double.longBitsToDouble(0x7ff8_0000_dead_beefL)),
            "big", Tensor.full(DType.FLOAT32, 0.25, 500, 300),
            "none", Tensor.zeros(DType.BOOL, 0));
    Safetensors.write(file, tensors, Map.of("a", "\u20ac\u0001/\\"));
    Safetensors.Contents back = Safetensors.read(file);
    assertThat(back.metadata()).isEqualTo(Map.of("a", "\u20ac\u0001/\\"));
    assertThat(back.tensors().keySet()).containsExactly("n", "nan", "big", "none");
    back.tensors()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.spec())
                    .isEqualTo(java.util.Objects.requireNonNull(tensors.get(name)).spec()));
    assertThat(back.tensors().get("n"))
        .satisfies(n -> assertThat(n.toIntArray()).containsExactly(1, -2));
    assertThat(back.tensors().get("nan"))
        .satisfies(
            nan ->
                assertThat(Double.doubleToRawLongBits(nan.toDoubleArray()[0]))
                    .isEqualTo(0x7ff8_0000_dead_beefL));
    assertThat(back.tensors().get("big"))
        .satisfies(big -> assertThat(big.toFloatArray()).hasSize(150_000).containsOnly(0.25f));
    Safetensors.write(file, Map.of());
    assertThat(Safetensors.read(file).tensors()).isEmpty();
  }

  @Test
  void refusesOffsetsThatDoNotCoverTheNumbers() {
    assertRefused(
        file(
            "{" + tensor("a", "U8", "[4]", 0, 4) + "," + tensor("b", "U8", "[4]", 2, 6) + "}",
            "00 00 00 00 00 00"),
        "tensors overlap: the tensor \"b\" begins at 2, \"a\" ends at 4; the file is damaged, save"
            + " it again");
    assertRefused(
        file(
            "{" + tensor("a", "U8", "[1]", 0, 1) + "," + tensor("b", "U8", "[1]", 3, 4) + "}",
            "00 00 00 00"),
        "there is a gap between tensors: the tensor \"b\" begins at 3, \"a\" ends at 1; the file is"
            + " damaged, save it again");
    assertRefused(
        file("{" + tensor("a", "U8", "[1]", 1, 2) + "}", "00 00"),
        "there is a gap between tensors: the tensor \"a\" begins at 1, the header ends at 0; the"
            + " file is damaged, save it again");
    assertRefused(
        file("{" + tensor("a", "F32", "[2]", 0, 4) + "}", "00 00 00 00"),
        "the tensor \"a\" has wrong offsets: [0, 4]; F32[2] takes 8 bytes, the file is damaged,"
            + " save it again");
    assertRefused(
        file("{" + tensor("a", "U8", "[0]", 5, 2) + "}", ""),
        "the tensor \"a\" has wrong offsets: [5, 2]; U8[0] takes 0 bytes, the file is damaged, save"
            + " it again");
    assertRefused(
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", "00"),
        "the tensor \"a\" has wrong offsets: [0]; U8[1] takes 1 bytes, the file is damaged, save it"
            + " again");
  }

  @Test
  void refusesNumbersThatAreMissingOrTooMany() {
    assertRefused(
        file("{" + tensor("a", "F64", "[10000000]", 0, 80_000_000) + "}", "00 01"),
        "the file ends within the tensors: 79999998 bytes are missing, 2 of 80000000 are there;"
            + " it is cut short or damaged, copy or save it again");
    assertThatThrownBy(
            () -> Safetensors.read(file("{" + tensor("a", "U8", "[1]", 0, 1) + "}", "00 01 02")))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "safetensors: 2 bytes follow the tensors; the file is damaged or holds more than one"
                + " array, save it again");
  }

  @Test
  void refusesHeaderLengthsThatLie() {
    byte[] bytes = file("{}", "");
    for (long length : new long[] {-1, 100_000_001, 1L << 40}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(
          bytes,
          "the header is too long: "
              + Long.toUnsignedString(length)
              + " bytes; 100000000 are the limit, the file is damaged or not in the safetensors"
              + " format");
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(99_000_000);
    assertRefused(
        bytes,
        "the file ends within the header: 98999998 bytes are missing, 2 of 99000000 are there; it"
            + " is cut short or damaged, copy or save it again");
  }

  @Test
  void refusesShapesBeyondOneArray() {
    assertRefused(
        file("{" + tensor("a", "U8", "[3000000000]", 0, 3) + "}", "00"),
        "the tensor \"a\" has too many elements for one Java array: its shape is [3000000000];"
            + " split it into parts of less than 2^31 elements");
    assertRefused(
        file("{" + tensor("a", "U8", "[" + "1,".repeat(64) + "1]", 0, 1) + "}", "00"),
        "the tensor \"a\" has too many axes: 65; 64 are the limit, the file is damaged, save it"
            + " again");
  }

  @Test
  void refusesNamesThatComeTwice() {
    String a = tensor("a", "U8", "[0]", 0, 0);
    assertRefused(
        file("{" + a + "," + tensor("\\u0061", "U8", "[0]", 0, 0) + "}", ""),
        "the header names \"a\" twice; give each a name of its own");
    assertRefused(
        file("{\"__metadata__\":{},\"__metadata__\":{}}", ""),
        "the header names \"__metadata__\" twice; give each a name of its own");
    assertRefused(
        file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", ""),
        "the metadata names \"k\" twice; give each a name of its own");
    assertRefused(
        file("{\"a\":{\"shape\":[],\"shape\":[]}}", ""),
        "the tensor \"a\" names \"shape\" twice; give each a name of its own");
  }

  @Test
  void refusesTensorsOfOtherForm() {
    assertRefused(
        file("{" + tensor("a", "F8_E4M3", "[1]", 0, 1) + "}", "00"),
        "the tensor \"a\" has a dtype that is not read: F8_E4M3; convert it to F16, BF16, F32, F64,"
            + " an integer type or BOOL");
    assertRefused(
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", "00"),
        "the tensor \"a\" lacks an entry; it must have dtype, shape and data_offsets");
    assertRefused(
        file("{\"a\":{\"color\":\"U8\"}}", "00"),
        "the tensor \"a\" has an unknown entry \"color\"; it must have dtype, shape and"
            + " data_offsets");
    assertRefused(
        file("{" + tensor("a", "BOOL", "[2]", 0, 2) + "}", "01 02"),
        "a truth value of \"a\" is neither 0 nor 1: 2 at [1]; the file is damaged, save it again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | 0 it reads \"[]\" where '{' belongs",
        "`` | 0 it ends where '{' belongs",
        "{} x | 3 it reads \"x\" where the end belongs",
        "{\"a\" | 4 it ends where ':' belongs",
        "{\"a | 3 it ends where a closing quote belongs",
        "{\"a\":3} | 5 it reads \"3}\" where '{' belongs",
        "{\"__metadata__\":{},} | 19 it reads \"}\" where '\"' belongs",
        "{\"a\":{\"shape\":[-1]}} | 15 it reads \"-1]}}\" where a side, 0 or more belongs",
        "{\"a\":{\"shape\":[01]}} | 15 it reads \"01]}}\" where a side without leading zeros"
            + " belongs",
        "{\"a\":{\"shape\":[1.5]}} | 16 it reads \".5]}}\" where ',' or ']' belongs",
        "{\"a\":{\"data_offsets\":[9223372036854775808]}} | 22 it reads \"9223372036854775808]}}\""
            + " where an offset below 2^63 belongs",
        "{\"\\x\":3} | 4 it reads \"\":3}\" where an escaped character of JSON belongs",
        "{\"\\u12g4\":3} | 7 it reads \"4\":3}\" where four hexadecimal digits belongs",
        "{\"__metadata__\":{\"a\":null}} | 21 it reads \"null}}\" where '\"' belongs"
      })
  void refusesTextThatIsNotTheFormatsJson(String header, String problem) {
    assertRefused(
        file(header, ""),
        "the header is not well formed: at character "
            + problem
            + "; the file is damaged, save it again");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] bytes = file("{\"a\":1}", "");
    bytes[10] = (byte) 0xff;
    assertRefused(bytes, "the header is not text in UTF-8; the file is damaged, save it again");
  }

  @Test
  void aFileCutAnywhereIsRefused() {
    byte[] bytes = file("{" + tensor("a", "U8", "[2]", 0, 2) + "}", "01 02");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Safetensors.read(cut))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("it is cut short or damaged, copy or save it again");
    }
  }

  @Test
  void namesTheFile() throws IOException {
    Path file = Files.write(folder.resolve("x.safetensors"), new byte[3]);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("safetensors: " + file + ": the file ends within the length of");
  }

  @Test
  void refusesToWriteATensorInTheMetadatasPlace() {
    assertThatThrownBy(
            () ->
                Safetensors.write(
                    folder.resolve("x"), Map.of("__metadata__", Tensor.scalar(1)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("safetensors: a tensor cannot be called __metadata__; give it another name");
    assertThat(folder).isEmptyDirectory();
  }

  private static byte[] written(FloatFormat floats, float... values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, Map.of("x", Tensor.of(values)), Map.of(), floats);
    return out.toByteArray();
  }

  private static void assertData(byte[] file, String data) {
    byte[] numbers = HexFormat.of().parseHex(data.replace(" ", ""));
    assertThat(Arrays.copyOfRange(file, file.length - numbers.length, file.length))
        .isEqualTo(numbers);
  }

  /** Half of a step is rounded to the even neighbour. */
  @Test
  void writes16BitFloatsRoundedToTheNearest() throws IOException {
    assertData(
        written(FloatFormat.F16, 1.5f, 0x1p-24f, 65504, -0f, 1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 65519),
        "00 3e 01 00 ff 7b 00 80 00 3c 02 3c ff 7b");
    assertData(
        written(
            FloatFormat.BF16, 1.5f, -0f, 0x1.fep127f, 1 + 0x1p-8f, 1 + 3 * 0x1p-8f, 1 + 0x1.1p-8f),
        "c0 3f 00 80 7f 7f 80 3f 82 3f 81 3f");
    float infinity = Float.POSITIVE_INFINITY;
    assertData(written(FloatFormat.F16, infinity, -infinity), "00 7c 00 fc");
    assertData(written(FloatFormat.BF16, infinity, -infinity), "80 7f 80 ff");
    assertThat(new String(written(FloatFormat.BF16, 1), UTF_8)).contains("\"dtype\":\"BF16\"");
  }

  @Test
  void every16BitFloatIsWrittenAsItIs() throws IOException {
    for (FloatFormat format : List.of(FloatFormat.F16, FloatFormat.BF16)) {
      float[] all = new float[1 << 16];
      for (int i = 0; i < all.length; i++) {
        all[i] =
            format == FloatFormat.F16
                ? Float.float16ToFloat((short) i)
                : Float.intBitsToFloat(i << 16);
      }
      byte[] file = written(format, all);
      float[] read = named(Safetensors.read(file), "x").toFloatArray();
      assertThat(read).hasSameSizeAs(all);
      for (int i = 0; i < all.length; i++) {
        assertThat(Float.floatToIntBits(read[i])).isEqualTo(Float.floatToIntBits(all[i]));
      }
    }
  }

  /** A NaN of 32 bits whose digits are all in the lower half stays one. */
  @Test
  void notANumberStaysNone() throws IOException {
    float low = Float.intBitsToFloat(0x7f800001);
    for (FloatFormat format : FloatFormat.values()) {
      assertThat(named(Safetensors.read(written(format, low)), "x").toFloatArray())
          .containsExactly(Float.NaN);
    }
  }

  @Test
  void whatHasNoPlaceIn16BitsIsRefusedAndNothingIsWritten() {
    Path file = folder.resolve("x.safetensors");
    Tensor x = Tensor.of(new float[][] {{1, 2}, {65520, 3}});
    assertThatThrownBy(() -> Safetensors.write(file, Map.of("w", x), Map.of(), FloatFormat.F16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "safetensors: the tensor \"w\" has a number that F16 has no place for: 65520.0 at [1,"
                + " 0]; write BF16 or F32");
    Tensor most = Tensor.of(Float.MAX_VALUE);
    assertThatThrownBy(() -> Safetensors.write(file, Map.of("w", most), Map.of(), FloatFormat.BF16))
        .hasMessageContaining(
            "that BF16 has no place for: 3.4028234663852886E38 at [0]; write F32");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void otherDtypesStayAsTheyAre() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, Tensor> tensors =
        Map.of("d", Tensor.of(0.1), "i", Tensor.of(70_000), "f", Tensor.of(0.1f, 2, 3));
    Safetensors.write(out, tensors, Map.of(), FloatFormat.F16);
    Safetensors.Contents read = Safetensors.read(out.toByteArray());
    assertThat(named(read, "d").toDoubleArray()).containsExactly(0.1);
    assertThat(named(read, "i").toIntArray()).containsExactly(70_000);
    assertThat(named(read, "f").toFloatArray()).containsExactly(0x1.998p-4f, 2, 3);
  }

  private static Tensor named(Safetensors.Contents read, String name) {
    return Preconditions.checkNotNull(read.tensors().get(name));
  }
}
