package dev.wengert.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Column;
import dev.wengert.nn.data.table.ColumnType;
import dev.wengert.nn.data.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The sets in the jar have the counts, means and values that are published of them. */
class BundledSetsTest {

  private static Map<String, Integer> counts(Table table, String name) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int row = 0; row < table.rows(); row++) {
      counts.merge(String.valueOf(table.column(name).text(row)), 1, Integer::sum);
    }
    return counts;
  }

  private static double[] means(Table table, List<String> names) {
    return names.stream().mapToDouble(name -> mean(table.column(name))).toArray();
  }

  private static double mean(Column column) {
    double sum = 0;
    int count = 0;
    for (int row = 0; row < column.rows(); row++) {
      if (!column.isMissing(row)) {
        sum += column.number(row);
        count++;
      }
    }
    return sum / count;
  }

  private static double deviation(Column column) {
    double mean = mean(column);
    double sum = 0;
    for (int row = 0; row < column.rows(); row++) {
      sum += (column.number(row) - mean) * (column.number(row) - mean);
    }
    return Math.sqrt(sum / (column.rows() - 1));
  }

  /** R: colMeans(iris[, 1:4]), and the two flowers that the UCI repository has wrong. */
  @Test
  void irisIsThatOfFisher() {
    Table table = Iris.table();
    assertThat(table.rows()).isEqualTo(150);
    assertThat(counts(table, "species"))
        .isEqualTo(Map.of("setosa", 50, "versicolor", 50, "virginica", 50));
    assertThat(means(table, Iris.FEATURES))
        .containsExactly(new double[] {5.843333, 3.057333, 3.758, 1.199333}, within(1e-6));
    assertThat(deviation(table.column("petal_length_cm"))).isCloseTo(1.7652982, within(1e-6));
    assertThat(row(table, 34)).containsExactly(4.9, 3.1, 1.5, 0.2);
    assertThat(row(table, 37)).containsExactly(4.9, 3.6, 1.4, 0.1);
    assertThat(table.columns().keySet()).containsAll(Iris.FEATURES).hasSize(5);
    assertThat(table.column("species").type()).isEqualTo(ColumnType.CATEGORY);
    assertThat(table.column("petal_width_cm").type()).isEqualTo(ColumnType.NUMBER);
  }

  private static double[] row(Table table, int row) {
    return Iris.FEATURES.stream().mapToDouble(name -> table.column(name).number(row)).toArray();
  }

  @Test
  void irisIsTensorsToo() {
    Examples examples = Iris.examples();
    assertThat(examples.x().spec()).isEqualTo(new Spec(DType.FLOAT32, Shape.of(150, 4)));
    assertThat(examples.x().get(149).toFloatArray()).containsExactly(5.9f, 3f, 5.1f, 1.8f);
    assertThat(examples.y().toIntArray()[0]).isZero();
    assertThat(examples.y().toIntArray()[149]).isEqualTo(2);
    assertThat(Arrays.stream(examples.y().toIntArray()).sum()).isEqualTo(150);
  }

  /** What palmerpenguins says of itself in R: summary(penguins). */
  @Test
  void penguinsAreThoseOfPalmer() {
    Table table = Penguins.table();
    assertThat(table.rows()).isEqualTo(344);
    assertThat(counts(table, "species"))
        .isEqualTo(Map.of("Adelie", 152, "Chinstrap", 68, "Gentoo", 124));
    assertThat(counts(table, "island"))
        .isEqualTo(Map.of("Biscoe", 168, "Dream", 124, "Torgersen", 52));
    assertThat(counts(table, "sex")).isEqualTo(Map.of("female", 165, "male", 168, "null", 11));
    assertThat(means(table, Penguins.FEATURES))
        .containsExactly(new double[] {43.92193, 17.15117, 200.9152, 4201.754}, within(1e-3));
    for (String feature : Penguins.FEATURES) {
      assertThat(table.column(feature).missing()).isEqualTo(2);
    }
    Examples measured = Penguins.examples();
    assertThat(measured.x().shape()).isEqualTo(Shape.of(342, 4));
    assertThat(measured.x().get(0).toFloatArray()).containsExactly(39.1f, 18.7f, 181f, 3750f);
    // The fourth bird was not measured.
    assertThat(measured.x().get(3).toFloatArray()).containsExactly(36.7f, 19.3f, 193f, 3450f);
    int[] classes = new int[3];
    for (int y : measured.y().toIntArray()) {
      classes[y]++;
    }
    assertThat(classes).containsExactly(151, 68, 123);
  }

  /** The means that scikit-learn's description gives. */
  @Test
  void wineIsThatOfForina() {
    Table table = Wine.table();
    assertThat(table.rows()).isEqualTo(178);
    assertThat(counts(table, "cultivar"))
        .isEqualTo(Map.of("cultivar_1", 59, "cultivar_2", 71, "cultivar_3", 48));
    double[] published = {
      13.0, 2.34, 2.36, 19.5, 99.7, 2.29, 2.03, 0.36, 1.59, 5.1, 0.96, 2.61, 746
    };
    double[] means = means(table, Wine.FEATURES);
    for (int i = 0; i < published.length; i++) {
      assertThat(means[i]).isCloseTo(published[i], within(0.012 * published[i]));
    }
    assertThat(table.column("proline").number(177)).isEqualTo(560);
    assertThat(Wine.examples().x().shape()).isEqualTo(Shape.of(178, 13));
    assertThat(Wine.examples().y().toIntArray()[177]).isEqualTo(2);
  }

  /**
   * The counts of UCI's page, and the mean pixel and the first row that scikit-learn's users see.
   */
  @Test
  void digitsAreThoseOfAlpaydin() {
    Examples examples = Digits.examples();
    assertThat(examples.x().spec()).isEqualTo(new Spec(DType.FLOAT32, Shape.of(1797, 1, 8, 8)));
    int[] counts = new int[10];
    for (int digit : examples.y().toIntArray()) {
      counts[digit]++;
    }
    assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    double sum = 0;
    for (float pixel : examples.x().toFloatArray()) {
      assertThat(pixel).isBetween(0f, 1f);
      sum += pixel;
    }
    assertThat(16 * sum / (1797 * 64)).isCloseTo(4.8841646, within(1e-6));
    Tensor first = examples.x().get(0).get(0).get(0).times(16);
    assertThat(first.toFloatArray()).containsExactly(0, 0, 5, 13, 9, 1, 0, 0);
    Table table = Digits.table();
    assertThat(table.rows()).isEqualTo(1797);
    assertThat(table.columns()).hasSize(65);
    assertThat(table.column("pixel_0_3").number(0)).isEqualTo(13);
    assertThat(table.column("digit").text(1796)).isEqualTo("8");
    assertThat(table.column("digit").type()).isEqualTo(ColumnType.CATEGORY);
  }

  /** Means follow from the formula: E exp(m + s z) = exp(m + s^2 / 2). */
  @Test
  void housingIsWhatItsFormulaSays() {
    Table table = Housing.table();
    assertThat(table.rows()).isEqualTo(20_640);
    assertThat(table.columns().keySet()).containsAll(Housing.FEATURES).contains("value").hasSize(9);
    // Standard errors are a hundred and forty times smaller than deviations.
    assertThat(mean(table.column("income"))).isCloseTo(Math.exp(1.2 + 0.10125), within(0.05));
    assertThat(mean(table.column("house_age"))).isCloseTo(26.5, within(0.4));
    assertThat(mean(table.column("rooms")))
        .isCloseTo(5.4 * Math.exp((0.0144 + 0.0225) / 2), within(0.03));
    assertThat(mean(table.column("occupants"))).isCloseTo(2.9 * Math.exp(0.0162), within(0.02));
    assertThat(mean(table.column("population")))
        .isCloseTo(2.5 + 1100 * Math.exp(0.245), within(40.0));
    double latitude = 0.35 * 34.05 + 0.25 * 37.77 + 0.4 / 3 * (32.72 + 38.58 + 36.74);
    assertThat(mean(table.column("latitude"))).isCloseTo(latitude, within(0.06));
    Column value = table.column("value");
    for (int row = 0; row < 200; row++) {
      double inland =
          Math.max(
              0,
              table.column("longitude").number(row)
                  + 117.2
                  + 0.95 * (table.column("latitude").number(row) - 32.5));
      double expected =
          0.2
              + 0.2 * table.column("income").number(row)
              + 0.5 * table.column("income").number(row) * Math.exp(-inland / 0.25)
              + 0.006 * table.column("house_age").number(row)
              - 0.15 * (table.column("occupants").number(row) - 2.9);
      assertThat(value.number(row)).isBetween(0.15, 5.0);
      if (value.number(row) < 5 && value.number(row) > 0.15) {
        // Four deviations.
        assertThat(Math.abs(Math.log(value.number(row) / expected))).isLessThan(0.48);
      }
    }
    Examples examples = Housing.examples();
    assertThat(examples.x().shape()).isEqualTo(Shape.of(20_640, 8));
    assertThat(examples.y().shape()).isEqualTo(Shape.of(20_640, 1));
    assertThat(examples.y().toFloatArray()[7]).isEqualTo((float) value.number(7));
    assertThat(Housing.table(5).column("income").number(4))
        .isEqualTo(table.column("income").number(4));
    assertThatThrownBy(() -> Housing.table(0))
        .hasMessage("housing: the number of rows is not positive: 0; give 1 or more");
  }

  @Test
  void theSonnetsAreTwentyFour() {
    String text = Texts.sonnets();
    assertThat(text.split("\n\n", -1))
        .hasSize(24)
        .allSatisfy(sonnet -> assertThat(sonnet.lines()).hasSize(14));
    assertThat(text)
        .startsWith("From fairest creatures we desire increase,")
        .contains("\n\nShall I compare thee to a summer's day?\n")
        .hasSize(14_998);
    assertThat(Texts.sonnetsCard().description()).contains("14,998");
    assertThat(Texts.sonnetsCard().licence()).isEqualTo("public domain");
  }

  /** Everything in the folder of the data is named in its README, with a licence. */
  @Test
  void eachSaysItsLicence() {
    String readme = Bundled.text("README.md");
    for (Card card : List.of(Iris.card(), Penguins.card(), Wine.card(), Digits.card())) {
      assertThat(readme.lines().filter(line -> line.startsWith("| `" + card.name() + ".csv")))
          .singleElement()
          .asString()
          .endsWith("| " + card.licence() + " |")
          .contains(card.source().replaceAll(".*(https:[^,]*).*", "$1"));
      assertThat(card.toString())
          .startsWith(card.name() + ": ")
          .contains("\n  licence: " + card.licence() + "\n")
          .endsWith(card.citation());
    }
    assertThat(readme).contains("| `sonnets.txt` |").contains("| public domain |");
    assertThat(Housing.card().licence()).isEqualTo("Apache-2.0");
  }
}
