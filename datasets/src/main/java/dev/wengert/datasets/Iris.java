package dev.wengert.datasets;

import com.google.common.collect.ImmutableList;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Table;

/**
 * Four measures of 150 irises of three species, 50 of each: the data of Fisher's paper, as R and
 * scikit-learn have them. The copy of the UCI repository differs in two flowers.
 *
 * <p>Columns: {@code sepal_length_cm}, {@code sepal_width_cm}, {@code petal_length_cm}, {@code
 * petal_width_cm}, numbers; {@code species}, a category. Licence: CC BY 4.0. Source: R. A. Fisher,
 * "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7, 1936.
 */
public final class Iris {

  /** The columns of measures, in the order of {@link #examples}. */
  public static final ImmutableList<String> FEATURES =
      ImmutableList.of("sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm");

  /** The species, in the order in which {@link #examples} counts them. */
  public static final ImmutableList<String> CLASSES =
      ImmutableList.of("setosa", "versicolor", "virginica");

  private Iris() {}

  /** Returns where the data are from. */
  public static Card card() {
    return new Card(
        "iris",
        "four measures of 150 irises of three species",
        "UCI Machine Learning Repository, https://doi.org/10.24432/C56C76, with the two flowers"
            + " corrected as in R and scikit-learn",
        "CC BY 4.0",
        "R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics"
            + " 7, 1936");
  }

  /** Returns the flowers as a table of 150 rows. */
  public static Table table() {
    return Bundled.table("iris.csv", "species");
  }

  /** Returns the flowers: x FLOAT32 [150, 4] in centimetres, y INT32 [150], 0 to 2. */
  public static Examples examples() {
    return Bundled.examples(table(), FEATURES, "species", CLASSES);
  }
}
