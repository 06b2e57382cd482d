package dev.wengert.nn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import dev.wengert.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** The files are written by the MAT File Library, packed as MATLAB does or not. */
class MatlabTest {

  @TempDir Path folder;

  private Path write(int compression, Map<String, Array> variables) throws IOException {
    Path file = folder.resolve("data.mat");
    try (MatFile content = Mat5.newMatFile();
        Sink sink = Sinks.newStreamingFile(file.toFile())) {
      variables.forEach(content::addArray);
      Mat5.newWriter(sink).setDeflateLevel(compression).writeMat(content);
    }
    return file;
  }

  private static Matrix matrix(MatlabType type, int rows, double... values) {
    Matrix matrix = Mat5.newMatrix(rows, values.length / rows, type);
    for (int i = 0; i < values.length; i++) {
      int columns = values.length / rows;
      matrix.setDouble(i / columns, i % columns, values[i]);
    }
    return matrix;
  }

  private static Map<String, Array> some() {
    return ImmutableMap.of(
        "X",
        matrix(MatlabType.Double, 2, 1.5, -2, 3, 4, 5, 6),
        "text",
        Mat5.newString("left alone"),
        "y",
        matrix(MatlabType.UInt8, 3, 0, 200, 1));
  }

  /** Zeros that take next to nothing in the file, and more than a small heap has as numbers. */
  @Test
  void whatDoesNotFitTheHeapIsRefusedUnread() throws Exception {
    Path file = folder.resolve("zeros.mat");
    int count = 24 << 20;
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(14).putInt(8 + 8 + 8 + 8 + 8 + 8 + 8 + count);
    header.putInt(6).putInt(8).putInt(6).putInt(0); // double
    header.putInt(5).putInt(8).putInt(count / 2).putInt(2);
    header.putInt(1).putInt(1).put((byte) 'z').position(header.position() + 7);
    header.putInt(2).putInt(count); // as bytes
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] opening = Arrays.copyOf("MATLAB 5.0 MAT-file".getBytes(ISO_8859_1), 128);
      opening[125] = 1;
      opening[126] = 'I';
      opening[127] = 'M';
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream deflated = new DeflaterOutputStream(packed)) {
        deflated.write(header.array(), 0, header.position());
        deflated.write(new byte[count]);
      }
      out.write(opening);
      out.write(
          ByteBuffer.allocate(8)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(15)
              .putInt(packed.size())
              .array());
      packed.writeTo(out);
    }
    assertThat(Files.size(file)).isLessThan(100_000);
    assertThat(Matlab.read(file).get("z"))
        .satisfies(z -> assertThat(z.shape()).isEqualTo(Shape.of(count / 2, 2)));
    assertThat(SmallHeap.outcome(file))
        .startsWith("matlab: " + file + ": reading variable z takes ")
        .endsWith("; give the JVM a larger heap with -Xmx, or split the file");
  }

  @ParameterizedTest
  @ValueSource(ints = {Deflater.DEFAULT_COMPRESSION, Deflater.NO_COMPRESSION})
  void readsArraysRowByRow(int compression) throws IOException {
    ImmutableMap<String, Tensor> arrays = Matlab.read(write(compression, some()));
    assertThat(arrays.keySet()).containsExactly("X", "y");
    Tensor x = arrays.get("X");
    assertThat(x).isNotNull();
    assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.toDoubleArray()).containsExactly(1.5, -2, 3, 4, 5, 6);
    assertThat(arrays.get("y"))
        .satisfies(y -> assertThat(y.toIntArray()).containsExactly(0, 200, 1));
  }

  @Test
  void readsEveryNumericType() throws IOException {
    Matrix logical = Mat5.newLogical(1, 2);
    logical.setBoolean(0, 1, true);
    ImmutableMap<String, Tensor> arrays =
        Matlab.read(
            write(
                Deflater.DEFAULT_COMPRESSION,
                ImmutableMap.<String, Array>builder()
                    .put("single", matrix(MatlabType.Single, 1, 0.5, 3))
                    .put("int8", matrix(MatlabType.Int8, 1, -128, 127))
                    .put("int16", matrix(MatlabType.Int16, 1, -32768))
                    .put("uint16", matrix(MatlabType.UInt16, 1, 40000))
                    .put("int32", matrix(MatlabType.Int32, 1, Integer.MIN_VALUE))
                    .put("uint32", matrix(MatlabType.UInt32, 1, 7))
                    .put("int64", matrix(MatlabType.Int64, 1, -7))
                    .put("uint64", matrix(MatlabType.UInt64, 1, 7))
                    .put("logical", logical)
                    .put("cube", Mat5.newMatrix(new int[] {2, 3, 4}))
                    .put("none", Mat5.newMatrix(0, 3))
                    .buildOrThrow()));
    assertThat(array(arrays, "single").toFloatArray()).containsExactly(0.5f, 3);
    assertThat(array(arrays, "int8").toIntArray()).containsExactly(-128, 127);
    assertThat(array(arrays, "int16").toIntArray()).containsExactly(-32768);
    assertThat(array(arrays, "uint16").toIntArray()).containsExactly(40000);
    assertThat(array(arrays, "int32").toIntArray()).containsExactly(Integer.MIN_VALUE);
    assertThat(array(arrays, "uint32").toIntArray()).containsExactly(7);
    assertThat(array(arrays, "int64").toIntArray()).containsExactly(-7);
    assertThat(array(arrays, "uint64").toIntArray()).containsExactly(7);
    assertThat(array(arrays, "logical").toBooleanArray()).containsExactly(false, true);
    assertThat(array(arrays, "cube").shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(array(arrays, "none").shape()).isEqualTo(Shape.of(0, 3));
    assertThat(array(arrays, "none").dtype()).isEqualTo(DType.FLOAT64);
  }

  private static Tensor array(ImmutableMap<String, Tensor> arrays, String name) {
    Tensor array = arrays.get(name);
    assertThat(array).as(name).isNotNull();
    return java.util.Objects.requireNonNull(array);
  }

  @Test
  void readsOnlyWhatIsAskedFor() throws IOException {
    Path file = write(Deflater.DEFAULT_COMPRESSION, some());
    assertThat(Matlab.read(file, "y", "X").keySet()).containsExactly("y", "X");
    assertThatThrownBy(() -> Matlab.read(file, "X", "Y"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "matlab: " + file + ": variable Y is missing: the file has X, text, y; it needs X, Y");
    assertThatThrownBy(() -> Matlab.read(file, "text"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "matlab: " + file + ": variable text holds char values; it must hold real numbers");
  }

  @Test
  void refusesComplexNumbersByName() throws IOException {
    Path file = write(Deflater.NO_COMPRESSION, ImmutableMap.of("z", Mat5.newComplex(1, 2)));
    assertThat(Matlab.read(file)).isEmpty();
    assertThatThrownBy(() -> Matlab.read(file, "z"))
        .hasMessageEndingWith("variable z holds complex values; it must hold real numbers");
  }

  @Test
  void namesTheFirstIntegerThatDoesNotFit() throws IOException {
    Matrix large = Mat5.newMatrix(2, 2, MatlabType.Int64);
    large.setLong(1, 0, 5_000_000_000L);
    Path file = write(Deflater.NO_COMPRESSION, ImmutableMap.of("n", large));
    assertThatThrownBy(() -> Matlab.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "matlab: "
                + file
                + ": variable n: value 2 (counted down the columns) does not fit 32 bits:"
                + " 5000000000; save it as double");
  }

  @Test
  void refusesOtherFiles() {
    assertThatThrownBy(() -> Matlab.read("MATLAB 7.3 MAT-file, HDF5".getBytes(ISO_8859_1)))
        .hasMessage(
            "matlab: is a MATLAB 7.3 file, which is HDF5; save it again with save(..., '-v7')");
    assertThatThrownBy(() -> Matlab.read(new byte[200]))
        .hasMessage("matlab: is not a MATLAB 5 file; save the variables with save(..., '-v7')");
  }

  @Test
  void aFileCutAnywhereIsRefusedOrHasFewerVariables() throws IOException {
    byte[] whole = Files.readAllBytes(write(Deflater.DEFAULT_COMPRESSION, some()));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Matlab.read(cut, "X", "y"))
          .as("length %s", length)
          .isInstanceOf(MalformedFileException.class);
    }
  }

  @Test
  void aFlippedBitGivesAnErrorAndNeverOtherNumbers() throws IOException {
    byte[] whole = Files.readAllBytes(write(Deflater.DEFAULT_COMPRESSION, some()));
    Random random = Seeds.random(42);
    int refused = 0;
    for (int i = 128; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) (1 << random.nextInt(8));
      try {
        Tensor x = array(Matlab.read(damaged, "X"), "X");
        assertThat(x.toDoubleArray()).as("byte %s", i).containsExactly(1.5, -2, 3, 4, 5, 6);
      } catch (MalformedFileException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan((whole.length - 128) / 2);
  }

  @Test
  void believesNoLengthThatNoBytesBack() throws IOException {
    byte[] bytes = Files.readAllBytes(write(Deflater.NO_COMPRESSION, some()));
    // The length of the first variable's sides, which the library would take memory for.
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(128 + 8 + 16 + 4, 1 << 30);
    assertThatThrownBy(() -> Matlab.read(bytes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "matlab: is damaged or cut short: a part claims 1073741824 bytes, 72 are left; copy or"
                + " save it again");
  }
}
