package dev.wengert.nn.data.table;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Preconditions;
import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import dev.wengert.nn.data.table.Scaling.Scale;
import java.util.Collections;
import java.util.Comparator;

/** What was fitted to one column, and makes features of it. */
sealed interface Encoder {

  /** Returns the column's name. */
  String column();

  /** Returns what the column holds. */
  ColumnType type();

  /** Returns the names of the features. */
  ImmutableList<String> names();

  /**
   * Writes the features of all rows.
   *
   * @param x the features of all columns, row by row
   * @param width how many features a row has
   * @param at the place of the first feature of this column in a row
   */
  void fill(Column column, double[] x, int width, int at);

  private static IllegalArgumentException missing(String column, int row) {
    return new IllegalArgumentException(
        lenientFormat(
            "features: row %s of the column %s is missing, and the recipe refuses that; give it, or"
                + " fit a recipe that imputes it",
            row, column));
  }

  /** Writes the indicator of a missing cell, and refuses one that may not be. */
  private static void indicate(
      Column column, Presence presence, String name, double[] x, int width, int at) {
    if (!presence.refuses && !presence.indicates) {
      return;
    }
    for (int row = 0; row < column.rows(); row++) {
      boolean isMissing = column.isMissing(row);
      if (isMissing && presence.refuses) {
        throw missing(name, row);
      }
      if (presence.indicates) {
        x[row * width + at] = isMissing ? 1 : 0;
      }
    }
  }

  /**
   * What becomes of missing cells.
   *
   * @param indicates whether a feature says so
   * @param refuses whether it is an error
   */
  record Presence(boolean indicates, boolean refuses) {

    ImmutableList<String> names(String column, ImmutableList<String> others) {
      return indicates
          ? ImmutableList.<String>builder().addAll(others).add(column + ".missing").build()
          : others;
    }
  }

  /**
   * A number, or yes and no as 1 and 0.
   *
   * @param imputed what stands for a missing one
   */
  record Numeric(String column, ColumnType type, double imputed, Scale scale, Presence presence)
      implements Encoder {

    @Override
    public ImmutableList<String> names() {
      return presence.names(column, ImmutableList.of(column));
    }

    @Override
    public void fill(Column cells, double[] x, int width, int at) {
      indicate(cells, presence, column, x, width, at + 1);
      for (int row = 0; row < cells.rows(); row++) {
        double value = cells.number(row);
        x[row * width + at] = scale.apply(Double.isNaN(value) ? imputed : value);
      }
    }
  }

  /**
   * A date: its days since 1970, scaled; sine and cosine of its place in the year and in the week;
   * and of that in the day, if there are times.
   *
   * @param imputed what stands for a missing one, in milliseconds
   * @param scale of days
   */
  record Date(String column, double imputed, Scale scale, boolean hasTime, Presence presence)
      implements Encoder {

    private static final double DAYS_A_YEAR = 365.2425;

    /** The first of January 1970 was a Thursday; weeks begin on Monday. */
    private static final double DAYS_SINCE_MONDAY = 3;

    @Override
    public ColumnType type() {
      return ColumnType.DATE;
    }

    @Override
    public ImmutableList<String> names() {
      ImmutableList.Builder<String> names = ImmutableList.builder();
      names.add(column + ".days", column + ".yearSin", column + ".yearCos");
      names.add(column + ".weekSin", column + ".weekCos");
      if (hasTime) {
        names.add(column + ".daySin", column + ".dayCos");
      }
      return presence.names(column, names.build());
    }

    @Override
    public void fill(Column cells, double[] x, int width, int at) {
      indicate(cells, presence, column, x, width, at + (hasTime ? 7 : 5));
      for (int row = 0; row < cells.rows(); row++) {
        double millis = cells.number(row);
        double days = (Double.isNaN(millis) ? imputed : millis) / Column.Dates.MILLIS_A_DAY;
        int place = row * width + at;
        x[place] = scale.apply(days);
        double midnight = Math.floor(days);
        circle(midnight / DAYS_A_YEAR, x, place + 1);
        circle((midnight + DAYS_SINCE_MONDAY) / 7, x, place + 3);
        if (hasTime) {
          circle(days, x, place + 5);
        }
      }
    }

    private static void circle(double turns, double[] x, int at) {
      double angle = 2 * Math.PI * (turns - Math.floor(turns));
      x[at] = Math.sin(angle);
      x[at + 1] = Math.cos(angle);
    }
  }

  /**
   * A category: one-hot, a feature for each of those that are kept and one for all rare ones
   * together, all 0 for one that the training part did not have; or its code, a number: 0 for one
   * that the training part did not have, 1 for a missing one, 2 and up for the others, the rare
   * ones last.
   *
   * @param levels those that are kept, in the order of their names
   * @param rare those that are joined, in the order of their names
   * @param isEmbedded whether as a code
   */
  record Category(
      String column,
      ImmutableList<String> levels,
      ImmutableList<String> rare,
      boolean isEmbedded,
      Presence presence)
      implements Encoder {

    static final int UNSEEN = 0;
    static final int MISSING = 1;
    static final int FIRST = 2;

    public Category {
      checkOrder(column, levels);
      checkOrder(column, rare);
    }

    /** Returns the code of a category, without a table of all: many predictions are of one row. */
    private int code(String level) {
      int place = Collections.binarySearch(levels, level);
      if (place >= 0) {
        return FIRST + place;
      }
      return Collections.binarySearch(rare, level) >= 0 ? FIRST + levels.size() : UNSEEN;
    }

    private static void checkOrder(String column, ImmutableList<String> sorted) {
      Preconditions.checkArgument(
          Comparators.isInStrictOrder(sorted, Comparator.naturalOrder()),
          "features: the categories of the column %s are not in the order of their names",
          column);
    }

    @Override
    public ColumnType type() {
      return ColumnType.CATEGORY;
    }

    /** Returns how many codes there are. */
    int codes() {
      return FIRST + levels.size() + (rare.isEmpty() ? 0 : 1);
    }

    @Override
    public ImmutableList<String> names() {
      if (isEmbedded) {
        return ImmutableList.of(column);
      }
      ImmutableList.Builder<String> names = ImmutableList.builder();
      levels.forEach(level -> names.add(column + "=" + level));
      if (!rare.isEmpty()) {
        names.add(column + ".rare");
      }
      return presence.names(column, names.build());
    }

    @Override
    public void fill(Column cells, double[] x, int width, int at) {
      int[] ofLevels = cells.levels().stream().mapToInt(this::code).toArray();
      int indicator = levels.size() + (rare.isEmpty() ? 0 : 1);
      indicate(
          cells,
          isEmbedded ? new Presence(false, presence.refuses) : presence,
          column,
          x,
          width,
          at + indicator);
      for (int row = 0; row < cells.rows(); row++) {
        boolean isMissing = cells.isMissing(row);
        int code = isMissing ? MISSING : ofLevels[(int) cells.number(row)];
        if (isEmbedded) {
          x[row * width + at] = code;
        } else if (code >= FIRST) {
          x[row * width + at + code - FIRST] = 1;
        }
      }
    }
  }
}
