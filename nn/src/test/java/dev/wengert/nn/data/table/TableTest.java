package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {

  private static Table numbered(int rows) {
    double[] number = new double[rows];
    String[] kind = new String[rows];
    Arrays.setAll(number, i -> i);
    Arrays.setAll(kind, i -> i % 10 == 0 ? "rare" : "usual");
    return Table.of(
        ImmutableMap.of("number", Column.numbers(number), "kind", Column.categories(kind)));
  }

  private static double[] numbers(Table table) {
    return IntStream.range(0, table.rows())
        .mapToDouble(row -> table.column("number").number(row))
        .toArray();
  }

  @Test
  void partsShareNoRowAndLoseNone() {
    Table table = numbered(100);
    ImmutableList<Table> parts = table.split(Key.of(1), 0.6, 0.3, 0.1);
    assertThat(parts.stream().map(Table::rows)).containsExactly(60, 30, 10);
    double[] all =
        parts.stream().flatMapToDouble(p -> Arrays.stream(numbers(p))).sorted().toArray();
    assertThat(all).isEqualTo(numbers(table));
    assertThat(numbers(table.split(Key.of(1), 0.6, 0.3, 0.1).get(0)))
        .isEqualTo(numbers(parts.get(0)));
    assertThat(numbers(table.split(Key.of(2), 0.6, 0.3, 0.1).get(0)))
        .isNotEqualTo(numbers(parts.get(0)));
  }

  @Test
  void strataKeepTheirShares() {
    ImmutableList<Table> parts = numbered(100).stratified("kind", Key.of(1), 0.8, 0.2);
    for (int i = 0; i < 2; i++) {
      Column kind = parts.get(i).column("kind");
      long rare =
          IntStream.range(0, kind.rows()).filter(row -> "rare".equals(kind.text(row))).count();
      assertThat(rare).isEqualTo(i == 0 ? 8 : 2);
    }
    Table broken = Table.of(ImmutableMap.of("x", Column.numbers(1, 1.5)));
    assertThatThrownBy(() -> broken.stratified("x", Key.of(1), 0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stratified: row 1 of the column x is 1.5; give a column of categories, of yes and no,"
                + " or of whole numbers, without missing cells");
  }

  @Test
  void rowsAreTakenAndSorted() {
    Table table =
        Table.of(
            ImmutableMap.of(
                "number",
                Column.numbers(3, Double.NaN, 1, 3),
                "place",
                Column.numbers(0, 1, 2, 3)));
    Table sorted = table.sortedBy("number");
    assertThat(
            IntStream.range(0, 4).mapToDouble(row -> sorted.column("place").number(row)).toArray())
        .containsExactly(2, 0, 3, 1);
    assertThat(numbers(table.withoutMissing("number"))).containsExactly(3, 1, 3);
    assertThat(numbers(table.take(2, 2))).containsExactly(1, 1);
    assertThatThrownBy(() -> table.take(4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("table: there is no row 4; there are 4, counted from 0");
    assertThat(table.without("place").columns().keySet()).containsExactly("number");
    assertThat(table.column("number").missing()).isEqualTo(1);
    assertThat(table.column("number")).hasToString("NUMBER, 1 of 4 missing");
    assertThatThrownBy(() -> numbered(3).sortedBy("kind"))
        .hasMessage("sortedBy: the column kind holds categories; give numbers or dates");
  }

  @Test
  void columnsThatCannotBeAreRefused() {
    assertThatThrownBy(
            () -> Table.of(ImmutableMap.of("a", Column.numbers(1, 2), "b", Column.booleans(true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table: the column b has 1 rows, the first has 2; give as many");
    assertThatThrownBy(() -> Table.of(ImmutableMap.of("", Column.numbers(1))))
        .hasMessage("table: a column has an empty name; give it one");
    assertThatThrownBy(() -> Column.numbers(1, Double.POSITIVE_INFINITY))
        .hasMessage("column: row 1 is Infinity; give finite numbers, and NaN where one is missing");
    assertThatThrownBy(() -> Column.categories("a", ""))
        .hasMessage("column: row 1 is an empty category; give null where one is missing");
  }
}
