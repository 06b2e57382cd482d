package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class JdbcTableTest {

  private static final String ROWS =
      """
      create table t (
        id bigint, age int, fee decimal(9, 2), share double precision, plan varchar(20), zip int,
        active boolean, since date, seen timestamp(3), at timestamp with time zone, photo blob,
        note char(3));
      insert into t values
        (5000000000, 30, 12.34, 0.5, 'NA', 1067, true, '2024-01-31', '2024-01-31 12:30:15.25',
         '2024-01-31 12:30:00+02:00', X'00', 'yes'),
        (2, null, null, 'NaN', '', null, null, null, null, null, null, null),
        (3, -1, -0.01, -1e300, 'pro', 7, false, '1969-12-31', '1969-12-31 23:59:59.999',
         '2024-07-01 00:00:00+00', X'01', 'no');
      """;

  private interface Use {
    void of(ResultSet rows) throws SQLException, IOException;
  }

  private static void query(String sql, Use use) throws SQLException, IOException {
    try (Connection database = DriverManager.getConnection("jdbc:h2:mem:");
        Statement statement = database.createStatement()) {
      statement.execute(ROWS);
      try (ResultSet rows = statement.executeQuery(sql)) {
        use.of(rows);
      }
    }
  }

  @Test
  void columnsAreWhatTheDatabaseSays() throws SQLException, IOException {
    TimeZone before = TimeZone.getDefault();
    try {
      // The clock of this machine tells nothing.
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      query(
          "select * from t order by id desc",
          rows -> {
            Table table = Table.jdbc(rows);
            assertThat(table.rows()).isEqualTo(3);
            assertThat(table.leftOut().keySet()).containsExactly("PHOTO");
            String[][] expected = {
              {"ID", "NUMBER", "5000000000", "3", "2"},
              {"AGE", "NUMBER", "30", "-1", null},
              {"FEE", "NUMBER", "12.34", "-0.01", null},
              {"SHARE", "NUMBER", "0.5", "-1.0E300", null},
              {"PLAN", "CATEGORY", "NA", "pro", null},
              {"ZIP", "NUMBER", "1067", "7", null},
              {"ACTIVE", "BOOLEAN", "true", "false", null},
              {"SINCE", "DATE", "2024-01-31", "1969-12-31", null},
              {"SEEN", "DATE", "2024-01-31T12:30:15.250", "1969-12-31T23:59:59.999", null},
              {"AT", "DATE", "2024-01-31T10:30", "2024-07-01", null},
            };
            for (String[] line : expected) {
              Column column = table.column(line[0]);
              assertThat(column.type().name()).as(line[0]).isEqualTo(line[1]);
              for (int row = 0; row < 3; row++) {
                assertThat(column.text(row)).as(line[0]).isEqualTo(line[2 + row]);
              }
            }
          });
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void whatIsSaidOverrules() throws SQLException, IOException {
    query(
        "select zip, active, since, age as code from t order by id desc",
        rows -> {
          Table table =
              Table.reader().categories("ZIP", "ACTIVE", "SINCE").leavingOut("CODE").jdbc(rows);
          assertThat(table.column("ZIP").levels()).containsExactly("1067", "7");
          assertThat(table.column("ACTIVE").levels()).containsExactly("true", "false");
          assertThat(table.column("SINCE").levels()).containsExactly("2024-01-31", "1969-12-31");
          assertThat(table.leftOut()).containsEntry("CODE", "said to be text");
        });
    query(
        "select plan from t order by id",
        rows ->
            assertThatThrownBy(() -> Table.reader().numbers("PLAN").jdbc(rows))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(
                    "jdbc: row 2, column \"PLAN\": \"pro\" is not a finite number; mend it, or say"
                        + " missing(\"pro\")"));
    query(
        "select photo from t",
        rows ->
            assertThatThrownBy(() -> Table.reader().numbers("PHOTO").jdbc(rows))
                .hasMessageStartingWith("jdbc: the column \"PHOTO\" holds ")
                .hasMessageEndingWith("; leave it out, or convert it in the query"));
    query(
        "select age as a, zip as a from t",
        rows ->
            assertThatThrownBy(() -> Table.jdbc(rows))
                .hasMessage(
                    "jdbc: the columns 1 and 2 are both called \"A\"; give each a name of its"
                        + " own"));
    query(
        "select cast('Infinity' as double precision) as x",
        rows ->
            assertThatThrownBy(() -> Table.jdbc(rows))
                .hasMessage(
                    "jdbc: row 1, column \"X\": Infinity is not a finite number; mend it, or leave"
                        + " the column out"));
  }

  @Test
  void manyRowsAreReadInBlocks() throws SQLException, IOException {
    query(
        "select x, mod(x, 3) as m from system_range(0, 999)",
        rows -> {
          Table table = Table.jdbc(rows);
          assertThat(table.rows()).isEqualTo(1000);
          for (int i = 0; i < 1000; i++) {
            assertThat(table.column("X").number(i)).isEqualTo(i);
            assertThat(table.column("M").number(i)).isEqualTo(i % 3);
          }
        });
    query("select x from system_range(1, 0)", rows -> assertThat(Table.jdbc(rows).rows()).isZero());
  }
}
