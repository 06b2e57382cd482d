package dev.wengert.nn.data.table;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.wengert.io.MalformedFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes the cells of one column in words and finds what they are, or holds them to what they are
 * said to be.
 *
 * <p>The first cell that is there decides how cells are kept: as numbers, as dates, or as words.
 * Where another does not fit, it is counted; only all cells together tell whether it is a slip,
 * which is refused, or whether the column holds words, in which case the file is read once more.
 */
final class ColumnBuilder {

  /** Of cells of which so many in a hundred are numbers, the others are slips. */
  private static final int PERCENT_ALIKE = 80;

  /** So many different words are no categories. */
  private static final int MOST_LEVELS = 100_000;

  /** No more different words than these are categories even if no two cells are alike. */
  private static final int ALWAYS_CATEGORIES = 20;

  /** Why a column is left out of which nobody can tell what it holds. */
  static final String NO_CELLS = "no cell holds anything";

  private static final int LONGEST_CATEGORY = 1000;
  private static final int SHOWN_CHARACTERS = 60;

  /** How the type of a column is found. */
  enum Finding {
    /** The cells tell. */
    BY_LOOKS,

    /** The cells told before that they are neither numbers nor dates. */
    AS_WORDS,

    /** The source says that they are words. */
    DECLARED
  }

  /** How cells are kept. */
  private enum Kept {
    UNDECIDED,
    NUMBERS,
    DATES,
    BOOLEANS,
    WORDS
  }

  /** What a cell looks like. */
  private static final int WORD = 0;

  private static final int NUMBER = 1;
  private static final int DATE = 2;
  private static final int COMMA = 3;
  private static final int SLASHES = 4;
  private static final int LOOKS = 5;

  private final String name;
  private final @Nullable ColumnType given;
  private final Numerals numerals;
  private final DateForm dates;
  private final int[] looks = new int[LOOKS];
  private final Misfit[] examples = new Misfit[LOOKS];
  private final Memory memory;
  private final boolean isDeclared;
  private Levels levels = new Levels();
  private byte[] looksOfLevels = new byte[16];
  private Kept kept;
  private boolean isText;
  private int present;
  double[] values = new double[16];

  /** Where a cell was, and what was in it. */
  private record Misfit(long line, String text) {}

  /** Whoever must be asked before much memory is taken. */
  interface Memory {
    /** Takes so many characters of categories. */
    void take(String column, long characters) throws MalformedFileException;
  }

  /**
   * Makes a builder.
   *
   * @param given what the cells are said to be, not text, which is left out; null to find it
   * @param finding how it is found
   */
  ColumnBuilder(
      String name,
      @Nullable ColumnType given,
      Finding finding,
      TextRules rules,
      Numerals numerals,
      Memory memory) {
    this.name = name;
    this.given = given;
    this.numerals = numerals;
    this.dates = new DateForm(rules.patterns().get(name), rules.zone());
    this.memory = memory;
    this.isDeclared = finding == Finding.DECLARED;
    this.kept =
        switch (given) {
          case null -> finding == Finding.BY_LOOKS ? Kept.UNDECIDED : Kept.WORDS;
          case NUMBER -> Kept.NUMBERS;
          case DATE -> Kept.DATES;
          case BOOLEAN -> Kept.BOOLEANS;
          case CATEGORY -> Kept.WORDS;
          case TEXT -> throw new AssertionError("text is left out before: " + name);
        };
  }

  String name() {
    return name;
  }

  void grow(int rows) {
    values = Arrays.copyOf(values, rows);
  }

  private String unit() {
    return isDeclared ? "row" : "line";
  }

  /**
   * Takes a cell of a number, or of what a number stands for; NaN is missing. Returns what is kept
   * of it.
   *
   * @throws MalformedFileException if it is infinite
   */
  double addNumber(int row, double value) throws MalformedFileException {
    if (Double.isInfinite(value)) {
      throw new MalformedFileException(
          lenientFormat(
              "%s %s, column %s: %s is not a finite number; mend it, or leave the column out",
              unit(), row + 1, quoted(name), value));
    }
    present += Double.isNaN(value) ? 0 : 1;
    return value;
  }

  /**
   * Takes a cell that is not missing, and returns what is kept of it.
   *
   * @throws MalformedFileException if it is not what it is said to be
   */
  double add(long line, char[] text, int from, int to) throws MalformedFileException {
    present++;
    if (kept == Kept.UNDECIDED) {
      kept = first(text, from, to);
    }
    return switch (kept) {
      case NUMBERS -> number(line, text, from, to);
      case DATES -> date(line, text, from, to);
      case BOOLEANS -> yesOrNo(line, text, from, to);
      case WORDS -> word(line, text, from, to);
      case UNDECIDED -> throw new AssertionError("the first cell decides: " + name);
    };
  }

