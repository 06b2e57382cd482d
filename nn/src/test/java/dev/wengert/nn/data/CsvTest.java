package dev.wengert.nn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  private static final Csv POINTS = Csv.of(List.of("x1", "x2"), List.of("label"));

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text);
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> POINTS.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("csv: " + file + ": " + message);
  }

  @Test
  void findsColumnsByName() throws IOException {
    Examples set = POINTS.read(file("label,name,x2,x1\n1,\"a,b\n\"\"c\"\"\",2.5,-1e2\n0,,3,4\n"));
    assertThat(set.x().toFloatArray()).containsExactly(-100, 2.5f, 4, 3);
    assertThat(set.x().shape()).isEqualTo(Shape.of(2, 2));
    assertThat(set.y().toFloatArray()).containsExactly(1, 0);
    assertThat(set.y().shape()).isEqualTo(Shape.of(2));
  }

  @Test
  void takesWhatSpreadsheetsWrite() throws IOException {
    Examples set = POINTS.read(file("\uFEFF\"x1\", x2 ,label\r\n\r\n\"1\", 2 ,0\r\n"));
    assertThat(set.x().toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void readsTheDtypesThatAreAskedFor() throws IOException {
    Path file = file("x1,x2,label\n0.1,2,3\n");
    Examples set = POINTS.withTypes(DType.FLOAT64, DType.INT32).read(file);
    assertThat(set.x().toDoubleArray()).containsExactly(0.1, 2);
    assertThat(set.y().toIntArray()).containsExactly(3);
    assertThat(Csv.of(List.of("x1"), List.of("x2", "label")).read(file).y().shape())
        .isEqualTo(Shape.of(1, 2));
  }

  @Test
  void namesTheRowThatIsWrong() throws IOException {
    assertRefused(
        "x1,x2,label\n1,2,0\n1,2\n",
        "row 2: has 2 cells: \"1,2\"; the header has 3 columns, give as many");
    assertRefused(
        "x1,x2,label\n1,2,0\n\n1,2,3,4\n",
        "row 2: has 4 cells: \"1,2,3,4\"; the header has 3 columns, give as many");
    assertRefused(
        "x1,x2,label\n1,two,0\n",
        "row 1: x2 is \"two\"; it must be a finite number that FLOAT32 holds");
    assertRefused(
        "x1,x2,label\n1,2,\n",
        "row 1: label is \"\"; it must be a finite number that FLOAT32 holds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1e39",
        "0x",
        "1,5",
        "#N/A",
        "1d",
        "2.5F",
        "0x1p3"
      })
  void refusesWhatIsNoFiniteNumber(String cell) throws IOException {
    assertRefused(
        "x1,x2,label\n1,\"" + cell + "\",0\n",
        "row 1: x2 is \"" + cell + "\"; it must be a finite number that FLOAT32 holds");
  }

  @Test
  void aClassIsAWholeNumber() throws IOException {
    Path file = file("x1,x2,label\n1,2,0.5\n");
    assertThatThrownBy(() -> POINTS.withTypes(DType.FLOAT32, DType.INT32).read(file))
        .hasMessageEndingWith(
            "row 1: label is \"0.5\"; it must be a finite number that INT32 holds");
  }

  @Test
  void refusesHeadersThatLackAColumn() throws IOException {
    assertRefused("", "is empty; it needs a header with the columns x1,x2,label");
    assertRefused(
        "x1,label\n",
        "the header has the column x2 nowhere: \"x1,label\"; it needs the columns x1,x2,label,"
            + " once each");
    assertRefused(
        "x1,x2,x2,label\n",
        "the header has the column x2 twice: \"x1,x2,x2,label\"; it needs the columns"
            + " x1,x2,label, once each");
    assertRefused(
        "x1,x2,label\n", "holds no example; give at least one row after the header x1,x2,label");
  }

  @Test
  void refusesQuotationMarksThatDoNotClose() throws IOException {
    Path file = file("x1,x2,label\n1,2,0\n1,\"2,0\n1,2,0\n");
    assertThatThrownBy(() -> POINTS.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("csv: " + file + ": row 2: is not CSV: ")
        .hasMessageEndingWith("; close its quotation marks");
  }

  @Test
  void aRowWithoutEndIsRefusedBeforeItFillsTheMemory() throws IOException {
    Path file = folder.resolve("data.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("x1,x2,label\n1,\"2");
      for (int i = 0; i < 1 << 18; i++) {
        out.write("0123456789012345678901234567890123456789012345678901234567890123456789\n");
      }
    }
    assertThatThrownBy(() -> POINTS.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageEndingWith(
            "a row has more than 16777216 characters; close its quotation marks, or give a table of"
                + " numbers");
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path file =
        Files.write(folder.resolve("data.csv"), "x1,x2,label\n\u00e9,1,2\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> POINTS.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("csv: " + file + ": is not text in UTF-8; save it as CSV in UTF-8");
  }

  @Test
  void skipsAndCountsBadRows() throws IOException {
    Path file = file("x1,x2,label\n1,2,0\n1,x,0\n3\n5,6,1\n");
    BadRecords bad = BadRecords.skip();
    Examples set = POINTS.read(file, bad);
    assertThat(set.x().toFloatArray()).containsExactly(1, 2, 5, 6);
    assertThat(bad.skipped()).isEqualTo(2);
    assertThat(bad.messages())
        .containsExactly(
            "csv: " + file + ": row 2: x2 is \"x\"; it must be a finite number that FLOAT32 holds",
            "csv: " + file + ": row 3: has 1 cells: \"3\"; the header has 3 columns, give as many");
  }

  @Test
  void streamsRows() throws IOException {
    StringBuilder text = new StringBuilder("x1,x2,label\n");
    for (int i = 0; i < 1000; i++) {
      text.append(i).append(",0,").append(i % 7).append('\n');
    }
    DataSet set = DataSet.streaming(POINTS.source(file(text.toString()), BadRecords.refuse()), 50);
    for (int run = 0; run < 2; run++) {
      int row = 0;
      try (Batches batches = set.inOrder(Batching.of(64))) {
        while (batches.hasNext()) {
          for (float x : batches.next().x().get(Index.all(), Index.at(0)).toFloatArray()) {
            assertThat(x).isEqualTo(row++);
          }
        }
      }
      assertThat(row).isEqualTo(1000);
    }
  }

  @Test
  void anErrorInAStreamNamesTheRow() throws IOException {
    Path file = file("x1,x2,label\n1,2,0\n3,4,0\n5,x,1\n");
    DataSet set = DataSet.streaming(POINTS.source(file, BadRecords.refuse()), 1);
    try (Batches batches = set.shuffled(Batching.of(2), Key.of(1), 0)) {
      assertThat(batches.next().size()).isEqualTo(2);
      assertThatThrownBy(batches::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(MalformedFileException.class)
          .hasMessageContaining("row 3: x2 is \"x\"");
    }
  }

  @Test
  void refusesToReadNothing() {
    assertThatThrownBy(() -> Csv.of(List.of(), List.of("y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("csv: the inputs are [], the targets [y]; name at least one column for each");
    assertThatThrownBy(() -> POINTS.withTypes(DType.BOOL, DType.INT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("csv: a dtype is BOOL; read numbers and compare them");
  }
}
