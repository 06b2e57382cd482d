package dev.wengert.nn.data.table;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes tables as CSV by the library FastCSV. */
final class CsvTables {

  /** A longer cell is one whose quotation mark does not close. */
  private static final int MOST_CHARACTERS = 1 << 24;

  private static final int LONGEST_HEADER = 1 << 20;
  private static final String SEPARATORS = ",;\t|";
  private static final char QUOTE = '"';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private CsvTables() {}

  /** Opens the text anew. */
  private interface Text {
    Reader open() throws IOException;
  }

  static Table read(
      Path file, Charset charset, TextRules rules, ImmutableMap<String, ColumnType> types)
      throws IOException {
    // A decoder of its own refuses what it cannot decode.
    Text text = () -> new InputStreamReader(Files.newInputStream(file), charset.newDecoder());
    return read("csv: " + file, text, charset, rules, types);
  }

  /** Returns the table in text. */
  static Table read(String text, TextRules rules, ImmutableMap<String, ColumnType> types)
      throws IOException {
    return read("csv", () -> new StringReader(text), StandardCharsets.UTF_8, rules, types);
  }

  private static Table read(
      String name,
      Text text,
      Charset charset,
      TextRules rules,
      ImmutableMap<String, ColumnType> types)
      throws IOException {
    try {
      TextRules found = rules.separator() == 0 ? rules.withSeparator(separator(text)) : rules;
      TableBuilder first = new TableBuilder(name, found, types);
      pass(name, text, found, first, column -> ColumnBuilder.Finding.BY_LOOKS);
      Set<String> words = ImmutableSet.copyOf(first.wordsToRead());
      if (words.isEmpty()) {
        return first.build(null);
      }
      TableBuilder second = new TableBuilder(name, found, types);
      pass(
          name,
          text,
          found,
          second,
          column -> words.contains(column) ? ColumnBuilder.Finding.AS_WORDS : null);
      if (second.rows() != first.rows()) {
        throw first.malformed(
            "had %s rows, and %s when it was read again; do not write to it meanwhile",
            first.rows(), second.rows());
      }
      second.wordsToRead();
      return first.build(second);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(
          name
              + ": is not text in "
              + charset
              + "; save it so, or name what it is in by charset(...)",
          e);
    }
  }

  /** Returns what occurs most often in the header, outside quotation marks. */
  private static char separator(Text text) throws IOException {
    int[] counts = new int[SEPARATORS.length()];
    boolean isQuoted = false;
    try (Reader in = text.open()) {
      int c = in.read();
      for (int n = 0; c >= 0 && n < LONGEST_HEADER; n++) {
        boolean isEnd = (c == '\n' || c == '\r') && n > 0 && !isQuoted;
        if (isEnd) {
          break;
        }
        isQuoted ^= c == QUOTE;
        int which = SEPARATORS.indexOf(c);
        if (which >= 0 && !isQuoted) {
          counts[which]++;
        }
        c = in.read();
      }
    }
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return SEPARATORS.charAt(most);
  }

  private static void pass(
      String name, Text text, TextRules rules, TableBuilder table, TableBuilder.Finder finder)
      throws IOException {
    Records records = new Records(rules, table, finder);
    try (Reader in = text.open();
        CsvReader<Boolean> reader =
            CsvReader.builder()
                .fieldSeparator(rules.separator())
                .allowUnclosedQuote(false)
                .maxBufferSize(MOST_CHARACTERS)
                .build(records, withoutMark(in));
        CloseableIterator<Boolean> all = reader.iterator()) {
      while (all.hasNext()) {
        all.next();
      }
      table.endRows();
    } catch (CsvParseException | UncheckedIOException | MalformedFileException e) {
      Throwable root = Throwables.getRootCause(e);
      if (root instanceof CharacterCodingException coding) {
        throw coding;
      }
      if (root instanceof MalformedFileException known) {
        throw TableBuilder.named(name, known);
      }
      if (root instanceof IOException io) {
        throw io;
      }
      throw new MalformedFileException(
          name
              + ": line "
              + records.line
              + ": is not CSV: "
              + root.getMessage()
              + "; close its quotation marks, double those within",
          e);
    }
    if (table.width() == 0) {
      throw table.malformed("is empty; its first line must name the columns");
    }
  }

