package dev.wengert.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

  private static final double[] FLOATS = {
    0.5, -2.25, 65504, Double.POSITIVE_INFINITY, -0.0, 0x1p-24
  };

  @TempDir Path folder;

  private static Tensor numpy(String name) throws IOException {
    return Npy.read(NumpyFiles.bytes(name));
  }

  /** A file of version 1.0 with this header and these bytes. */
  private static byte[] file(String header, int... data) {
    return file(1, header.length(), header, data);
  }

  private static byte[] file(int version, long length, String header, int... data) {
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(ISO_8859_1)).put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) length);
    } else {
      bytes.putInt((int) length);
    }
    bytes.put(header.getBytes(ISO_8859_1));
    for (int b : data) {
      bytes.put((byte) b);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static String header(String descr, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> Npy.read(bytes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(message);
    // A stream, whose length nobody knows, is refused for the same reason.
    assertThatThrownBy(() -> Npy.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f2", "f4", "f8"})
  void readsFloatsOfNumpy(String dtype) throws IOException {
    for (String form : new String[] {"little-C", "little-F", "big-C", "big-F"}) {
      Tensor x = numpy(dtype + "-" + form + ".npy");
      assertThat(x.dtype()).isEqualTo(dtype.equals("f8") ? DType.FLOAT64 : DType.FLOAT32);
      assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(x.toDoubleArray()).as(form).containsExactly(FLOATS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "i1, '1, -2, 3, -128, 127, 0'",
    "i2, '1, -2, 3, -128, 127, 0'",
    "i4, '1, -2, 3, -128, 127, 0'",
    "i8, '1, -2, 3, -128, 127, 0'",
    "u1, '1, 2, 3, 255, 128, 0'",
    "u2, '1, 2, 3, 255, 128, 0'",
    "u4, '1, 2, 3, 255, 128, 0'",
    "u8, '1, 2, 3, 255, 128, 0'"
  })
  void readsIntegersOfNumpy(String dtype, String values) throws IOException {
    int[] expected = Arrays.stream(values.split(", ")).mapToInt(Integer::parseInt).toArray();
    String[] orders =
        dtype.endsWith("1") ? new String[] {"little"} : new String[] {"little", "big"};
    for (String order : orders) {
      for (String layout : new String[] {"C", "F"}) {
        Tensor x = numpy(dtype + "-" + order + "-" + layout + ".npy");
        assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.toIntArray()).as(order + layout).containsExactly(expected);
      }
    }
  }

  @Test
  void readsTruthValuesOfNumpy() throws IOException {
    for (String layout : new String[] {"C", "F"}) {
      assertThat(numpy("b1-little-" + layout + ".npy").toBooleanArray())
          .containsExactly(true, false, true, true, false, false);
    }
  }

  @Test
  void readsEveryShapeAndVersionOfNumpy() throws IOException {
    assertThat(numpy("scalar.npy").shape()).isEqualTo(Shape.SCALAR);
    assertThat(numpy("scalar.npy").item()).isEqualTo(-1.5);
    assertThat(numpy("vector.npy").toIntArray()).containsExactly(0, 1, 2, 3);
    assertThat(numpy("empty.npy").shape()).isEqualTo(Shape.of(3, 0, 2));
    assertThat(numpy("version2.npy").toDoubleArray()).containsExactly(0, 1, 2);
    assertThat(numpy("version3.npy").toDoubleArray()).containsExactly(0, 1, 2);
    Tensor cube = numpy("cube-F.npy");
    assertThat(cube.shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(cube.toFloatArray()).isSorted().startsWith(0, 1).endsWith(23);
  }

  @ParameterizedTest
  @CsvSource({"complex, <c16", "string, <U2", "time, <M8[D]", "object, |O", "longdouble, <f16"})
  void refusesOtherDtypes(String name, String dtype) throws IOException {
    assertRefused(
        NumpyFiles.bytes(name + ".npy"),
        "npy: the dtype is not read: '"
            + dtype
            + "'; convert the array with astype to float16, float32, float64, an integer type or"
            + " bool");
  }

  @Test
  void refusesRecords() throws IOException {
    assertRefused(
        NumpyFiles.bytes("record.npy"),
        "npy: the array holds records, not numbers; save each field as an array of its own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i8-beyond | the array | 2147483648 at [1, 1]",
        "i8-beyond-F | the transposed array | 1099511627776 at [1, 0]",
        "u8-beyond | the array | 18446744073709551615 at [0]",
        "u4-beyond | the array | 2147483648 at [1]"
      })
  void namesTheFirstIntegerThatDoesNotFit(String name, String what, String value)
      throws IOException {
    assertRefused(
        NumpyFiles.bytes(name + ".npy"),
        "npy: a value of "
            + what
            + " does not fit 32 bits: "
            + value
            + "; store it as int32 within range, or as float64");
  }

  @Test
  void whatIsWrittenIsReadBackToTheBit() throws IOException {
    Tensor[] tensors = {
      Tensor.wrap(
          new float[] {Float.intBitsToFloat(0x7fc12345), -0f, Float.MIN_VALUE, 1e38f}, 2, 2),
      Tensor.of(Double.longBitsToDouble(0x7ff8_0000_dead_beefL), Double.MIN_VALUE, -1e308),
      Tensor.of(new int[][] {{Integer.MIN_VALUE, -1, Integer.MAX_VALUE}}),
      Tensor.of(true, false, true),
      Tensor.scalar(3f),
      Tensor.zeros(DType.FLOAT64, 4, 0),
      Tensor.full(DType.FLOAT32, 2.5, 300, 700), // a broadcast one, of several blocks
      Tensor.of(1.0, 2, 3).reshape(3, 1).broadcastTo(3, 2)
    };
    Path file = folder.resolve("x.npy");
    for (Tensor tensor : tensors) {
      Npy.write(file, tensor);
      Tensor back = Npy.read(file);
      assertThat(back.spec()).isEqualTo(tensor.spec());
      switch (tensor.dtype()) {
        case FLOAT32 ->
            assertThat(bits(back.toFloatArray())).isEqualTo(bits(tensor.toFloatArray()));
        case FLOAT64 ->
            assertThat(bits(back.toDoubleArray())).isEqualTo(bits(tensor.toDoubleArray()));
        case INT32 -> assertThat(back.toIntArray()).isEqualTo(tensor.toIntArray());
        case BOOL -> assertThat(back.toBooleanArray()).isEqualTo(tensor.toBooleanArray());
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] result = new int[values.length];
    Arrays.setAll(result, i -> Float.floatToRawIntBits(values[i]));
    return result;
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void writesTheBytesThatNumpyWrites() throws IOException {
    for (String name : new String[] {"f4", "f8", "i4", "b1"}) {
      byte[] numpy = NumpyFiles.bytes(name + "-little-C.npy");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Npy.write(out, Npy.read(numpy));
      assertThat(out.toByteArray()).isEqualTo(numpy);
    }
  }

  @Test
  void severalArraysFollowEachOtherInAStream() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, Tensor.of(1, 2));
    Npy.write(out, Tensor.of(3.5));
    InputStream in = new ByteArrayInputStream(out.toByteArray());
    assertThat(Npy.read(in).toIntArray()).containsExactly(1, 2);
    assertThat(Npy.read(in).toDoubleArray()).containsExactly(3.5);
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void refusesWhatFollowsTheArray() throws IOException {
    byte[] bytes = NumpyFiles.bytes("vector.npy");
    assertThatThrownBy(() -> Npy.read(Arrays.copyOf(bytes, bytes.length + 3)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "npy: 3 bytes follow the array; the file is damaged or holds more than one array, save"
                + " it again");
  }

  @Test
  void namesTheFile() throws IOException {
    Path file = Files.write(folder.resolve("cat.npy"), new byte[20]);
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "npy: "
                + file
                + ": is not an npy file: it begins with the bytes 00 00 00 00 00 00 00 00; give a"
                + " file that numpy.save wrote");
    assertThatThrownBy(() -> Npy.read(folder.resolve("none.npy")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] bytes = NumpyFiles.bytes("i2-big-F.npy");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Npy.read(cut))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("it is cut short or damaged, copy or save it again");
    }
  }

  @Test
  void believesNoLengthThatNoBytesBack() {
    assertRefused(
        file(header("<f8", "(1000, 10000)"), 1, 2, 3),
        "npy: the file ends within the array: 79999997 bytes are missing, 3 of 80000000 are"
            + " there; it is cut short or damaged, copy or save it again");
    assertRefused(
        file(2, 1L << 31, "{"),
        "npy: the header is too long: 2147483648 bytes; 65536 are the limit, the file is damaged"
            + " or holds records, save plain arrays");
    assertRefused(
        file(1, 50000, "{"),
        "npy: the file ends within the header: 49999 bytes are missing, 1 of 50000 are there; it"
            + " is cut short or damaged, copy or save it again");
  }

  @Test
  void refusesShapesBeyondOneArray() {
    for (String shape :
        new String[] {"(65536, 65536)", "(4294967296,)", "(9223372036854775807,)"}) {
      assertRefused(
          file(header("|b1", shape)),
          "npy: the array has too many elements for one Java array: its shape is "
              + shape.replace('(', '[').replace(",)", "]").replace(')', ']')
              + "; split it into parts of less than 2^31 elements");
    }
    assertRefused(
        file(header("|b1", "(" + "1, ".repeat(65) + ")")),
        "npy: the array has too many axes: 65; 64 are the limit, the file is damaged, save it"
            + " again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(-1,) | it reads \"-1,), }\" where a side, 0 or more belongs | 51",
        "(18446744073709551616,) | it reads \"18446744073709551616,), }\" where a side below 2^63"
            + " belongs | 51",
        "(1 2) | it reads \"2), }\" where ',' or ')' belongs | 53",
        "(,) | it reads \",), }\" where a side, 0 or more belongs | 51",
        "3 | it reads \"3, }\" where '(' belongs | 50"
      })
  void refusesShapesThatAreNone(String shape, String problem, int at) {
    assertRefused(
        file(header("<f4", shape)),
        "npy: the header is not well formed: at character "
            + at
            + " "
            + problem
            + "; the file is damaged, save it again");
  }

  @Test
  void refusesHeadersThatAreNone() {
    assertRefused(
        file("{'descr': '<f4', 'descr': '<f8', "),
        "npy: the header names 'descr' twice; the file is damaged, save it again");
    assertRefused(
        file("{'descr': '<f4', 'shape': (1,)}"),
        "npy: the header lacks an entry: it has [descr, shape]; it must have 'descr',"
            + " 'fortran_order' and 'shape', save the file with numpy.save");
    assertRefused(
        file("{'what': 1}"),
        "npy: the header has an unknown entry 'what'; it must have 'descr', 'fortran_order' and"
            + " 'shape', save the file with numpy.save");
    assertRefused(
        file(header("<f4", "(0,)") + " x"),
        "npy: the header is not well formed: at character 58 it reads \"x\" where the end belongs;"
            + " the file is damaged, save it again");
    assertRefused(
        file("{'descr': '<f4"),
        "npy: the header is not well formed: at character 14 it ends where a closing quote belongs;"
            + " the file is damaged, save it again");
    assertRefused(
        file(3, 2, "{\u00ff"),
        "npy: the header is not text in UTF-8; the file is damaged, save it again");
    assertRefused(
        file(4, 2, "{}"),
        "npy: the version of the format is not known: 4.0; 1.0, 2.0 and 3.0 are, save it with"
            + " numpy.save");
  }

  @Test
  void refusesTruthValuesBeyondOne() {
    assertRefused(
        file(header("|b1", "(2, 2)"), 0, 1, 7, 9),
        "npy: a truth value of the array is neither 0 nor 1: 7 at [1, 0]; the file is damaged, save"
            + " it again");
  }

  @Test
  void refusesToWriteMoreAxesThanNumpyReads() {
    int[] sides = new int[65];
    Arrays.fill(sides, 1);
    assertThatThrownBy(() -> Npy.write(folder.resolve("x.npy"), Tensor.zeros(DType.FLOAT32, sides)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("npy: the tensor has too many axes: 65; NumPy reads up to 64, reshape it");
    assertThat(folder).isEmptyDirectory();
  }

  /** Python 2 wrote its long integers with an L behind them, and some strings with a u before. */
  @Test
  void saysThatPython2WroteTheHeader() {
    String remedy = "; read the file with numpy.load and save it with numpy.save of Python 3";
    for (String shape : new String[] {"(2L,)", "(2L, 3L)", "(2, 3L)", "(0L, )"}) {
      assertRefused(
          file(header("<f4", shape)),
          "npy: the header was written by Python 2, which marks whole numbers by L" + remedy);
    }
    for (String text :
        new String[] {
          "{u'descr': '<f8', u'fortran_order': False, u'shape': (2,), }",
          "{'descr': u'<f8', 'fortran_order': False, 'shape': (2,), }"
        }) {
      assertRefused(
          file(text),
          "npy: the header was written by Python 2, which marks a string by u" + remedy);
    }
  }
}
