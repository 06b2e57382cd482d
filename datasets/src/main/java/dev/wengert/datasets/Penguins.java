package dev.wengert.datasets;

import com.google.common.collect.ImmutableList;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Table;

/**
 * Measures of 344 penguins of three species on three islands, some of them missing: a table as
 * tables are.
 *
 * <p>Columns: {@code species} and {@code island}, categories; {@code bill_length_mm}, {@code
 * bill_depth_mm}, {@code flipper_length_mm}, {@code body_mass_g}, numbers; {@code sex}, a category.
 * Two birds were not measured, of eleven the sex is not known. Licence: CC0 1.0. Source: A. M.
 * Horst, A. P. Hill and K. B. Gorman, "palmerpenguins", 2020; measured by K. B. Gorman and the
 * Palmer Station LTER.
 */
public final class Penguins {

  /** The columns of measures, in the order of {@link #examples}. */
  public static final ImmutableList<String> FEATURES =
      ImmutableList.of("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g");

  /** The species, in the order in which {@link #examples} counts them. */
  public static final ImmutableList<String> CLASSES =
      ImmutableList.of("Adelie", "Chinstrap", "Gentoo");

  private Penguins() {}

  /** Returns where the data are from. */
  public static Card card() {
    return new Card(
        "penguins",
        "measures of 344 penguins of three species near Palmer Station, Antarctica",
        "palmerpenguins, https://doi.org/10.5281/zenodo.3960218, without the years",
        "CC0 1.0",
        "K. B. Gorman, T. D. Williams and W. R. Fraser, Ecological sexual dimorphism and"
            + " environmental variability within a community of Antarctic penguins (genus"
            + " Pygoscelis), PLoS ONE 9(3), 2014; A. M. Horst, A. P. Hill and K. B. Gorman,"
            + " palmerpenguins, 2020");
  }

  /** Returns the birds as a table of 344 rows, with cells that are missing. */
  public static Table table() {
    return Bundled.table("penguins.csv", "species", "island", "sex");
  }

  /** Returns the birds that were measured: x FLOAT32 [342, 4], y INT32 [342], the species. */
  public static Examples examples() {
    return Bundled.examples(table(), FEATURES, "species", CLASSES);
  }
}