  private Kept first(char[] text, int from, int to) {
    return switch (look(text, from, to)) {
      case NUMBER -> Kept.NUMBERS;
      case DATE -> Kept.DATES;
      default -> Kept.WORDS;
    };
  }

  private int look(char[] text, int from, int to) {
    if (isDeclared) {
      return WORD;
    }
    if (!Double.isNaN(numerals.parse(text, from, to))) {
      return NUMBER;
    }
    char c = text[from];
    if ((c < '0' || c > '9') && c != '-' && c != '+' && c != ',' && c != '.') {
      return WORD;
    }
    if (!Double.isNaN(dates.parse(text, from, to))) {
      return DATE;
    }
    if (Numerals.hasComma(text, from, to)) {
      return COMMA;
    }
    boolean isShort = to - from <= SHOWN_CHARACTERS;
    return isShort && DateForm.isAmbiguous(new String(text, from, to - from)) ? SLASHES : WORD;
  }

  private void count(int look, long line, char[] text, int from, int to) {
    if (looks[look]++ == 0) {
      examples[look] = new Misfit(line, shown(text, from, to));
    }
  }

  private double number(long line, char[] text, int from, int to) throws MalformedFileException {
    double value = numerals.parse(text, from, to);
    if (Double.isNaN(value)) {
      if (given != null) {
        throw refused(line, text, from, to, "a finite number");
      }
      count(look(text, from, to), line, text, from, to);
    } else {
      looks[NUMBER]++;
    }
    return value;
  }

  private double date(long line, char[] text, int from, int to) throws MalformedFileException {
    double value = dates.parse(text, from, to);
    if (Double.isNaN(value)) {
      if (given != null) {
        throw refused(line, text, from, to, "a date, such as 2024-01-31 or of the pattern given");
      }
      count(look(text, from, to), line, text, from, to);
    } else {
      looks[DATE]++;
    }
    return value;
  }

  private double yesOrNo(long line, char[] text, int from, int to) throws MalformedFileException {
    String word = new String(text, from, to - from).toLowerCase(Locale.ROOT);
    if (word.equals("1") || word.equals("0")) {
      return word.equals("1") ? 1 : 0;
    }
    for (ImmutableList<String> pair : TextRules.YES_AND_NO) {
      if (pair.contains(word)) {
        return 1 - pair.indexOf(word);
      }
    }
    throw refused(line, text, from, to, "true or false, yes or no, y or n, t or f, 1 or 0");
  }

  private double word(long line, char[] text, int from, int to) throws MalformedFileException {
    int place = levels.find(text, from, to);
    if (place == Levels.NONE) {
      int look = given == null ? look(text, from, to) : WORD;
      boolean isTooLong = to - from > LONGEST_CATEGORY;
      if (given != null && (isTooLong || levels.words().size() == MOST_LEVELS)) {
        throw new MalformedFileException(
            lenientFormat(
                "%s %s, column %s: %s; leave the column out as text",
                unit(),
                line,
                quoted(name),
                isTooLong
                    ? "a category of " + (to - from) + " characters: " + shown(text, from, to)
                    : "more than " + MOST_LEVELS + " categories"));
      }
      if (isText || isTooLong || levels.words().size() == MOST_LEVELS) {
        isText = true;
        count(look, line, text, from, to);
        return Double.NaN;
      }
      memory.take(name, to - from);
      place = levels.add(new String(text, from, to - from));
      if (place == looksOfLevels.length) {
        looksOfLevels = Arrays.copyOf(looksOfLevels, 2 * place);
      }
      looksOfLevels[place] = (byte) look;
      count(look, line, text, from, to);
    } else {
      looks[looksOfLevels[place]]++;
    }
    return place;
  }

  /** Returns whether the file must be read once more, for the words of this column. */
  boolean needsWords() {
    boolean hasMisfits =
        (kept == Kept.NUMBERS && looks[NUMBER] < present)
            || (kept == Kept.DATES && looks[DATE] < present);
    return given == null && hasMisfits;
  }

