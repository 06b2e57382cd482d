package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.examples.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanarDataReaderTest {

  private static final String GOOD = "x1,x2,label\n0.1,-2e-1,1\n0.3,0.4,0\n";
  private static final String USAGE =
      "--data takes one MATLAB 5 file with the variables X, y, Xval, yval, or two CSV files with"
          + " the header x1,x2,label: --data train.csv,test.csv";

  @TempDir Path folder;

  @Test
  void twoCsvFilesAreATrainingAndATestSet() throws IOException {
    Path train = write("train.csv", GOOD);
    Path test = write("test.csv", "x1,x2,label\n5,6,1\n");
    PlanarData data = PlanarDataReader.read(List.of(train, test));
    assertThat(data.source()).isEqualTo(train + " and " + test);
    assertThat(data.train().x1()).containsExactly(0.1, 0.3);
    assertThat(data.train().x2()).containsExactly(-0.2, 0.4);
    assertThat(data.train().labels()).containsExactly(1, 0);
    assertThat(data.test().x1()).containsExactly(5);
    assertThat(data.test().x2()).containsExactly(6);
    assertThat(data.test().labels()).containsExactly(1);
  }

  @Test
  void csvMayComeFromASpreadsheet() throws IOException {
    Path file = write("sheet.csv", "\uFEFFx1, x2, label\r\n 0.1 ,\"0.2\",1.0\r\n\r\n");
    PlanarSet set = PlanarDataReader.read(List.of(file, file)).train();
    assertThat(set.x1()).containsExactly(0.1);
    assertThat(set.x2()).containsExactly(0.2);
    assertThat(set.labels()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1,abc,1 | row 2: x2 is \"abc\"; it must be a finite number that FLOAT64 holds",
        "0.1,,1 | row 2: x2 is \"\"; it must be a finite number that FLOAT64 holds",
        "0.1,0.2,one | row 2: label is \"one\"; it must be a finite number that FLOAT64 holds",
        "0.1,0.2 | row 2: has 2 cells: \"0.1,0.2\"; the header has 3 columns, give as many",
        "1,2,3,4 | row 2: has 4 cells: \"1,2,3,4\"; the header has 3 columns, give as many",
        "0.1,0.2,2 | row 2: the label is 2.0; a label must be 0 or 1",
        "0.1,0.2,0.5 | row 2: the label is 0.5; a label must be 0 or 1",
        "NaN,0.2,1 | row 2: x1 is \"NaN\"; it must be a finite number that FLOAT64 holds",
        "0.1,1e999,1 | row 2: x2 is \"1e999\"; it must be a finite number that FLOAT64 holds",
        "\"0.1,0.2,1 | row 2: is not CSV: (startline 3) EOF reached before encapsulated token"
            + " finished; close its quotation marks",
        "\"0.1\"x,0.2,1 | row 2: is not CSV: Invalid character between encapsulated token and"
            + " delimiter at line: 3, position: 28; close its quotation marks",
      })
  void aBadCsvRowIsNamedWithItsValueAndTheRemedy(String row, String message) throws IOException {
    Path good = write("good.csv", GOOD);
    Path bad = write("bad.csv", "x1,x2,label\n0.1,0.2,1\n" + row + "\n");
    assertError(bad + ": " + message, good, bad);
    assertError(bad + ": " + message, bad, good);
  }

  @Test
  void aLongCellIsShownInPart() throws IOException {
    Path bad = write("bad.csv", "x1,x2,label\n" + "z".repeat(500) + ",0.2,1\n");
    assertError(
        bad
            + ": row 1: x1 is \""
            + "z".repeat(57)
            + "...\"; it must be a finite number that FLOAT64 holds",
        bad,
        bad);
  }

  @Test
  void aCsvFileWithoutHeaderOrRowsIsRefused() throws IOException {
    Path bare = write("bare.csv", "0.1,0.2,1\n");
    assertError(
        bare
            + ": the header has the column x1 nowhere: \"0.1,0.2,1\"; it needs the columns"
            + " x1,x2,label, once each",
        bare,
        bare);
    Path empty = write("empty.csv", "");
    assertError(empty + ": is empty; it needs a header with the columns x1,x2,label", empty, empty);
    Path header = write("header.csv", "x1,x2,label\n");
    assertError(
        header + ": holds no example; give at least one row after the header x1,x2,label",
        header,
        header);
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws IOException {
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "x1,x2,label\n0.1,0.2,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertError(latin + ": is not text in UTF-8; save it as CSV in UTF-8", latin, latin);
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Path good = write("good.csv", GOOD);
    Path missing = folder.resolve("missing.csv");
    String message =
        missing + ": no such file (in " + Path.of("").toAbsolutePath() + "); correct the name";
    assertError(message, missing);
    assertError(message, good, missing);
    assertError(folder + ": is a folder; name a file", folder);
  }

  @Test
  void aFileOfTheWrongKindIsNamedWithTheRightUse() throws IOException {
    Path csv = write("train.csv", GOOD);
    assertError(csv + ": is not a MATLAB 5 file; " + USAGE, csv);
    Path matlab = write("data.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64");
    assertError(matlab + ": is a MATLAB file where a CSV file belongs; " + USAGE, csv, matlab);
    Path hdf5 = write("new.mat", "MATLAB 7.3 MAT-file, Platform: GLNXA64");
    assertError(
        hdf5 + ": is a MATLAB 7.3 file, which is HDF5; save it again with save(..., '-v7')", hdf5);
  }

  @Test
  void threeFilesAreTooMany() throws IOException {
    Path csv = write("train.csv", GOOD);
    assertError("--data: 3 files are given; " + USAGE, csv, csv, csv);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertError(String message, Path... files) {
    assertThatThrownBy(() -> PlanarDataReader.read(List.of(files)))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
