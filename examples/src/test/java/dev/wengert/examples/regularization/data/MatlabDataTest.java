package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.UserError;
import dev.wengert.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
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

/** The files are written by the MAT File Library, compressed as MATLAB does or not. */
class MatlabDataTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {Deflater.DEFAULT_COMPRESSION, Deflater.NO_COMPRESSION})
  void fourVariablesAreATrainingAndATestSet(int compression) throws IOException {
    Path file = write(with("note", Mat5.newString("left alone")), compression);
    PlanarData data = PlanarDataReader.read(List.of(file));
    assertThat(data.source()).isEqualTo(file.toString());
    assertThat(data.train().x1()).containsExactly(0.1, 0.3, -0.5);
    assertThat(data.train().x2()).containsExactly(-0.2, 0.4, 0.6);
    assertThat(data.train().labels()).containsExactly(1, 0, 1);
    assertThat(data.test().x1()).containsExactly(7);
    assertThat(data.test().x2()).containsExactly(8);
    assertThat(data.test().labels()).containsExactly(0);
  }

  @Test
  void labelsMayBeIntegers() throws IOException {
    Matrix labels = Mat5.newMatrix(3, 1, MatlabType.UInt8);
    labels.setInt(1, 1);
    assertThat(PlanarDataReader.read(List.of(write(with("y", labels)))).train().labels())
        .containsExactly(0, 1, 0);
  }

  @Test
  void aMissingVariableIsNamed() throws IOException {
    assertError(
        "variable yval is missing: the file has X, y, Xval, Yval; it needs X, y, Xval, yval",
        ImmutableMap.of("X", points(), "y", labels(), "Xval", points(), "Yval", labels()));
    assertError(
        "variable X is missing: the file has none; it needs X, y, Xval, yval", ImmutableMap.of());
  }

  @Test
  void aVariableOfTheWrongShapeIsNamed() throws IOException {
    assertError(
        "variable X is 2 x 3; it must be m x 2: one row an example, columns x1 and x2",
        with("X", matrix(new double[][] {{1, 2, 3}, {4, 5, 6}})));
    assertError(
        "variable yval is 1 x 3; it must be m x 1: one row an example, its label 0 or 1",
        with("yval", matrix(new double[][] {{1, 0, 1}})));
    assertError(
        "variable Xval is 3 x 1 x 2; it must be m x 2: one row an example, columns x1 and x2",
        with("Xval", Mat5.newMatrix(new int[] {3, 1, 2})));
    assertError(
        "variable X has 3 rows and y has 2; every example needs one label",
        with("y", matrix(new double[][] {{1}, {0}})));
    assertError(
        "variables Xval and yval: no examples; give at least one row",
        ImmutableMap.of(
            "X",
            points(),
            "y",
            labels(),
            "Xval",
            Mat5.newMatrix(0, 2),
            "yval",
            Mat5.newMatrix(0, 1)));
  }

  @Test
  void aVariableOfTheWrongTypeIsNamed() throws IOException {
    assertError(
        "variable y holds char values; it must hold real numbers",
        with("y", Mat5.newString("101")));
    assertError(
        "variable X holds complex values; it must hold real numbers",
        with("X", Mat5.newComplex(3, 2)));
    assertError(
        "variable X holds struct values; it must hold real numbers", with("X", Mat5.newStruct()));
  }

  @Test
  void aBadValueIsNamedWithItsRow() throws IOException {
    assertError(
        "variables X and y: row 2: the label is 3.0; a label must be 0 or 1",
        with("y", matrix(new double[][] {{1}, {3}, {0}})));
    assertError(
        "variables X and y: row 3: x2 is NaN; a coordinate must be finite:"
            + " correct the row or leave it out",
        with("X", matrix(new double[][] {{1, 2}, {3, 4}, {5, Double.NaN}})));
    assertError(
        "variables Xval and yval: row 1: x1 is Infinity; a coordinate must be finite:"
            + " correct the row or leave it out",
        with("Xval", matrix(new double[][] {{Double.POSITIVE_INFINITY, 2}})));
  }

  @Test
  void aFileCutShortAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(write(good()));
    Path cut = folder.resolve("cut.mat");
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PlanarDataReader.read(List.of(cut)))
          .as("length %s", length)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(cut + ": ");
      refused++;
    }
    assertThat(refused).isGreaterThan(300);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> PlanarDataReader.read(List.of(cut)))
        .hasMessage(
            cut
                + ": is damaged or cut short: the last variable is incomplete;"
                + " copy or save it again");
  }

  @Test
  void aFlippedBitGivesAnErrorAndNeverOtherNumbers() throws IOException {
    byte[] whole = Files.readAllBytes(write(good()));
    PlanarData expected = PlanarDataReader.read(List.of(folder.resolve("data.mat")));
    Path damaged = folder.resolve("damaged.mat");
    long seed = Seeds.of(42);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      int bit = random.nextInt(Byte.SIZE);
      bytes[i] ^= (byte) (1 << bit);
      Files.write(damaged, bytes);
      try {
        PlanarData data = PlanarDataReader.read(List.of(damaged));
        String place = "seed %s, byte %s, bit %s".formatted(seed, i, bit);
        assertSame(place, data.train(), expected.train());
        assertSame(place, data.test(), expected.test());
      } catch (UserError e) {
        assertThat(e).hasMessageStartingWith(damaged + ": ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void aChecksumThatDiffersIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(write(good()));
    bytes[bytes.length - 1] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged.mat"), bytes);
    assertThatThrownBy(() -> PlanarDataReader.read(List.of(damaged)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            damaged + ": is damaged or cut short: incorrect data check; copy or save it again");
  }

  private static void assertSame(String place, PlanarSet actual, PlanarSet expected) {
    assertThat(actual.x1()).as(place).containsExactly(expected.x1());
    assertThat(actual.x2()).as(place).containsExactly(expected.x2());
    assertThat(actual.labels()).as(place).containsExactly(expected.labels());
  }

  private static Matrix points() {
    return matrix(new double[][] {{0.1, -0.2}, {0.3, 0.4}, {-0.5, 0.6}});
  }

  private static Matrix labels() {
    return matrix(new double[][] {{1}, {0}, {1}});
  }

  private static ImmutableMap<String, Array> good() {
    return ImmutableMap.of(
        "X",
        points(),
        "y",
        labels(),
        "Xval",
        matrix(new double[][] {{7, 8}}),
        "yval",
        matrix(new double[][] {{0}}));
  }

  private static Map<String, Array> with(String name, Array array) {
    Map<String, Array> variables = new LinkedHashMap<>(good());
    variables.put(name, array);
    return variables;
  }

  private static Matrix matrix(double[][] rows) {
    Matrix matrix = Mat5.newMatrix(rows.length, rows[0].length);
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < rows[row].length; column++) {
        matrix.setDouble(row, column, rows[row][column]);
      }
    }
    return matrix;
  }

  private Path write(Map<String, Array> variables) throws IOException {
    return write(variables, Deflater.DEFAULT_COMPRESSION);
  }

  private Path write(Map<String, Array> variables, int compression) throws IOException {
    MatFile content = Mat5.newMatFile();
    variables.forEach(content::addArray);
    Path path = folder.resolve("data.mat");
    try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
      Mat5.newWriter(sink).setDeflateLevel(compression).writeMat(content);
    }
    return path;
  }

  private void assertError(String message, Map<String, Array> variables) throws IOException {
    Path path = write(variables);
    assertThatThrownBy(() -> PlanarDataReader.read(List.of(path)))
        .isInstanceOf(UserError.class)
        .hasMessage(path + ": " + message);
  }
}
