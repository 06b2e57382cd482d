package dev.wengert.datasets;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Column;
import dev.wengert.nn.data.table.Table;

/**
 * Values of houses by district, made by a formula: a table for regression like that of the
 * Californian census of 1990, whose licence nobody states. Nothing in it was measured.
 *
 * <p>With a, b, ..., f normal and u uniform numbers of each district's own:
 *
 * <ul>
 *   <li>{@code latitude}, {@code longitude}: one of five towns, the first two with 0.35 and 0.25 of
 *       all districts, the others with as many each, and 0.35 times two normal numbers;
 *   <li>{@code income}, in tens of thousands of dollars: {@code exp(1.2 + 0.45 a)};
 *   <li>{@code house_age}, in years: {@code 1 + floor(52 u)};
 *   <li>{@code rooms}, a household: {@code 5.4 exp(0.12 a + 0.15 b)}; {@code bedrooms}: {@code 0.2
 *       rooms exp(0.05 c)};
 *   <li>{@code occupants}, a household: {@code 2.9 exp(0.18 d)}; {@code population}: {@code 3 +
 *       floor(1100 exp(0.7 e))};
 *   <li>{@code inland}, not in the table: how many degrees of longitude it is east of the line from
 *       (32.5, -117.2) with a slope of -0.95, at least 0;
 *   <li>{@code value}, the target, in hundreds of thousands of dollars: {@code (0.2 + 0.2 income +
 *       0.5 income exp(-inland / 0.25) + 0.006 house_age - 0.15 (occupants - 2.9)) exp(0.12 f)}, at
 *       least 0.15 and at most 5, as the census cut it.
 * </ul>
 *
 * <p>So a house is dear near the coast, and the dearer the more people earn: a linear model
 * explains 0.75 of the variance of values, all that can be known 0.95. Licence: that of this
 * library.
 */
public final class Housing {

  /** How many districts the census has, and {@link #table()}. */
  public static final int ROWS = 20_640;

  /** The columns that the value is foretold by, in the order of {@link #examples()}. */
  public static final ImmutableList<String> FEATURES =
      ImmutableList.of(
          "income",
          "house_age",
          "rooms",
          "bedrooms",
          "population",
          "occupants",
          "latitude",
          "longitude");

  private static final Key KEY = Key.of(1990);
  private static final double[] TOWN_UP_TO = {0.35, 0.6, 0.6 + 0.4 / 3, 0.6 + 0.8 / 3, 1};
  private static final double[] TOWN_LATITUDE = {34.05, 37.77, 32.72, 38.58, 36.74};
  private static final double[] TOWN_LONGITUDE = {-118.25, -122.42, -117.16, -121.49, -119.77};
  private static final double SPREAD = 0.35;
  private static final double LEAST = 0.15;
  private static final double MOST = 5;

  private Housing() {}

  /** Returns where the data are from. */
  public static Card card() {
    return new Card(
        "housing",
        "values of houses in " + ROWS + " districts, made by a formula",
        "this library, by the formula in the javadoc and a fixed key",
        "Apache-2.0",
        "the columns are those of R. K. Pace and R. Barry, Sparse spatial autoregressions,"
            + " Statistics and Probability Letters 33, 1997");
  }

  /** Returns 20,640 districts, as many as the census has. */
  public static Table table() {
    return table(ROWS);
  }

  /**
   * Returns districts as a table.
   *
   * @param rows how many
   * @throws IllegalArgumentException if it is not positive
   */
  public static Table table(int rows) {
    Preconditions.checkArgument(
        rows > 0, "housing: the number of rows is not positive: %s; give 1 or more", rows);
    double[] town = KEY.fold("town").uniform(DType.FLOAT64, rows).toDoubleArray();
    double[] north = normal("north", rows);
    double[] east = normal("east", rows);
    double[] a = normal("a", rows);
    double[] b = normal("b", rows);
    double[] c = normal("c", rows);
    double[] d = normal("d", rows);
    double[] e = normal("e", rows);
    double[] f = normal("f", rows);
    double[] u = KEY.fold("u").uniform(DType.FLOAT64, rows).toDoubleArray();
    double[][] columns = new double[FEATURES.size() + 1][rows];
    for (int i = 0; i < rows; i++) {
      int place = 0;
      while (town[i] >= TOWN_UP_TO[place]) {
        place++;
      }
      double income = exp(1.2 + 0.45 * a[i]);
      double age = 1 + Math.floor(52 * u[i]);
      double rooms = 5.4 * exp(0.12 * a[i] + 0.15 * b[i]);
      double occupants = 2.9 * exp(0.18 * d[i]);
      double latitude = TOWN_LATITUDE[place] + SPREAD * north[i];
      double longitude = TOWN_LONGITUDE[place] + SPREAD * east[i];
      double inland = Math.max(0, longitude + 117.2 + 0.95 * (latitude - 32.5));
      double expected =
          0.2
              + 0.2 * income
              + 0.5 * income * exp(-inland / 0.25)
              + 0.006 * age
              - 0.15 * (occupants - 2.9);
      columns[0][i] = income;
      columns[1][i] = age;
      columns[2][i] = rooms;
      columns[3][i] = 0.2 * rooms * exp(0.05 * c[i]);
      columns[4][i] = 3 + Math.floor(1100 * exp(0.7 * e[i]));
      columns[5][i] = occupants;
      columns[6][i] = latitude;
      columns[7][i] = longitude;
      columns[8][i] = Math.clamp(expected * exp(0.12 * f[i]), LEAST, MOST);
    }
    ImmutableMap.Builder<String, Column> named = ImmutableMap.builder();
    for (int k = 0; k < FEATURES.size(); k++) {
      named.put(FEATURES.get(k), Column.numbers(columns[k]));
    }
    return Table.of(named.put("value", Column.numbers(columns[FEATURES.size()])).buildOrThrow());
  }

  /** Returns the districts: x FLOAT32 [20640, 8], y FLOAT32 [20640, 1], the value. */
  public static Examples examples() {
    Table table = table();
    Tensor y = Bundled.matrix(table, ImmutableList.of("value"));
    return new Examples(Bundled.matrix(table, FEATURES), y);
  }

  private static double[] normal(String name, int rows) {
    return KEY.fold(name).normal(DType.FLOAT64, rows).toDoubleArray();
  }

  /** The same bits on every machine. */
  private static double exp(double x) {
    return StrictMath.exp(x);
  }
}
