package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.data.ClassWeights;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.Splits;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Features against values that were worked out by hand. */
class RecipeTest {

  private static final double MISSING = Double.NaN;
  private static final Column PRICE = Column.numbers(10, 20, 30, 40);

  private static Features fit(String name, Column column) {
    return fit(Recipe.predicting("price"), name, column);
  }

  private static Features fit(Recipe recipe, String name, Column column) {
    return recipe.fit(table(name, column));
  }

  private static Table table(String name, Column column) {
    return Table.of(ImmutableMap.of(name, column, "price", PRICE));
  }

  private static double[] row(Features features, Table table, int row) {
    double[] all = features.inputs(table, DType.FLOAT64).toDoubleArray();
    return Arrays.copyOfRange(all, row * features.width(), (row + 1) * features.width());
  }

  @Test
  void numbersAreStandardizedByTheirBiasedDeviation() {
    Column column = Column.numbers(1, 2, 3, 6);
    Features features = fit("x", column);
    // Mean 3, squares 4 + 1 + 0 + 9 = 14, deviation sqrt(3.5).
    double[] expected = {-2, -1, 0, 3};
    for (int i = 0; i < 4; i++) {
      assertThat(row(features, table("x", column), i)[0])
          .isCloseTo(expected[i] / Math.sqrt(3.5), within(1e-15));
    }
    // Those of another table go by the same.
    Table other = Table.of(ImmutableMap.of("x", Column.numbers(10)));
    assertThat(row(features, other, 0)[0]).isCloseTo(7 / Math.sqrt(3.5), within(1e-15));
    assertThat(row(fit("x", Column.numbers(5, 5, 5, 5)), other, 0)).containsExactly(5);
  }

  @Test
  void robustScalingGoesByMedianAndQuartiles() {
    Recipe recipe = Recipe.predicting("price").scaling(Scaling.ROBUST);
    Column column = Column.numbers(1, 2, 4, 1000);
    // NumPy: median 3, percentile 25 is 1.75, percentile 75 is 4 + 0.25 * 996 = 253.
    Features features = fit(recipe, "x", column);
    assertThat(row(features, table("x", column), 0)[0]).isCloseTo(-2 / 251.25, within(1e-15));
    assertThat(row(features, table("x", column), 3)[0]).isCloseTo(997 / 251.25, within(1e-14));
    // Quartiles that are alike do not divide.
    Column rare = Column.numbers(7, 7, 7, 9);
    assertThat(row(fit(recipe, "x", Column.numbers(7, 7, 7, 7)), table("x", rare), 3))
        .containsExactly(2);
  }

  @Test
  void logarithmsKeepTheSign() {
    Recipe recipe = Recipe.predicting("price").scaling(Scaling.LOG, "x");
    Column column = Column.numbers(0, Math.E - 1, 1 - Math.E, 0);
    // Logarithms 0, 1, -1, 0: mean 0, deviation sqrt(1 / 2).
    Features features = fit(recipe, "x", column);
    assertThat(row(features, table("x", column), 1)[0]).isCloseTo(Math.sqrt(2), within(1e-15));
    assertThat(row(features, table("x", column), 2)[0]).isCloseTo(-Math.sqrt(2), within(1e-15));
    assertThat(row(features, table("x", column), 3)[0]).isZero();
  }

  @Test
  void indicatorsStayAsTheyAre() {
    Column rare = Column.numbers(0, 0, 0, 1);
    assertThat(row(fit("x", rare), table("x", rare), 3)).containsExactly(1);
    assertThat(
            row(
                fit(Recipe.predicting("price").scaling(Scaling.ROBUST), "x", rare),
                table("x", rare),
                3))
        .containsExactly(1);
    // Unless it is said of this column: mean 1/4, deviation sqrt(3) / 4.
    Recipe said = Recipe.predicting("price").scaling(Scaling.STANDARD, "x");
    assertThat(row(fit(said, "x", rare), table("x", rare), 3)[0])
        .isCloseTo(0.75 / (Math.sqrt(3) / 4), within(1e-15));
  }

