package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that DuckDB wrote: {@code types.sql} beside them. */
class ParquetTableTest {

  @TempDir Path folder;

  private static Path file(String name) throws URISyntaxException {
    URL resource = Objects.requireNonNull(ParquetTableTest.class.getResource(name));
    return Path.of(resource.toURI());
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "snappy", "gzip"})
  void columnsAreWhatTheSchemaSays(String codec) throws IOException, URISyntaxException {
    Table table = Table.parquet(file("types-" + codec + ".parquet"));
    assertThat(table.rows()).isEqualTo(3);
    assertThat(table.leftOut())
        .containsEntry("list.list.element", "holds lists, maps or structures")
        .containsEntry("bytes", "holds BYTE_ARRAY")
        .hasSize(2);
    String[][] expected = {
      {"tiny", "NUMBER", "1", null, "-3"},
      {"small", "NUMBER", "10", null, "-30"},
      {"whole", "NUMBER", "100", null, "-300"},
      {"big", "NUMBER", "5000000000", null, "-5000000000"},
      {"single", "NUMBER", "1.5", null, "-1.5"},
      {"double", "NUMBER", "2.25", null, null},
      {"money", "NUMBER", "12.34", null, "-0.01"},
      {"wide", "NUMBER", "9.87654321012345E13", null, "-0.5"},
      {"flag", "BOOLEAN", "true", null, "false"},
      {"city", "CATEGORY", "Bonn", null, "Köln"},
      {"day", "DATE", "2024-01-31", null, "1969-12-31"},
      {"moment", "DATE", "2024-01-31T12:30:15.250", null, "1969-12-31T23:59:59.999"},
      {"instant", "DATE", "2024-01-31T10:30", null, "2024-07-01"},
      {"unsigned", "NUMBER", "7", null, "200"},
      {"huge", "NUMBER", "1.2345678901234568E20", null, "-1.5"},
    };
    assertThat(table.columns()).hasSize(expected.length);
    for (String[] line : expected) {
      Column column = table.column(line[0]);
      assertThat(column.type().name()).as(line[0]).isEqualTo(line[1]);
      for (int row = 0; row < 3; row++) {
        assertThat(column.text(row)).as(line[0]).isEqualTo(line[2 + row]);
      }
    }
  }

  @Test
  void whatIsSaidOverrules() throws IOException, URISyntaxException {
    Path file = file("types-snappy.parquet");
    Table table =
        Table.reader()
            .categories("big", "flag", "wide")
            .leavingOut("bytes")
            .zone(ZoneId.of("Europe/Berlin"))
            .parquet(file);
    assertThat(table.column("big").levels()).containsExactly("5000000000", "-5000000000");
    assertThat(table.column("flag").levels()).containsExactly("true", "false");
    assertThat(table.column("wide").levels()).containsExactly("98765432101234.5", "-0.5");
    assertThat(table.column("instant").text(2)).isEqualTo("2024-07-01T02:00");
    assertThat(table.leftOut()).containsEntry("bytes", "said to be text");
    assertThatThrownBy(() -> Table.reader().numbers("city").parquet(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "parquet: "
                + file
                + ": row 1, column \"city\": \"Bonn\" is not a finite number; mend it, or say"
                + " missing(\"Bonn\")");
    assertThatThrownBy(() -> Table.reader().categories("bytes").parquet(file))
        .hasMessage("parquet: " + file + ": the column \"bytes\" holds BYTE_ARRAY; leave it out");
    assertThatThrownBy(() -> Table.reader().categories("town").parquet(file))
        .hasMessageContaining("there is no column \"town\", whose type was named; there are tiny,");
  }

  @Test
  void aLibraryThatUnpacksIsNamedWhereItIsNotThere() throws URISyntaxException {
    Path file = file("types-zstd.parquet");
    assertThatThrownBy(() -> Table.parquet(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "parquet: ZSTD: the library com.github.luben:zstd-jni is not there; add it to your"
                + " project's dependencies (on the module path require the module"
                + " com.github.luben.zstd_jni too)");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException, URISyntaxException {
    byte[] whole = Files.readAllBytes(file("types-uncompressed.parquet"));
    Path file = folder.resolve("damaged.parquet");
    for (int length : new int[] {0, 3, 12, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Table.parquet(file))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageStartingWith("parquet: " + file + ": is damaged or no Parquet file: ")
          .hasMessageEndingWith("; copy or save it again");
    }
    Path nowhere = folder.resolve("nowhere.parquet");
    assertThatThrownBy(() -> Table.parquet(nowhere)).isInstanceOf(NoSuchFileException.class);
  }
}
