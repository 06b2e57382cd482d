package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {

  @TempDir Path folder;

  private static Table read(String text) throws IOException {
    return Table.reader().csv(text);
  }

  private static List<String> texts(Table table, String column) {
    Column cells = table.column(column);
    return IntStream.range(0, table.rows())
        .mapToObj(row -> Objects.requireNonNullElse(cells.text(row), "-"))
        .toList();
  }

  @Test
  void typesAreFoundFromAllCells() throws IOException {
    Table table =
        read(
            """
            n,c,b,d,empty,mixed
            1.5,red,true,2024-01-31,,1
            ,blue,FALSE,31.12.2024 10:30,,x
            -2e3,red,true,2024/02/01,NA,007
            """);
    assertThat(table.columns().keySet()).containsExactly("n", "c", "b", "d", "mixed");
    assertThat(texts(table, "n")).containsExactly("1.5", "-", "-2000");
    assertThat(table.column("n").type()).isEqualTo(ColumnType.NUMBER);
    assertThat(texts(table, "c")).containsExactly("red", "blue", "red");
    assertThat(table.column("c").levels()).containsExactly("red", "blue");
    assertThat(table.column("b").type()).isEqualTo(ColumnType.BOOLEAN);
    assertThat(texts(table, "b")).containsExactly("true", "false", "true");
    assertThat(texts(table, "d")).containsExactly("2024-01-31", "2024-12-31T10:30", "2024-02-01");
    // The word at the end makes all of them words, and they keep their zeros.
    assertThat(table.column("mixed").type()).isEqualTo(ColumnType.CATEGORY);
    assertThat(texts(table, "mixed")).containsExactly("1", "x", "007");
    assertThat(table.leftOut()).containsEntry("empty", "no cell holds anything");
    assertThat(table)
        .hasToString(
            "Table of 3 rows\n  n: NUMBER, 1 of 3 missing\n  c: CATEGORY of 2\n  b: BOOLEAN\n"
                + "  d: DATE\n  mixed: CATEGORY of 3\n  empty: left out, no cell holds anything");
  }

  @ParameterizedTest
  @CsvSource({"true,false", "yes,no", "Y,N", "t,f"})
  void yesAndNoComeInPairs(String yes, String no) throws IOException {
    assertThat(texts(read("a\n" + yes + "\n" + no + "\n"), "a")).containsExactly("true", "false");
  }

  @Test
  void oneLetterAloneIsACategory() throws IOException {
    assertThat(read("sex\nf\nf\n").column("sex").type()).isEqualTo(ColumnType.CATEGORY);
    assertThat(read("a\nyes\nn\n").column("a").type()).isEqualTo(ColumnType.CATEGORY);
  }

  @Test
  void wordsThatHardlyRepeatAreText() throws IOException {
    StringBuilder text = new StringBuilder("name\n");
    for (int i = 0; i < 21; i++) {
      text.append("word").append(i).append('\n');
    }
    Table table = read(text.toString());
    assertThat(table.columns()).isEmpty();
    assertThat(table.leftOut()).containsEntry("name", "text: 21 different words in 21 cells");
    assertThatThrownBy(() -> table.column("name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "table: there is no column \"name\", it was left out (text: 21 different words in 21"
                + " cells); there are ");
    assertThat(Table.reader().categories("name").csv(text.toString()).column("name").levels())
        .hasSize(21);
    assertThat(read(text + "word0\n".repeat(21)).column("name").levels()).hasSize(21);
  }

  @Test
  void spreadsheetsAndOtherSystemsAreRead() throws IOException {
    Table table = read("\uFEFF\"a\";b ; c\r\n1;\"x;\"\"y\"\"\r\n z\";  w \r\n\r\n2;\"NA\";NA\r\n");
    assertThat(table.columns().keySet()).containsExactly("a", "b", "c");
    assertThat(texts(table, "a")).containsExactly("1", "2");
    assertThat(texts(table, "b")).containsExactly("x;\"y\"\r\n z", "NA");
    assertThat(texts(table, "c")).containsExactly("w", "-");
    assertThat(texts(read("a\tb\r1\t2\r"), "b")).containsExactly("2");
    assertThat(texts(read("a|b\n1|2"), "b")).containsExactly("2");
    assertThat(texts(read("only\n1\n\n\n2"), "only")).containsExactly("1", "2");
  }

  @Test
  void missingWordsCanBeAddedAndReplaced() throws IOException {
    String text = "country,age\nNA,?\nDE,30\nnull,31\n\"\",32\n";
    Table table = Table.reader().missing("?").csv(text);
    assertThat(texts(table, "country")).containsExactly("-", "DE", "-", "-");
    assertThat(texts(table, "age")).containsExactly("-", "30", "31", "32");
    assertThat(texts(Table.reader().missingOnly("null", "?").csv(text), "country"))
        .containsExactly("NA", "DE", "-", "-");
    assertThat(texts(Table.reader().missing("-999").csv("a\n-999\n\"-999\"\n1\n"), "a"))
        .containsExactly("-", "-", "1");
  }

  @Test
  void timesWithAnOffsetAreToldOnOneClock() throws IOException {
    String text = "t\n2024-07-01T12:00:00+02:00\n2024-07-01 12:00:00.25Z\n2024-01-01T00:30Z\n";
    assertThat(texts(read(text), "t"))
        .containsExactly("2024-07-01T10:00", "2024-07-01T12:00:00.250", "2024-01-01T00:30");
    assertThat(texts(Table.reader().zone(ZoneId.of("Europe/Berlin")).csv(text), "t"))
        .containsExactly("2024-07-01T12:00", "2024-07-01T14:00:00.250", "2024-01-01T01:30");
    assertThat(
            texts(
                Table.reader()
                    .zone(ZoneId.of("America/New_York"))
                    .csv("t\n2024-07-01T12:00Z\n2024-07-01 12:00\n"),
                "t"))
        .containsExactly("2024-07-01T08:00", "2024-07-01T12:00");
    assertThat(
            texts(
                Table.reader()
                    .date("t", "d MMM yyyy HH:mm XXX")
                    .csv("t\n3 Feb 2024 10:00 +01:00\n"),
                "t"))
        .containsExactly("2024-02-03T09:00");
  }

  @Test
  void otherEncodingsAreReadWhenTheyAreNamed() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, "a\nKöln\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Table.csv(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "csv: "
                + file
                + ": is not text in UTF-8; save it so, or name what it is in by charset(...)");
    assertThat(texts(Table.reader().charset(StandardCharsets.ISO_8859_1).csv(file), "a"))
        .containsExactly("Köln");
    Files.write(file, "\uFEFFa\n1\n".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> Table.csv(file)).hasMessageContaining("is not text in UTF-8");
    assertThat(texts(Table.reader().charset(Charset.forName("UTF-16")).csv(file), "a"))
        .containsExactly("1");
    Path nowhere = folder.resolve("nowhere.csv");
    assertThatThrownBy(() -> Table.csv(nowhere)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aHeaderAloneIsATableWithoutRows() throws IOException {
    Table table = Table.reader().numbers("a").categories("b").csv("a,b\n");
    assertThat(table.rows()).isZero();
    assertThat(table.columns().keySet()).containsExactly("a", "b");
    assertThat(read("a,b").leftOut().keySet()).containsExactly("a", "b");
  }

  @Test
  void aColumnWithoutANameIsLeftOut() throws IOException {
    Table table = read(",a,\n0,5,\n1,6,\n");
    assertThat(table.columns().keySet()).containsExactly("a");
    assertThat(table.leftOut()).containsEntry("", "2 without a name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 'csv: is empty; its first line must name the columns'",
        "'\n\n' | 'csv: is empty; its first line must name the columns'",
        "'a,b,a\n1,2,3' | 'csv: the columns 1 and 3 are both called \"a\"; give each a name of its"
            + " own'",
        "'a,b\n1,2\n1,2,3\n' | 'csv: line 3: has 3 cells, the header has 2; give as many, and put"
            + " cells that hold a separator into quotation marks'",
        "'a,b\n"
            + "\"1\n"
            + "1\",2\n"
            + "1\n"
            + "' | 'csv: line 4: has 1 cells, the header has 2; give as many, and put cells that"
            + " hold a separator into quotation marks'",
        "'a,b\n"
            + "1, \"x,\"\n"
            + "' | 'csv: line 2, cell 2: there is a space in front of its quotation mark; take it"
            + " out'",
        "'a;b\n"
            + "1,5;x\n"
            + "' | 'csv: line 2, column \"a\": \"1,5\" is a number with a comma; say decimal('','')"
            + " if it is a decimal comma, or decimal(''.'') if it parts thousands, or name the"
            + " column''s type'",
        "'d\n"
            + "01/02/2024\n"
            + "' | 'csv: line 2, column \"d\": \"01/02/2024\" is a date whose day and month cannot"
            + " be told apart; say date(\"d\", \"dd/MM/yyyy\") or \"MM/dd/yyyy\", or name the"
            + " column''s type'",
        "'d\n2024-01-31 10:00\n2024-01-31T10:00Z\n' | 'csv: column \"d\": some times have an offset"
            + " and some have none; say on whose clock they are told with zone(...)'",
        "'a\n"
            + "1\n"
            + "2\n"
            + "3\n"
            + "4\n"
            + "five\n"
            + "' | 'csv: line 6, column \"a\": \"five\" does not fit the others: 4 of 5 cells are"
            + " numbers; mend it, say missing(\"five\"), or name the column''s type'",
        "'a\n"
            + "five\n"
            + "1\n"
            + "2\n"
            + "3\n"
            + "4\n"
            + "' | 'csv: line 2, column \"a\": \"five\" does not fit the others: 4 of 5 cells are"
            + " numbers; mend it, say missing(\"five\"), or name the column''s type'",
        "'d\n2024-02-28\n2024-02-29\n2024-02-30\n2024-03-01\n2024-03-02\n' | 'csv: line 4, column"
            + " \"d\": \"2024-02-30\" does not fit the others: 4 of 5 cells are dates; mend it, say"
            + " missing(\"2024-02-30\"), or name the column''s type'",
      })
  void whatCannotBeRightIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text == null ? "" : text))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(message);
  }

  @Test
  void aQuotationMarkThatDoesNotCloseIsRefused() {
    assertThatThrownBy(() -> read("a,b\n1,\"x\n2,y\n"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("csv: line 2: is not CSV: ")
        .hasMessageEndingWith("; close its quotation marks, double those within");
    assertThatThrownBy(() -> read("a,b\n1,\"x\"y\n"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("csv: line 2: is not CSV: Unexpected character");
    assertThatThrownBy(() -> read("a,b\n1,\"" + "x".repeat(1 << 25) + "\n"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("csv: line 2: is not CSV: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NUMBER | 'csv: line 3, column \"a\": \"x\" is not a finite number; mend it, or say"
            + " missing(\"x\")'",
        "BOOLEAN | 'csv: line 3, column \"a\": \"x\" is not true or false, yes or no, y or n, t or"
            + " f, 1 or 0; mend it, or say missing(\"x\")'",
      })
  void aCellThatIsNotWhatItsColumnIsSaidToBeIsRefused(ColumnType type, String message) {
    TableReader reader =
        type == ColumnType.NUMBER ? Table.reader().numbers("a") : Table.reader().booleans("a");
    assertThatThrownBy(() -> reader.csv("a\n1\nx\n"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(message);
  }

  @Test
  void datesOfAPatternAreRealDays() throws IOException {
    TableReader reader = Table.reader().date("d", "dd/MM/yyyy");
    assertThat(texts(reader.csv("d\n29/02/2024\n"), "d")).containsExactly("2024-02-29");
    assertThatThrownBy(() -> reader.csv("d\n29/02/2023\n"))
        .hasMessage(
            "csv: line 2, column \"d\": \"29/02/2023\" is not a date, such as 2024-01-31 or of the"
                + " pattern given; mend it, or say missing(\"29/02/2023\")");
    assertThatThrownBy(() -> Table.reader().date("d", "bbb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("table: the pattern of dates is \"bbb\": ");
  }

  @Test
  void aTypeForAColumnThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Table.reader().numbers("age").csv("Age,b\n1,2\n"))
        .hasMessage("csv: there is no column \"age\", whose type was named; there are Age, b");
    assertThatThrownBy(() -> Table.reader().decimal(';'))
        .hasMessage("table: the decimal mark is ';'; give '.' or ','");
    assertThatThrownBy(() -> Table.reader().separator('"'))
        .hasMessageStartingWith("table: the separator is a quotation mark");
  }

  @Test
  void aLongFileIsReadInBlocks() throws IOException {
    StringBuilder text = new StringBuilder("i,word\n");
    for (int i = 0; i < 5000; i++) {
      text.append(i).append(",w").append(i % 7).append('\n');
    }
    Table table = read(text.toString());
    for (int i = 0; i < 5000; i++) {
      assertThat(table.column("i").number(i)).isEqualTo(i);
      assertThat(table.column("word").text(i)).isEqualTo("w" + i % 7);
    }
    // A last line of another kind has them all read once more, as words.
    Table words = read(text + "x,y\n".repeat(2000));
    assertThat(words.leftOut()).containsEntry("i", "text: 5001 different words in 7000 cells");
    assertThat(words.column("word").levels()).hasSize(8);
  }
}
