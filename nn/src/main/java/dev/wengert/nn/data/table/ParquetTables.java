package dev.wengert.nn.data.table;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import dev.wengert.nn.library.OptionalLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tables from Parquet by the library Hardwood. */
final class ParquetTables {

  private static final int MAGIC_BYTES = 4;

  private final String name;
  private final TextRules rules;
  private final ImmutableMap<String, ColumnType> types;
  private final TableBuilder table;

  private ParquetTables(String name, TextRules rules, ImmutableMap<String, ColumnType> types) {
    this.name = name;
    this.rules = rules;
    this.types = types;
    this.table = new TableBuilder(name, rules, types);
  }

  static Table read(Path file, TextRules rules, ImmutableMap<String, ColumnType> types)
      throws IOException {
    String name = "parquet: " + file;
    long bytes = Files.size(file);
    InputFile guarded = new GuardedFile(InputFile.of(file), bytes);
    try (ParquetFileReader reader = ParquetFileReader.open(guarded)) {
      return new ParquetTables(name, rules.ofTyped(), types).read(reader, bytes);
    } catch (MalformedFileException e) {
      throw TableBuilder.named(name, e);
    } catch (OptionalLibrary.MissingException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The library meets damage with whatever the bytes lead to, and makes room for what they say.
      throw damaged(name, e);
    }
  }

  private static MalformedFileException damaged(String name, Throwable e) {
    Throwable root = Throwables.getRootCause(e);
    return new MalformedFileException(
        name
            + ": is damaged or no Parquet file: "
            + (root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage())
            + "; copy or save it again",
        e);
  }

  private Table read(ParquetFileReader reader, long fileBytes) throws IOException {
    Map<String, ParquetColumn> columns = new HashMap<>();
    Map<String, ColumnType> declared = new HashMap<>();
    List<ColumnSchema> schema = reader.getFileSchema().getColumns();
    for (ColumnSchema column : schema) {
      ParquetColumn found = ParquetColumn.of(column);
      if (found != null) {
        columns.put(column.fieldPath().toString(), found);
        declared.put(column.fieldPath().toString(), found.type());
      }
    }
    List<String> names = schema.stream().map(column -> column.fieldPath().toString()).toList();
    table.header(names, new TableBuilder.Declared(declared));
    long expected = prepare(reader, fileBytes);
    for (int i = 0; i < schema.size(); i++) {
      ColumnBuilder builder = table.column(i);
      ParquetColumn column = columns.get(names.get(i));
      if (builder != null && column != null) {
        int rows = read(reader, schema.get(i), column, builder);
        if (rows != expected) {
          throw table.malformed(
              "the column %s has %s rows, the file says %s; save it again",
              ColumnBuilder.quoted(builder.name()), rows, expected);
        }
      } else if (types.get(names.get(i)) == null) {
        table.leaveOut(names.get(i), "holds " + description(schema.get(i)));
      } else if (types.get(names.get(i)) != ColumnType.TEXT) {
        throw table.malformed(
            "the column %s holds %s; leave it out",
            ColumnBuilder.quoted(names.get(i)), description(schema.get(i)));
      }
    }
    table.endRows((int) Math.min(expected, Integer.MAX_VALUE));
    return table.build(null);
  }

  private static String description(ColumnSchema column) {
    boolean isNested = column.maxRepetitionLevel() > 0 || column.fieldPath().elements().size() > 1;
    return isNested
        ? "lists, maps or structures"
        : column.logicalType() == null ? column.type().toString() : column.logicalType().toString();
  }

  /** Makes sure of the libraries that unpack and of memory; returns the number of rows. */
  private long prepare(ParquetFileReader reader, long fileBytes) throws IOException {
    long rows = 0;
    long unpacked = 0;
    for (RowGroup group : reader.getFileMetaData().rowGroups()) {
      rows = LongMath.saturatedAdd(rows, Math.max(0, group.numRows()));
      for (ColumnChunk chunk : group.columns()) {
        CompressionCodec codec = chunk.metaData().codec();
        OptionalLibrary library = library(codec);
        if (library != null) {
          library.require("parquet: " + codec);
        }
        checkPlace(chunk, group.numRows(), fileBytes);
        unpacked =
            LongMath.saturatedAdd(unpacked, Math.max(0, chunk.metaData().totalUncompressedSize()));
      }
    }
    MemoryLimit.of(MemoryLimit.usual(fileBytes)).take(name, "its columns", unpacked, 0);
    return rows;
  }

  /** The library would look for what lies outside of the file for ever. */
  private void checkPlace(ColumnChunk chunk, long rows, long fileBytes)
      throws MalformedFileException {
    long start = chunk.chunkStartOffset();
    long bytes = chunk.metaData().totalCompressedSize();
    boolean isInside = start >= MAGIC_BYTES && bytes >= 0 && bytes <= fileBytes - start;
    if (!isInside || rows < 0) {
      throw table.malformed(
          "is damaged: it says that the column %s has %s bytes from %s on, of %s; copy or save it"
              + " again",
          ColumnBuilder.quoted(chunk.metaData().pathInSchema().toString()),
          bytes,
          start,
          fileBytes);
    }
  }

  private static @Nullable OptionalLibrary library(CompressionCodec codec) {
    return switch (codec) {
      case SNAPPY -> OptionalLibrary.SNAPPY;
      case ZSTD -> OptionalLibrary.ZSTD;
      case LZ4, LZ4_RAW -> OptionalLibrary.LZ4;
      case BROTLI -> OptionalLibrary.BROTLI;
      case UNCOMPRESSED, GZIP, LZO -> null;
    };
  }

  /** Reads a column, and returns how many rows it has. */
  private int read(
      ParquetFileReader reader, ColumnSchema schema, ParquetColumn column, ColumnBuilder builder)
      throws IOException {
    ColumnType given = types.get(builder.name());
    TypedCells cells = new TypedCells(builder, given == null ? column.type() : given, rules);
    try (ColumnReader batches = reader.columnReader(schema.columnIndex())) {
      return column.read(batches, cells, builder, table);
    }
  }
}
