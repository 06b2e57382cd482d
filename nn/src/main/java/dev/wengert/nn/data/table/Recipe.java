package dev.wengert.nn.data.table;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.nn.data.table.Encoder.Presence;
import dev.wengert.nn.data.table.Scaling.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a table's columns: which is foretold, which are left out, and how the others are
 * made into features. It knows no numbers of the data until it is {@linkplain #fit fitted}, to the
 * training part alone. It is immutable.
 *
 * {@snippet class="dev.wengert.nn.data.table.TableSnippetsTest" region="recipe"}
 *
 * <p>Where nothing else is said:
 *
 * <ul>
 *   <li>Numbers are imputed by their median and standardized; those that are only 0 and 1 in
 *       training are indicators, and stay as they are, however rare.
 *   <li>Yes and no are 1 and 0; a missing one is the more frequent.
 *   <li>Categories are one-hot, in the order of their names; one that is missing or was not in
 *       training is all zeros.
 *   <li>Dates are days, standardized, with sine and cosine of their places in the year, in the week
 *       and, if there are times, in the day; they are imputed by their median.
 *   <li>A column that misses cells in training has one feature more, 1 where a cell is missing.
 *       Where none was missing in training, one that is missing later is imputed and has none.
 * </ul>
 */
public final class Recipe {

  /** A column of more categories is too wide for one feature each. */
  private static final int MOST_ONE_HOT = 1000;

  private final String target;
  private final ImmutableSet<String> leftOut;
  private final ImmutableSet<String> embedded;
  private final ImmutableMap<String, Scaling> scalings;
  private final ImmutableMap<String, Imputation> imputations;
  private final ImmutableMap<String, Integer> rarities;

  /** The name under which the map of a rule has that of all other columns. */
  private static final String OTHERS = "";

  private Recipe(
      String target,
      Set<String> leftOut,
      Set<String> embedded,
      Map<String, Scaling> scalings,
      Map<String, Imputation> imputations,
      Map<String, Integer> rarities) {
    this.target = target;
    this.leftOut = ImmutableSet.copyOf(leftOut);
    this.embedded = ImmutableSet.copyOf(embedded);
    this.scalings = ImmutableMap.copyOf(scalings);
    this.imputations = ImmutableMap.copyOf(imputations);
    this.rarities = ImmutableMap.copyOf(rarities);
  }

  /**
   * Returns the recipe that foretells a column from all others.
   *
   * <p>A number becomes a target [N, 1], standardized, so that losses are in units of its variance;
   * yes or no, and a number that is only 0 and 1, becomes 0 or 1 in [N, 1], for losses of one
   * logit; a category becomes its place among the names in order, INT32 [N], for losses of a logit
   * a class.
   */
  public static Recipe predicting(String target) {
    return new Recipe(
        target,
        ImmutableSet.of(),
        ImmutableSet.of(),
        ImmutableMap.of(),
        ImmutableMap.of(),
        ImmutableMap.of());
  }

  /** Returns this recipe without columns: identifiers, and what is not known beforehand. */
  public Recipe leavingOut(String... columns) {
    return new Recipe(target, joined(leftOut, columns), embedded, scalings, imputations, rarities);
  }

  /** Returns this recipe with categories as codes, to be looked up by {@link EmbeddedColumns}. */
  public Recipe embedding(String... columns) {
    return new Recipe(target, leftOut, joined(embedded, columns), scalings, imputations, rarities);
  }

  /**
   * Returns this recipe with numbers and dates scaled in a way.
   *
   * @param columns which, the target may be among them; none means all of which nothing else is
   *     said, save indicators and the target
   */
  public Recipe scaling(Scaling scaling, String... columns) {
    return new Recipe(
        target, leftOut, embedded, put(scalings, scaling, columns), imputations, rarities);
  }

  /**
   * Returns this recipe with missing cells imputed in a way; of categories, only {@link
   * Imputation#REFUSE} tells anything.
   *
   * @param columns which; none means all of which nothing else is said
   */
  public Recipe imputing(Imputation imputation, String... columns) {
    return new Recipe(
        target, leftOut, embedded, scalings, put(imputations, imputation, columns), rarities);
  }

  /**
   * Returns this recipe with those categories joined into one of which the training part has fewer
   * than a number.
   *
   * @param columns of which columns; none means of all of which nothing else is said
   * @throws IllegalArgumentException if the number is negative
   */
  public Recipe joiningRare(int fewerThan, String... columns) {
    Preconditions.checkArgument(
        fewerThan >= 0,
        "recipe: categories of which there are fewer than %s; give 0 or more",
        fewerThan);
    return new Recipe(
        target, leftOut, embedded, scalings, imputations, put(rarities, fewerThan, columns));
  }

  private static Set<String> joined(Set<String> some, String... more) {
    return ImmutableSet.<String>builder().addAll(some).add(more).build();
  }

  private static <T> Map<String, T> put(Map<String, T> some, T rule, String... columns) {
    Map<String, T> all = new LinkedHashMap<>(some);
    for (String column : columns.length == 0 ? new String[] {OTHERS} : columns) {
      all.put(column, rule);
    }
    return all;
  }

  /**
   * Returns the features of the training part: every statistic that they use is taken of this table
   * and of nothing else.
   *
   * @throws IllegalArgumentException if the table has no rows, lacks a column that is named, misses
   *     cells of the target or of a column that refuses it, has a column of more than 1000
   *     categories that is to be one-hot, or no column is left
   */
  public Features fit(Table training) {
    Preconditions.checkArgument(
        training.rows() > 0, "recipe: the training part has no rows; give it some");
    checkNames(training);
    Target fitted = target(training);
    List<Encoder> dense = new ArrayList<>();
    List<Encoder> codes = new ArrayList<>();
    training
        .columns()
        .forEach(
            (name, column) -> {
              if (!name.equals(target) && !leftOut.contains(name)) {
                Encoder encoder = encoder(name, column);
                if (encoder != null) {
                  boolean isCode = encoder instanceof Encoder.Category c && c.isEmbedded();
                  (isCode ? codes : dense).add(encoder);
                }
              }
            });
    dense.addAll(codes);
    Preconditions.checkArgument(
        !dense.isEmpty(),
        "recipe: no column is left to foretell %s from: %s; leave fewer out",
        target,
        training);
    return new Features(training.origin(), ImmutableList.copyOf(dense), fitted);
  }

  private void checkNames(Table training) {
    training.column(target);
    Set<String> named =
        ImmutableSet.<String>builder()
            .addAll(embedded)
            .addAll(scalings.keySet())
            .addAll(imputations.keySet())
            .addAll(rarities.keySet())
            .build();
    for (String name : named) {
      if (!name.equals(OTHERS)) {
        training.column(name);
      }
    }
    for (String name : leftOut) {
      if (!training.leftOut().containsKey(name)) {
        training.column(name);
      }
    }
    for (String name : embedded) {
      ColumnType type = training.column(name).type();
      Preconditions.checkArgument(
          type == ColumnType.CATEGORY,
          "recipe: the column %s is to be embedded and holds %s; read it as categories",
          name,
          type);
    }
  }

  private static <T> T rule(Map<String, T> rules, String column, T usual) {
    T own = rules.get(column);
    T others = rules.get(OTHERS);
    return own != null ? own : others != null ? others : usual;
  }

  private @Nullable Encoder encoder(String name, Column column) {
    double[] present = column.present();
    if (present.length == 0) {
      return null;
    }
    boolean isMissing = present.length < column.rows();
    Imputation imputation = rule(imputations, name, Imputation.MEDIAN);
    boolean refuses = imputation == Imputation.REFUSE;
    if (isMissing && refuses) {
      throw new IllegalArgumentException(
          lenientFormat(
              "recipe: %s of %s cells of the column %s are missing, which the recipe refuses; take"
                  + " such rows out with withoutMissing(...), or impute them",
              column.rows() - present.length, column.rows(), name));
    }
    Presence presence = new Presence(isMissing, refuses);
    return switch (column.type()) {
      case CATEGORY -> category(name, column, presence);
      case DATE -> date(name, present, imputation, presence);
      default -> number(name, column.type(), present, imputation, presence);
    };
  }

  private Encoder number(
      String name, ColumnType type, double[] present, Imputation imputation, Presence presence) {
    boolean isIndicator = isIndicator(present);
    boolean isSaid = scalings.containsKey(name);
    Scaling scaling =
        isIndicator && !isSaid ? Scaling.NONE : rule(scalings, name, Scaling.STANDARD);
    double imputed = imputation.of(present);
    if (isIndicator && imputation == Imputation.MEDIAN) {
      // Half of both would be a third thing.
      imputed = imputed > 0.5 ? 1 : 0;
    }
    return new Encoder.Numeric(name, type, imputed, scaling.fit(present), presence);
  }

  private static boolean isIndicator(double[] present) {
    for (double value : present) {
      if (value != 0 && value != 1) {
        return false;
      }
    }
    return true;
  }

  private Encoder date(String name, double[] present, Imputation imputation, Presence presence) {
    double[] days = new double[present.length];
    boolean hasTime = false;
    for (int i = 0; i < days.length; i++) {
      days[i] = present[i] / Column.Dates.MILLIS_A_DAY;
      hasTime |= days[i] != Math.floor(days[i]);
    }
    return new Encoder.Date(
        name,
        imputation.of(present),
        rule(scalings, name, Scaling.STANDARD).fit(days),
        hasTime,
        presence);
  }

  private Encoder category(String name, Column column, Presence presence) {
    int[] counts = counts(column);
    int fewerThan = rule(rarities, name, 0);
    List<String> kept = new ArrayList<>();
    List<String> rare = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        (counts[i] < fewerThan ? rare : kept).add(column.levels().get(i));
      }
    }
    kept.sort(null);
    rare.sort(null);
    boolean isEmbedded = embedded.contains(name);
    Preconditions.checkArgument(
        isEmbedded || kept.size() <= MOST_ONE_HOT,
        "recipe: the column %s has %s categories, too many for a feature each; embed it, join rare"
            + " ones, or leave it out",
        name,
        kept.size());
    return new Encoder.Category(
        name, ImmutableList.copyOf(kept), ImmutableList.copyOf(rare), isEmbedded, presence);
  }

  private static int[] counts(Column column) {
    int[] counts = new int[column.levels().size()];
    for (int row = 0; row < column.rows(); row++) {
      if (!column.isMissing(row)) {
        counts[(int) column.number(row)]++;
      }
    }
    return counts;
  }

  private Target target(Table training) {
    Column column = training.column(target);
    double[] present = column.present();
    Preconditions.checkArgument(
        present.length == column.rows(),
        "recipe: %s of %s cells of the target %s are missing; take such rows out with"
            + " withoutMissing(...)",
        column.rows() - present.length,
        column.rows(),
        target);
    return switch (column.type()) {
      case CATEGORY -> {
        int[] counts = counts(column);
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
          if (counts[i] > 0) {
            classes.add(column.levels().get(i));
          }
        }
        classes.sort(null);
        Preconditions.checkArgument(
            classes.size() > 1,
            "recipe: the target %s is always %s in the training part; give it another class",
            target,
            classes.get(0));
        yield new Target(
            target, ColumnType.CATEGORY, Scale.IDENTITY, false, ImmutableList.copyOf(classes));
      }
      case BOOLEAN ->
          new Target(target, ColumnType.BOOLEAN, Scale.IDENTITY, true, ImmutableList.of());
      case NUMBER -> {
        boolean isYesOrNo = isIndicator(present);
        Scaling own = scalings.get(target);
        Scaling usual = isYesOrNo ? Scaling.NONE : Scaling.STANDARD;
        Scale scale = (own == null ? usual : own).fit(present);
        yield new Target(target, ColumnType.NUMBER, scale, isYesOrNo, ImmutableList.of());
      }
      default ->
          throw new IllegalArgumentException(
              "recipe: the target "
                  + target
                  + " holds "
                  + column.type()
                  + "; foretell a number, yes or no, or a category");
    };
  }
}