  @Test
  void missingNumbersAreImputedAndSaid() {
    Column column = Column.numbers(1, MISSING, 2, 9);
    Recipe plain = Recipe.predicting("price").scaling(Scaling.NONE);
    Features median = fit(plain, "x", column);
    assertThat(median.names()).containsExactly("x", "x.missing");
    assertThat(row(median, table("x", column), 0)).containsExactly(1, 0);
    assertThat(row(median, table("x", column), 1)).containsExactly(2, 1);
    assertThat(row(fit(plain.imputing(Imputation.MEAN), "x", column), table("x", column), 1))
        .containsExactly(4, 1);
    assertThat(row(fit(plain.imputing(Imputation.ZERO, "x"), "x", column), table("x", column), 1))
        .containsExactly(0, 1);
    assertThatThrownBy(() -> fit(plain.imputing(Imputation.REFUSE), "x", column))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recipe: 1 of 4 cells of the column x are missing, which the recipe refuses; take such"
                + " rows out with withoutMissing(...), or impute them");
    // None was missing in training: no indicator, the median, or a refusal.
    Column whole = Column.numbers(1, 2, 3, 100);
    assertThat(row(fit(plain, "x", whole), table("x", column), 1)).containsExactly(2.5);
    Features strict = fit(plain.imputing(Imputation.REFUSE), "x", whole);
    assertThatThrownBy(() -> strict.inputs(table("x", column)))
        .hasMessage(
            "features: row 1 of the column x is missing, and the recipe refuses that; give it, or"
                + " fit a recipe that imputes it");
  }

  @Test
  void aMissingYesOrNoIsTheMoreFrequent() {
    Column column = Column.booleans(true, null, true, false);
    Features features = fit("x", column);
    assertThat(features.names()).containsExactly("x", "x.missing");
    assertThat(row(features, table("x", column), 0)).containsExactly(1, 0);
    assertThat(row(features, table("x", column), 1)).containsExactly(1, 1);
    assertThat(row(features, table("x", column), 3)).containsExactly(0, 0);
    Column even = Column.booleans(true, null, null, false);
    assertThat(row(fit("x", even), table("x", even), 1)).containsExactly(0, 1);
  }

  @Test
  void categoriesAreOneHotInTheOrderOfTheirNames() {
    Column column = Column.categories("Ulm", "Bonn", null, "Ulm");
    Features features = fit("city", column);
    assertThat(features.names()).containsExactly("city=Bonn", "city=Ulm", "city.missing");
    assertThat(row(features, table("city", column), 0)).containsExactly(0, 1, 0);
    assertThat(row(features, table("city", column), 1)).containsExactly(1, 0, 0);
    assertThat(row(features, table("city", column), 2)).containsExactly(0, 0, 1);
    Column unseen = Column.categories("Köln", "Ulm", "Bonn", null);
    assertThat(row(features, table("city", unseen), 0)).containsExactly(0, 0, 0);
    assertThat(row(features, table("city", unseen), 1)).containsExactly(0, 1, 0);
  }

  @Test
  void rareCategoriesAreJoined() {
    Recipe recipe = Recipe.predicting("price").joiningRare(2);
    Column column = Column.categories("Ulm", "Bonn", "Köln", "Ulm");
    Features features = fit(recipe, "city", column);
    assertThat(features.names()).containsExactly("city=Ulm", "city.rare");
    assertThat(row(features, table("city", column), 0)).containsExactly(1, 0);
    assertThat(row(features, table("city", column), 1)).containsExactly(0, 1);
    assertThat(row(features, table("city", column), 2)).containsExactly(0, 1);
    Column unseen = Column.categories("Rom", "Ulm", null, null);
    assertThat(row(features, table("city", unseen), 0)).containsExactly(0, 0);
  }

  @Test
  void embeddedCategoriesAreCodes() {
    Recipe recipe = Recipe.predicting("price").embedding("city").joiningRare(2);
    Column column = Column.categories("Ulm", "Bonn", "Köln", "Ulm");
    Features features = fit(recipe, "city", column);
    assertThat(features.names()).containsExactly("city");
    assertThat(features.codes()).containsExactly(java.util.Map.entry("city", 4));
    Column others = Column.categories("Rom", null, "Ulm", "Köln");
    Tensor codes = features.codes(table("city", others));
    assertThat(codes.dtype()).isEqualTo(DType.INT32);
    assertThat(codes.shape()).isEqualTo(Shape.of(4, 1));
    assertThat(codes.toIntArray()).containsExactly(0, 1, 2, 3);
    assertThat(features.inputs(table("city", others)).toDoubleArray()).containsExactly(0, 1, 2, 3);
    assertThatThrownBy(() -> Recipe.predicting("price").embedding("x").fit(table("x", PRICE)))
        .hasMessage(
            "recipe: the column x is to be embedded and holds NUMBER; read it as categories");
  }

  @Test
  void datesAreDaysAndPlacesOnCircles() {
    // Monday, the first of January 2024: 19723 days since 1970; a quarter of a day is 6 o'clock.
    LocalDateTime monday = LocalDateTime.of(2024, 1, 1, 6, 0);
    Column column = Column.dates(monday, monday.plusDays(2), null, monday.plusDays(4));
    Features features = fit("t", column);
    assertThat(features.names())
        .containsExactly(
            "t.days",
            "t.yearSin",
            "t.yearCos",
            "t.weekSin",
            "t.weekCos",
            "t.daySin",
            "t.dayCos",
            "t.missing");
    double[] first = row(features, table("t", column), 0);
    double year = 2 * Math.PI * (19723 / 365.2425 - 53);
    // Days 0, 2 and 4 behind the first: mean 2, deviation sqrt(8 / 3).
    double[] expected = {-2 / Math.sqrt(8 / 3.0), Math.sin(year), Math.cos(year), 0, 1, 1, 0, 0};
    for (int i = 0; i < expected.length; i++) {
      assertThat(first[i]).as(features.names().get(i)).isCloseTo(expected[i], within(1e-9));
    }
    // The median is the Wednesday.
    double[] missing = row(features, table("t", column), 2);
    assertThat(missing[0]).isCloseTo(0, within(1e-9));
    assertThat(missing[3]).isCloseTo(Math.sin(2 * Math.PI * 2 / 7), within(1e-9));
    assertThat(missing[7]).isEqualTo(1);
    LocalDateTime midnight = LocalDateTime.of(2024, 1, 1, 0, 0);
    Column days = Column.dates(midnight, midnight, midnight, midnight);
    assertThat(fit("t", days).names()).doesNotContain("t.daySin", "t.missing").hasSize(5);
  }

  @Test
  void targetsAreAsLossesAndStratifiedSplitsTakeThem() {
    Column x = Column.numbers(1, 2, 3, 4);
    Table table =
        Table.of(
            ImmutableMap.of(
                "x", x,
                "number", Column.numbers(1, 2, 3, 6),
                "yes", Column.booleans(true, false, true, true),
                "zeroOne", Column.numbers(0, 1, 1, 1),
                "kind", Column.categories("b", "a", "c", "b")));
    Examples number = Recipe.predicting("number").fit(table).examples(table, DType.FLOAT64);
    assertThat(number.y().shape()).isEqualTo(Shape.of(4, 1));
    assertThat(number.y().toDoubleArray()[3]).isCloseTo(3 / Math.sqrt(3.5), within(1e-15));
    Features plain = Recipe.predicting("number").scaling(Scaling.NONE, "number").fit(table);
    assertThat(plain.examples(table).y().toDoubleArray()).containsExactly(1, 2, 3, 6);
    Examples yes = Recipe.predicting("yes").fit(table).examples(table);
    assertThat(yes.y().spec()).hasToString("FLOAT32[4, 1]");
    assertThat(yes.y().toDoubleArray()).containsExactly(1, 0, 1, 1);
    assertThat(Recipe.predicting("zeroOne").fit(table).examples(table).y().toDoubleArray())
        .containsExactly(0, 1, 1, 1);
    Features kinds = Recipe.predicting("kind").fit(table);
    Examples kind = kinds.examples(table);
    assertThat(kind.y().spec()).hasToString("INT32[4]");
    assertThat(kind.y().toIntArray()).containsExactly(1, 0, 2, 1);
    assertThat(kinds.outputs()).isEqualTo(3);
    assertThat(kinds.classes()).containsExactly("a", "b", "c");
    assertThat(Splits.stratified(yes, Key.of(1), 0.5, 0.5)).hasSize(2);
    // 4 / (2 * 1) and 4 / (2 * 3).
    assertThat(ClassWeights.balanced(yes.y()).toDoubleArray())
        .containsExactly(new double[] {2, 2 / 3.0}, within(1e-15));
  }

  @Test
  void nothingOfOtherPartsIsLookedAt() throws IOException {
    StringBuilder text = new StringBuilder("n,c,d,price\n");
    for (int i = 0; i < 200; i++) {
      text.append(i % 17).append(",k").append(i % 3).append(",2024-01-").append(10 + i % 9);
      text.append(',').append(i).append('\n');
    }
    Table training = Table.reader().csv(text.toString());
    String wild = "1e9,unseen,1999-01-01,-1e9\n,,,7\n".repeat(100);
    Table all = Table.reader().csv(text + wild);
    int[] first = new int[200];
    Arrays.setAll(first, i -> i);
    Recipe recipe = Recipe.predicting("price").embedding("c");
    Features alone = recipe.fit(training);
    Features beside = recipe.fit(all.take(first));
    assertThat(FeaturesJson.write(beside)).isEqualTo(FeaturesJson.write(alone));
    assertThat(FeaturesJson.write(recipe.fit(all))).isNotEqualTo(FeaturesJson.write(alone));
    // A table that only has other rows goes by the training part.
    assertThat(alone.codes(all).toIntArray()[200]).isZero();
  }

  @Test
  void columnsAreFoundByNameInAnyOrder() {
    Table training =
        Table.of(
            ImmutableMap.of(
                "a",
                Column.numbers(0, 4, 0, 4),
                "b",
                Column.booleans(true, false, true, true),
                "price",
                PRICE));
    Features features = Recipe.predicting("price").fit(training);
    Table other =
        Table.of(
            ImmutableMap.of(
                "more", Column.numbers(1), "b", Column.booleans(true), "a", Column.numbers(2)));
    assertThat(row(features, other, 0)).containsExactly(0, 1);
    assertThatThrownBy(() -> features.inputs(other.without("b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "table: there is no column \"b\", it was left out (taken out); there are more, a");
    Table words =
        Table.of(ImmutableMap.of("a", Column.categories("x"), "b", Column.booleans(true)));
    assertThatThrownBy(() -> features.inputs(words))
        .hasMessage(
            "features: the column a holds CATEGORY, in training it was NUMBER; read it with the"
                + " reader() of these features");
  }

  @Test
  void aColumnOfWhichALaterFileHasNothingIsMissing() throws IOException {
    Table training = Table.reader().csv("a,c,price\n1,x,2\n,y,3\n3,,4\n");
    Features features = Recipe.predicting("price").scaling(Scaling.NONE).fit(training);
    assertThat(features.names()).containsExactly("a", "a.missing", "c=x", "c=y", "c.missing");
    Table later = Table.reader().csv("price,c,a\n1,,\n");
    assertThat(row(features, later, 0)).containsExactly(2, 1, 0, 0, 1);
  }

  @Test
  void theReaderOfFeaturesReadsAsTheFirstDid() throws IOException {
    Table training =
        Table.reader().categories("zip").decimal(',').csv("zip;a;price\n01067;1,5;2\n7;2;3,5\n");
    Features features = Recipe.predicting("price").fit(training);
    Table later = features.reader().csv("a;zip\n1,5;01067\n");
    assertThat(features.inputs(later).toDoubleArray())
        .isEqualTo(features.inputs(training.take(0)).toDoubleArray());
  }

  @Test
  void whatCannotBeFittedIsRefused() {
    Column column = Column.numbers(1, 2, 3, 4);
    assertThatThrownBy(() -> Recipe.predicting("cost").fit(table("x", column)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table: there is no column \"cost\"; there are x, price");
    assertThatThrownBy(() -> Recipe.predicting("price").leavingOut("y").fit(table("x", column)))
        .hasMessage("table: there is no column \"y\"; there are x, price");
    assertThatThrownBy(() -> Recipe.predicting("price").leavingOut("x").fit(table("x", column)))
        .hasMessageStartingWith(
            "recipe: no column is left to foretell price from: Table of 4 rows");
    assertThatThrownBy(
            () -> Recipe.predicting("x").fit(table("x", Column.numbers(1, 2, 3, MISSING))))
        .hasMessage(
            "recipe: 1 of 4 cells of the target x are missing; take such rows out with"
                + " withoutMissing(...)");
    assertThatThrownBy(() -> Recipe.predicting("price").fit(table("x", column).take()))
        .hasMessage("recipe: the training part has no rows; give it some");
    assertThatThrownBy(
            () -> Recipe.predicting("x").fit(table("x", Column.categories("a", "a", "a", "a"))))
        .hasMessage("recipe: the target x is always a in the training part; give it another class");
    Features kinds = Recipe.predicting("x").fit(table("x", Column.categories("a", "b", "a", "b")));
    assertThatThrownBy(() -> kinds.examples(table("x", Column.categories("a", "c", "a", "b"))))
        .hasMessage("features: row 1 of the target x is \"c\"; the training part had a, b");
    Features features = fit(Recipe.predicting("price").scaling(Scaling.NONE), "x", column);
    assertThatThrownBy(() -> features.inputs(table("x", Column.numbers(1, 1e39, 2, 3))))
        .hasMessage(
            "features: row 1: x is 1.0E39, which FLOAT32 does not hold; scale its column"
                + " otherwise");
    String[] many = new String[1001];
    Arrays.setAll(many, i -> "k" + i);
    double[] prices = new double[many.length];
    Table wide =
        Table.of(ImmutableMap.of("k", Column.categories(many), "price", Column.numbers(prices)));
    assertThatThrownBy(() -> Recipe.predicting("price").fit(wide))
        .hasMessage(
            "recipe: the column k has 1001 categories, too many for a feature each; embed it, join"
                + " rare ones, or leave it out");
    assertThat(Recipe.predicting("price").joiningRare(2).fit(wide).names())
        .containsExactly("k.rare");
  }
}
