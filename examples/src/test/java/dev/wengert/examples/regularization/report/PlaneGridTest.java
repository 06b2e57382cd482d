package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import org.junit.jupiter.api.Test;

class PlaneGridTest {

  private static final PlanarSet TRAIN =
      PlanarSet.of("train", new double[] {0, 1}, new double[] {5, 5}, new double[2]);
  private static final PlanarSet TEST =
      PlanarSet.of("test", new double[] {-1, 0}, new double[] {5, 5}, new double[2]);

  private final PlaneGrid grid = PlaneGrid.around(new PlanarData("points", TRAIN, TEST));

  @Test
  void gridHoldsBothSetsWithAMargin() {
    assertThat(grid.minX()).isBetween(-1.2, -1.1);
    assertThat(grid.maxX()).isBetween(1.1, 1.2);
  }

  @Test
  void anAxisOnWhichAllPointsAreEqualStillHasALength() {
    assertThat(grid.minY()).isEqualTo(4.5);
    assertThat(grid.maxY()).isEqualTo(5.5);
  }

  @Test
  void pointsFollowRowAfterRow() {
    int side = grid.x().length;
    double[] y = grid.pointY();
    assertThat(y).hasSize(side * grid.y().length);
    assertThat(y[side - 1]).isEqualTo(grid.minY());
    assertThat(y[side]).isEqualTo(grid.y()[1]);
    assertThat(grid.pointX()[side + 1]).isEqualTo(grid.x()[1]);
  }

  @Test
  void evaluationGivesProbabilities() {
    double[] values = grid.evaluate((x1, x2) -> x2);
    int side = grid.x().length;
    assertThat(values[side]).isCloseTo(1 / (1 + Math.exp(-grid.y()[1])), within(1e-15));
  }
}