  /** Spreadsheets open a UTF-8 file with one. */
  private static Reader withoutMark(Reader in) throws IOException {
    PushbackReader text = new PushbackReader(in, 1);
    int first = text.read();
    if (first >= 0 && first != BYTE_ORDER_MARK) {
      text.unread(first);
    }
    return text;
  }

  /** Takes the cells of records, the header first. */
  private static final class Records extends AbstractBaseCsvCallbackHandler<Boolean> {

    private final MissingWords words;
    private final TableBuilder table;
    private final TableBuilder.Finder finder;
    private @Nullable List<String> header = new ArrayList<>();
    private @Nullable ColumnBuilder[] columns = new ColumnBuilder[0];
    private int count;
    private long line;

    Records(TextRules rules, TableBuilder table, TableBuilder.Finder finder) {
      this.words = new MissingWords(rules);
      this.table = table;
      this.finder = finder;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      line = startingLineNumber;
      count = 0;
    }

    @Override
    protected void handleField(int place, char[] text, int offset, int length, boolean isQuoted) {
      int from = offset;
      int to = offset + length;
      if (!isQuoted) {
        while (from < to && isSpace(text[from])) {
          from++;
        }
        while (to > from && isSpace(text[to - 1])) {
          to--;
        }
      }
      try {
        if (from > offset && from < to && text[from] == QUOTE) {
          throw new MalformedFileException(
              "line "
                  + line
                  + ", cell "
                  + (place + 1)
                  + ": there is a space in front of its quotation mark; take it out");
        }
        if (header != null) {
          header.add(new String(text, from, to - from));
        } else {
          cell(place, text, from, to, isQuoted);
        }
      } catch (MalformedFileException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void cell(int place, char[] text, int from, int to, boolean isQuoted)
        throws MalformedFileException {
      if (place == 0) {
        table.beginRow();
      }
      count = place + 1;
      ColumnBuilder column = place < columns.length ? columns[place] : null;
      if (column == null) {
        return;
      }
      boolean isMissing = words.isMissing(text, from, to, isQuoted);
      table.set(place, isMissing ? Double.NaN : column.add(line, text, from, to));
    }

    private static boolean isSpace(char c) {
      return c == ' ' || c == '\t' || c == '\u00a0';
    }

    @Override
    protected Boolean buildRecord() {
      if (getRecordType() == RecordType.EMPTY) {
        return true;
      }
      try {
        if (header != null) {
          List<String> names = header;
          header = null;
          table.header(names, finder);
          columns = table.columns();
        } else if (count != table.width()) {
          throw new MalformedFileException(
              "line "
                  + line
                  + ": has "
                  + count
                  + " cells, the header has "
                  + table.width()
                  + "; give as many, and put cells that hold a separator into quotation marks");
        } else {
          table.endRow();
        }
      } catch (MalformedFileException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }
  }

  static void write(Table table, Path file) throws IOException {
    Column[] columns = table.columns().values().toArray(new Column[0]);
    try (Writer out = Files.newBufferedWriter(file);
        CsvWriter writer = CsvWriter.builder().quoteStrategy(new Quoting(columns)).build(out)) {
      writer.writeRecord(table.columns().keySet());
      String[] cells = new String[columns.length];
      for (int row = 0; row < table.rows(); row++) {
        for (int i = 0; i < cells.length; i++) {
          String text = columns[i].text(row);
          cells[i] = text == null ? "" : text;
        }
        writer.writeRecord(cells);
      }
    }
  }

  /** Quotes names and words, so that they are read as they are, and a line that would be empty. */
  private static final class Quoting implements QuoteStrategy {

    private final Column[] columns;

    Quoting(Column[] columns) {
      this.columns = columns;
    }

    @Override
    public boolean quoteValue(int line, int place, String value) {
      return line == 1 || columns[place].type() == ColumnType.CATEGORY;
    }

    @Override
    public boolean quoteEmpty(int line, int place) {
      return columns.length == 1;
    }
  }
}
