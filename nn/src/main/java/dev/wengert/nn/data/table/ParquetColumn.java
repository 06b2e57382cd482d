package dev.wengert.nn.data.table;

import com.google.common.primitives.UnsignedInts;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import dev.wengert.io.MalformedFileException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a column of a Parquet file holds, and how a cell is made of what is stored.
 *
 * @param type what it holds
 * @param cells takes the cells of a batch
 */
record ParquetColumn(ColumnType type, Cells cells) {

  private static final long NANOS_A_DAY = 86_400_000_000_000L;
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;

  /** Takes the cells of a batch. */
  private interface Cells {
    /** Returns what takes the cell of a place. */
    Cell of(ColumnReader batch);
  }

  /** Returns what is kept of one cell. */
  private interface Cell {
    double take(TypedCells to, int row, int place) throws MalformedFileException;
  }

  /** Returns what a column holds; null where that is no feature. */
  static @Nullable ParquetColumn of(ColumnSchema column) {
    boolean isNested = column.maxRepetitionLevel() > 0 || column.fieldPath().elements().size() > 1;
    if (isNested) {
      return null;
    }
    PhysicalType stored = column.type();
    return switch (column.logicalType()) {
      case null -> plain(stored);
      case LogicalType.IntType type -> whole(stored, type);
      case LogicalType.DecimalType type -> decimal(stored, type.scale());
      case LogicalType.DateType type -> stored == PhysicalType.INT32 ? days() : null;
      case LogicalType.TimestampType type -> stored == PhysicalType.INT64 ? moments(type) : null;
      case LogicalType.StringType type -> words(stored);
      case LogicalType.EnumType type -> words(stored);
      case LogicalType.Float16Type type -> halves(stored);
      default -> null;
    };
  }

  /** Reads the column, and returns how many rows there were. */
  int read(ColumnReader reader, TypedCells to, ColumnBuilder builder, TableBuilder table)
      throws MalformedFileException {
    int row = 0;
    while (reader.nextBatch()) {
      Cell cell = cells.of(reader);
      Validity validity = reader.getLeafValidity();
      int count = reader.getRecordCount();
      for (int place = 0; place < count; place++) {
        table.room(builder, row);
        builder.values[row] = validity.isNull(place) ? Double.NaN : cell.take(to, row, place);
        row++;
      }
    }
    return row;
  }

  private static @Nullable ParquetColumn plain(PhysicalType stored) {
    return switch (stored) {
      case BOOLEAN ->
          new ParquetColumn(
              ColumnType.BOOLEAN,
              batch -> {
                boolean[] values = batch.getBooleans();
                return (to, row, place) -> to.bool(row, values[place]);
              });
      case INT32 ->
          numbers(
              batch -> {
                int[] values = batch.getInts();
                return (to, row, place) -> to.whole(row, values[place]);
              });
      case INT64 ->
          numbers(
              batch -> {
                long[] values = batch.getLongs();
                return (to, row, place) -> to.whole(row, values[place]);
              });
      case FLOAT ->
          numbers(
              batch -> {
                float[] values = batch.getFloats();
                return (to, row, place) -> to.number(row, values[place]);
              });
      case DOUBLE ->
          numbers(
              batch -> {
                double[] values = batch.getDoubles();
                return (to, row, place) -> to.number(row, values[place]);
              });
      case INT96 ->
          new ParquetColumn(
              ColumnType.DATE,
              batch -> {
                byte[][] values = batch.getBinaries();
                return (to, row, place) -> to.date(row, impala(values[place]));
              });
      default -> null;
    };
  }

  private static ParquetColumn numbers(Cells cells) {
    return new ParquetColumn(ColumnType.NUMBER, cells);
  }

  private static @Nullable ParquetColumn whole(PhysicalType stored, LogicalType.IntType type) {
    if (type.isSigned()) {
      return plain(stored);
    }
    return switch (stored) {
      case INT32 ->
          numbers(
              batch -> {
                int[] values = batch.getInts();
                return (to, row, place) -> to.whole(row, UnsignedInts.toLong(values[place]));
              });
      case INT64 ->
          numbers(
              batch -> {
                long[] values = batch.getLongs();
                return (to, row, place) ->
                    to.value(row, new BigDecimal(Long.toUnsignedString(values[place])));
              });
      default -> null;
    };
  }

  private static @Nullable ParquetColumn decimal(PhysicalType stored, int scale) {
    return switch (stored) {
      case INT32 ->
          numbers(
              batch -> {
                int[] values = batch.getInts();
                return (to, row, place) -> to.value(row, BigDecimal.valueOf(values[place], scale));
              });
      case INT64 ->
          numbers(
              batch -> {
                long[] values = batch.getLongs();
                return (to, row, place) -> to.value(row, BigDecimal.valueOf(values[place], scale));
              });
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
          numbers(
              batch -> {
                byte[][] values = batch.getBinaries();
                return (to, row, place) ->
                    to.value(row, new BigDecimal(new BigInteger(values[place]), scale));
              });
      default -> null;
    };
  }

  private static ParquetColumn days() {
    return new ParquetColumn(
        ColumnType.DATE,
        batch -> {
          int[] values = batch.getInts();
          return (to, row, place) ->
              to.date(row, LocalDate.ofEpochDay(values[place]).atStartOfDay());
        });
  }

  private static ParquetColumn moments(LogicalType.TimestampType type) {
    long units =
        switch (type.unit()) {
          case MILLIS -> 1000L;
          case MICROS -> 1_000_000L;
          case NANOS -> 1_000_000_000L;
        };
    return new ParquetColumn(
        ColumnType.DATE,
        batch -> {
          long[] values = batch.getLongs();
          return (to, row, place) -> {
            long value = values[place];
            long nanos = Math.floorMod(value, units) * (1_000_000_000L / units);
            Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, units), nanos);
            return type.isAdjustedToUTC()
                ? to.value(row, instant)
                : to.date(row, LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
          };
        });
  }

  /** Returns the time that Impala and old versions of Spark store in 12 bytes. */
  private static LocalDateTime impala(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    long day = bytes.getInt() - JULIAN_DAY_OF_1970;
    return LocalDate.ofEpochDay(day + Math.floorDiv(nanos, NANOS_A_DAY))
        .atStartOfDay()
        .plusNanos(Math.floorMod(nanos, NANOS_A_DAY));
  }

  private static @Nullable ParquetColumn words(PhysicalType stored) {
    return stored != PhysicalType.BYTE_ARRAY
        ? null
        : new ParquetColumn(
            ColumnType.CATEGORY,
            batch -> {
              String[] values = batch.getStrings();
              return (to, row, place) -> to.text(row, values[place]);
            });
  }

  private static @Nullable ParquetColumn halves(PhysicalType stored) {
    return stored != PhysicalType.FIXED_LEN_BYTE_ARRAY
        ? null
        : numbers(
            batch -> {
              byte[][] values = batch.getBinaries();
              return (to, row, place) -> {
                ByteBuffer bytes = ByteBuffer.wrap(values[place]).order(ByteOrder.LITTLE_ENDIAN);
                return to.number(row, Float.float16ToFloat(bytes.getShort()));
              };
            });
  }
}
