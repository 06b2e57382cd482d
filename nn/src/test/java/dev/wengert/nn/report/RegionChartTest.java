package dev.wengert.nn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class RegionChartTest {

  /** Right of x = 0.5 is class 1: 96 rows, each of two halves of 220 of 440 units. */
  @Test
  void thePlaneIsColouredByClass() {
    String svg =
        RegionChart.of(
            Tensor.of(new double[][] {{0, 0}, {1, 1}}),
            new int[] {0, 1},
            places -> places.get(Index.all(), Index.at(0)).gt(0.5).to(DType.INT32));
    assertThat(svg.split("<rect x=\"44.00\" [^>]*width=\"220.00\"[^>]*#0072b2", -1)).hasSize(97);
    assertThat(svg.split("<rect x=\"264.00\" [^>]*width=\"220.00\"[^>]*#d55e00", -1)).hasSize(97);
    // Of a span of 1.16, a point is 0.08 from its end: 30.3 of 440 units.
    assertThat(svg)
        .contains("<circle cx=\"74.3\" cy=\"453.7\" r=\"3.5\" fill=\"#0072b2\"")
        .contains("<circle cx=\"453.7\" cy=\"74.3\" r=\"3.5\" fill=\"#d55e00\"")
        .contains("class 0", "class 1");
  }

  @Test
  void classesAreReadFromScores() {
    assertThat(RegionChart.classes(Tensor.of(-1.0, 2.0), 0).toIntArray()).containsExactly(0, 1);
    assertThat(RegionChart.classes(Tensor.of(new double[][] {{0.4}, {0.6}}), 0.5).toIntArray())
        .containsExactly(0, 1);
    assertThat(RegionChart.classes(Tensor.of(new double[][] {{3, 1, 2}}), 0).toIntArray())
        .containsExactly(0);
  }

  @Test
  void refusesWhatIsNotInThePlane() {
    assertThatThrownBy(
            () -> RegionChart.of(Tensor.of(new double[][] {{1, 2, 3}}), new int[] {0}, x -> x))
        .hasMessage(
            "decisionRegions: the inputs are [1, 3]; regions are drawn of points in the plane, [n,"
                + " 2]");
  }
}
