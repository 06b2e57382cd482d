package dev.wengert.nn.data.table;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a table that is being read; it asks for memory before it takes much. */
final class TableBuilder implements ColumnBuilder.Memory {

  private static final int FIRST_ROWS = 16;
  private static final int BLOCK_ROWS = 256;
  private static final int MOST_ROWS = Integer.MAX_VALUE - 8;
  private static final long CHARACTERS_AT_ONCE = 1 << 20;

  private final String name;
  private final TextRules rules;
  private final ImmutableMap<String, ColumnType> types;
  private final List<@Nullable ColumnBuilder> columns = new ArrayList<>();
  private final Numerals numerals;
  private final MemoryLimit heap = MemoryLimit.ofHeap();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private ImmutableList<String> header = ImmutableList.of();
  private long characters;
  private double[] block = new double[0];
  private int firstOfBlock;
  private int capacity = FIRST_ROWS;
  private int rows;

  /**
   * Makes a builder.
   *
   * @param name what is read, for errors
   * @param types what columns are said to be
   */
  TableBuilder(String name, TextRules rules, ImmutableMap<String, ColumnType> types) {
    this.name = name;
    this.rules = rules;
    this.types = types;
    this.numerals = new Numerals(rules.decimal());
  }

  /** How the type of a column that nobody named is found. */
  interface Finder {

    /** Returns how; null to leave the column out. */
    ColumnBuilder.@Nullable Finding of(String column);

    /** Returns what the source says that the column holds; null for nothing. */
    default @Nullable ColumnType declared(String column) {
      return null;
    }
  }

  /**
   * What a source says that its columns hold; those that are no features are not among them. Words
   * may be categories, yes and no, or text.
   */
  record Declared(Map<String, ColumnType> types) implements Finder {

    @Override
    public ColumnBuilder.@Nullable Finding of(String column) {
      return types.containsKey(column) ? ColumnBuilder.Finding.DECLARED : null;
    }

    @Override
    public @Nullable ColumnType declared(String column) {
      ColumnType type = types.get(column);
      return type == ColumnType.CATEGORY ? null : type;
    }
  }

  /**
   * Takes the names of the columns.
   *
   * @throws MalformedFileException if two are alike, or a column whose type was named is not there
   */
  void header(List<String> names, Finder finder) throws MalformedFileException {
    header = ImmutableList.copyOf(names);
    Map<String, Integer> places = new HashMap<>();
    int unnamed = 0;
    for (int i = 0; i < names.size(); i++) {
      String column = names.get(i);
      if (column.isEmpty()) {
        unnamed++;
        columns.add(null);
        continue;
      }
      Integer before = places.put(column, i);
      if (before != null) {
        throw malformed(
            "the columns %s and %s are both called %s; give each a name of its own",
            before + 1, i + 1, ColumnBuilder.quoted(column));
      }
      ColumnType given = types.get(column);
      ColumnBuilder.Finding finding = finder.of(column);
      columns.add(
          finding == null || given == ColumnType.TEXT
              ? null
              : new ColumnBuilder(
                  column,
                  given == null ? finder.declared(column) : given,
                  finding,
                  rules,
                  numerals,
                  this));
      if (given == ColumnType.TEXT) {
        leftOut.put(column, "said to be text");
      }
    }
    if (unnamed > 0) {
      leftOut.put("", unnamed == 1 ? "a column without a name" : unnamed + " without a name");
    }
    for (String column : types.keySet()) {
      if (!places.containsKey(column)) {
        throw malformed(
            "there is no column %s, whose type was named; there are %s",
            ColumnBuilder.quoted(column), some(header));
      }
    }
  }

  /** Returns names for an error: all, or the first of many. */
  static String some(Iterable<String> names) {
    String first = String.join(", ", Iterables.limit(names, 30));
    return Iterables.size(names) <= 30 ? first : first + " and others";
  }

  /** Leaves a column out that its source says is no feature. */
  void leaveOut(String column, String why) {
    leftOut.put(column, why);
  }

  @Nullable ColumnBuilder[] columns() {
    return columns.toArray(new ColumnBuilder[0]);
  }

  int width() {
    return columns.size();
  }

  @Nullable ColumnBuilder column(int place) {
    return columns.get(place);
  }

  int rows() {
    return rows;
  }

