package dev.wengert.nn.data.table;

import com.google.common.collect.ImmutableMap;
import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tables from results of queries. */
final class JdbcTables {

  private JdbcTables() {}

  static Table read(ResultSet rows, TextRules rules, ImmutableMap<String, ColumnType> types)
      throws SQLException, IOException {
    ResultSetMetaData data = rows.getMetaData();
    TextRules typed = rules.ofTyped();
    TableBuilder table = new TableBuilder("jdbc", typed, types);
    List<String> names = new ArrayList<>();
    Map<String, ColumnType> declared = new HashMap<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      names.add(data.getColumnLabel(i));
      ColumnType type = declared(data.getColumnType(i));
      if (type != null) {
        declared.put(data.getColumnLabel(i), type);
      }
    }
    table.header(names, new TableBuilder.Declared(declared));
    TypedCells[] cells = new TypedCells[names.size()];
    for (int i = 0; i < cells.length; i++) {
      ColumnType type = declared.get(names.get(i));
      ColumnType given = types.get(names.get(i));
      ColumnBuilder builder = table.column(i);
      if (builder != null && type != null) {
        cells[i] = new TypedCells(builder, given == null ? type : given, typed);
      } else if (given == null && !names.get(i).isEmpty()) {
        table.leaveOut(names.get(i), "holds " + data.getColumnTypeName(i + 1));
      } else if (given != ColumnType.TEXT && given != null) {
        throw table.malformed(
            "the column %s holds %s; leave it out, or convert it in the query",
            ColumnBuilder.quoted(names.get(i)), data.getColumnTypeName(i + 1));
      }
    }
    fill(rows, table, cells);
    return table.build(null);
  }

  private static void fill(ResultSet rows, TableBuilder table, @Nullable TypedCells[] cells)
      throws SQLException, IOException {
    try {
      while (rows.next()) {
        table.beginRow();
        for (int i = 0; i < cells.length; i++) {
          TypedCells cell = cells[i];
          if (cell != null) {
            table.set(i, cell.value(table.rows(), plain(rows.getObject(i + 1))));
          }
        }
        table.endRow();
      }
      table.endRows();
    } catch (MalformedFileException e) {
      throw TableBuilder.named("jdbc", e);
    }
  }

  /** Returns a value without the clock of this machine's time zone in it. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Timestamp moment -> moment.toLocalDateTime();
      case Date day -> day.toLocalDate();
      default -> value;
    };
  }

  private static @Nullable ColumnType declared(int type) {
    return switch (type) {
      case Types.BIT, Types.BOOLEAN -> ColumnType.BOOLEAN;
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          ColumnType.NUMBER;
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR ->
          ColumnType.CATEGORY;
      case Types.DATE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> ColumnType.DATE;
      default -> null;
    };
  }
}
