package dev.wengert.datasets;

import com.google.common.collect.ImmutableList;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Table;

/**
 * Thirteen chemical measures of 178 wines of one region of Italy, from three cultivars: numbers of
 * very different sizes, which a network wants standardized.
 *
 * <p>Columns: those of {@link #FEATURES}, numbers; {@code cultivar}, a category. Licence: CC BY
 * 4.0. Source: S. Aeberhard and M. Forina, "Wine", UCI Machine Learning Repository, 1992.
 */
public final class Wine {

  /** The columns of measures, in the order of {@link #examples}. */
  public static final ImmutableList<String> FEATURES =
      ImmutableList.of(
          "alcohol",
          "malic_acid",
          "ash",
          "alcalinity_of_ash",
          "magnesium",
          "total_phenols",
          "flavanoids",
          "nonflavanoid_phenols",
          "proanthocyanins",
          "color_intensity",
          "hue",
          "od280_od315",
          "proline");

  /** The cultivars, in the order in which {@link #examples} counts them. */
  public static final ImmutableList<String> CLASSES =
      ImmutableList.of("cultivar_1", "cultivar_2", "cultivar_3");

  private Wine() {}

  /** Returns where the data are from. */
  public static Card card() {
    return new Card(
        "wine",
        "thirteen chemical measures of 178 wines from three cultivars",
        "UCI Machine Learning Repository, https://doi.org/10.24432/C5PC7J",
        "CC BY 4.0",
        "S. Aeberhard and M. Forina, Wine, UCI Machine Learning Repository, 1992");
  }

  /** Returns the wines as a table of 178 rows. */
  public static Table table() {
    return Bundled.table("wine.csv", "cultivar");
  }

  /** Returns the wines: x FLOAT32 [178, 13], y INT32 [178], 0 to 2. */
  public static Examples examples() {
    return Bundled.examples(table(), FEATURES, "cultivar", CLASSES);
  }
}