  /** Makes room for the row at hand. */
  void beginRow() throws MalformedFileException {
    if (rows - firstOfBlock == BLOCK_ROWS) {
      flush();
    }
    if (rows == MOST_ROWS) {
      throw malformed("has more than %s rows; split it", MOST_ROWS);
    }
    int end = (rows - firstOfBlock + 1) * columns.size();
    if (end > block.length) {
      int whole = BLOCK_ROWS * columns.size();
      block = Arrays.copyOf(block, Math.max(end, Math.min(whole, 2 * block.length)));
    }
  }

  /** Sets a cell of the row at hand. */
  void set(int place, double value) {
    block[(rows - firstOfBlock) * columns.size() + place] = value;
  }

  /** Goes on to the next row. */
  void endRow() {
    rows++;
  }

  /**
   * Takes rows over into the columns, block by block: columns of one length lie so in memory that
   * writing to each in turn would push one another out of the cache.
   */
  private void flush() throws MalformedFileException {
    int width = columns.size();
    if (rows > capacity) {
      int larger = (int) Math.min(MOST_ROWS, Math.max(rows, 2L * capacity));
      long bytes = (long) larger * Double.BYTES * width;
      heap.take(name, larger + " rows of " + width + " columns", bytes, 0);
      for (ColumnBuilder column : columns) {
        if (column != null) {
          column.grow(larger);
        }
      }
      capacity = larger;
    }
    for (int place = 0; place < width; place++) {
      ColumnBuilder column = columns.get(place);
      if (column != null) {
        for (int row = firstOfBlock, at = place; row < rows; row++, at += width) {
          column.values[row] = block[at];
        }
      }
    }
    firstOfBlock = rows;
  }

  /** Takes all rows over, behind the last. */
  void endRows() throws MalformedFileException {
    flush();
  }

  /** Makes room for a row of a column that is read by itself. */
  void room(ColumnBuilder column, int row) throws MalformedFileException {
    int room = column.values.length;
    if (row >= room) {
      if (row == MOST_ROWS) {
        throw malformed("has more than %s rows; split it", MOST_ROWS);
      }
      int larger = (int) Math.min(MOST_ROWS, 2L * room);
      heap.take(name, larger + " cells of " + column.name(), (long) larger * Double.BYTES, 0);
      column.grow(larger);
    }
  }

  /** Says how many rows there were. */
  void endRows(int count) {
    rows = count;
  }

  @Override
  public void take(String column, long more) throws MalformedFileException {
    characters += more;
    if (characters >= CHARACTERS_AT_ONCE) {
      heap.take(name, "the categories of " + column, 2 * CHARACTERS_AT_ONCE, 2 * more);
      characters = 0;
    }
  }

  /** Returns the columns that turned out to hold words, after a first reading. */
  List<String> wordsToRead() throws MalformedFileException {
    List<String> names = new ArrayList<>();
    for (ColumnBuilder column : columns) {
      if (column != null) {
        try {
          column.checkAlike();
        } catch (MalformedFileException e) {
          throw named(name, e);
        }
        if (column.needsWords()) {
          names.add(column.name());
        }
      }
    }
    return names;
  }

  /** Returns the table. */
  Table build(@Nullable TableBuilder words) {
    ImmutableMap.Builder<String, Column> built = ImmutableMap.builder();
    for (int i = 0; i < columns.size(); i++) {
      ColumnBuilder column = columns.get(i);
      ColumnBuilder second = words == null ? null : words.columns.get(i);
      ColumnBuilder last = second == null ? column : second;
      if (last != null) {
        Column cells = last.build(rows);
        if (cells == null) {
          leftOut.put(last.name(), last.reason());
        } else {
          built.put(last.name(), cells);
        }
      }
    }
    return new Table(
        built.buildOrThrow(), rows, ImmutableMap.copyOf(leftOut), new Table.Origin(rules, header));
  }

  /** Returns an error that names what is read; itself if it does already. */
  static MalformedFileException named(String name, MalformedFileException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(name + ": ")
        ? e
        : new MalformedFileException(name + ": " + message, e);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the templates are those of Guava
  MalformedFileException malformed(String what, @Nullable Object... values) {
    return new MalformedFileException(name + ": " + lenientFormat(what, values));
  }
}