  /**
   * Refuses a column of which nearly all cells are alike and some are not.
   *
   * @throws MalformedFileException if it is one
   */
  void checkAlike() throws MalformedFileException {
    if (kept == Kept.DATES && dates.isMixed()) {
      throw new MalformedFileException(
          lenientFormat(
              "column %s: some times have an offset and some have none; say on whose clock they are"
                  + " told with zone(...)",
              quoted(name)));
    }
    if (given != null) {
      return;
    }
    refuseIfNearlyAll(NUMBER, "numbers");
    refuseIfNearlyAll(DATE, "dates");
    if (isNearlyAll(looks[COMMA] + looks[NUMBER]) && looks[COMMA] > 0) {
      throw ambiguous(
          COMMA,
          "a number with a comma",
          "decimal(',') if it is a decimal comma, or decimal('.') if it parts thousands");
    }
    if (isNearlyAll(looks[SLASHES])) {
      throw ambiguous(
          SLASHES,
          "a date whose day and month cannot be told apart",
          "date(" + quoted(name) + ", \"dd/MM/yyyy\") or \"MM/dd/yyyy\"");
    }
  }

  private boolean isNearlyAll(int count) {
    return present > 0 && 100L * count >= (long) PERCENT_ALIKE * present;
  }

  private void refuseIfNearlyAll(int look, String what) throws MalformedFileException {
    int count = looks[look];
    if (!isNearlyAll(count) || count == present) {
      return;
    }
    for (int other = 0; other < LOOKS; other++) {
      Misfit first = examples[other];
      if (other != look && other != COMMA && first != null && looks[other] > 0) {
        throw new MalformedFileException(
            lenientFormat(
                "%s %s, column %s: %s does not fit the others: %s of %s cells are %s; mend it, say"
                    + " missing(%s), or name the column's type",
                unit(), first.line, quoted(name), first.text, count, present, what, first.text));
      }
    }
  }

  private MalformedFileException ambiguous(int look, String what, String remedy) {
    Misfit first = examples[look];
    return new MalformedFileException(
        lenientFormat(
            "%s %s, column %s: %s is %s; say %s, or name the column's type",
            unit(),
            first == null ? 0 : first.line,
            quoted(name),
            first == null ? "" : first.text,
            what,
            remedy));
  }

  /** Returns the column of so many rows; null if it is left out, as text or without a cell. */
  @Nullable Column build(int rows) {
    if (present == 0 && given == null) {
      return null;
    }
    double[] trimmed = values.length == rows ? values : Arrays.copyOf(values, rows);
    return switch (kept) {
      case UNDECIDED -> null;
      case NUMBERS -> new Column(ColumnType.NUMBER, trimmed, ImmutableList.of());
      case DATES -> new Column(ColumnType.DATE, trimmed, ImmutableList.of());
      case BOOLEANS -> new Column(ColumnType.BOOLEAN, trimmed, ImmutableList.of());
      case WORDS -> given == null ? found(trimmed) : categories(trimmed);
    };
  }

  /** Returns why the column is left out. */
  String reason() {
    return present == 0
        ? NO_CELLS
        : "text: " + levels.words().size() + " different words in " + present + " cells";
  }

  private Column categories(double[] places) {
    return new Column(ColumnType.CATEGORY, places, ImmutableList.copyOf(levels.words()));
  }

  private @Nullable Column found(double[] places) {
    List<String> words = levels.words();
    for (ImmutableList<String> pair : TextRules.YES_AND_NO) {
      boolean isPair = words.stream().allMatch(word -> pair.contains(Ascii.toLowerCase(word)));
      // One letter alone may be anything.
      if (isPair && !isText && (words.size() > 1 || pair.get(0).length() > 1)) {
        double[] meant =
            words.stream().mapToDouble(word -> 1 - pair.indexOf(Ascii.toLowerCase(word))).toArray();
        for (int i = 0; i < places.length; i++) {
          places[i] = Double.isNaN(places[i]) ? Double.NaN : meant[(int) places[i]];
        }
        return new Column(ColumnType.BOOLEAN, places, ImmutableList.of());
      }
    }
    boolean isText =
        this.isText || (words.size() > ALWAYS_CATEGORIES && words.size() * 2L > present);
    return isText ? null : categories(places);
  }

  private MalformedFileException refused(
      long line, char[] text, int from, int to, String expected) {
    return new MalformedFileException(
        lenientFormat(
            "%s %s, column %s: %s is not %s; mend it, or say missing(%s)",
            unit(), line, quoted(name), shown(text, from, to), expected, shown(text, from, to)));
  }

  private static String shown(char[] text, int from, int to) {
    return quoted(new String(text, from, Math.min(to - from, SHOWN_CHARACTERS + 1)));
  }

  static String quoted(String text) {
    return '"' + Ascii.truncate(text, SHOWN_CHARACTERS, "...") + '"';
  }
}
