package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class ContourTest {

  private static final double[] GRID = grid(41);

  @Test
  void levelSetOfALinearFunctionIsItsLine() {
    Contour contour = contour((x, y) -> 3 * x - 2 * y, 0.7);
    int vertices = 0;
    assertThat(pieces(contour)).isOne();
    for (int i = 0; i < contour.x().length(); i++) {
      if (!Double.isNaN(contour.y().get(i))) {
        assertThat(3 * contour.x().get(i) - 2 * contour.y().get(i)).isCloseTo(0.7, within(1e-12));
        vertices++;
      }
    }
    // It passes 13 or 14 columns for 20 rows: one vertex on each edge of the grid.
    assertThat(vertices).isBetween(66, 70);
  }

  @Test
  void levelSetOfTheRadiusIsACircleOfItsLength() {
    Contour contour = contour((x, y) -> Math.hypot(x, y), 0.6);
    double length = 0;
    int end = contour.x().length() - 1;
    assertThat(pieces(contour)).isOne();
    assertThat(contour.y().get(end)).isNaN();
    assertThat(contour.x().get(end - 1)).isEqualTo(contour.x().get(0));
    assertThat(contour.y().get(end - 1)).isEqualTo(contour.y().get(0));
    for (int i = 0; i + 1 < end; i++) {
      double dx = contour.x().get(i + 1) - contour.x().get(i);
      double dy = contour.y().get(i + 1) - contour.y().get(i);
      length += Math.hypot(dx, dy);
      assertThat(Math.hypot(contour.x().get(i), contour.y().get(i))).isCloseTo(0.6, within(1e-3));
    }
    assertThat(length).isCloseTo(2 * Math.PI * 0.6, within(0.01));
  }

  @Test
  void aSaddleCellHasTwoPieces() {
    double[] side = {0, 1};
    Contour contour = Contour.of(side, side, new double[] {1, 0, 0, 1}, 0.5);
    assertThat(contour.x().length()).isEqualTo(6);
    assertThat(contour.y().get(2)).isNaN();
    assertThat(contour.y().get(5)).isNaN();
  }

  @Test
  void aLevelThatIsNotTakenHasNoContour() {
    assertThat(contour((x, y) -> x + y, 5).isEmpty()).isTrue();
    assertThat(contour((x, y) -> 0.5, 0.5).isEmpty()).isTrue();
  }

  /** Circles that do not touch are closed lines of their own, whatever the rim cuts off. */
  @Test
  void aLevelSetHasAsManyPiecesAsItsFunctionHas() {
    Contour contour = contour((x, y) -> Math.sin(3 * Math.PI * x) * Math.sin(2 * Math.PI * y), 0.5);
    // Hills of 6 by 4 half waves, every second one above the level, none at the rim.
    assertThat(pieces(contour)).isEqualTo(12);
    for (int i = 0, first = 0; i < contour.x().length(); i++) {
      if (Double.isNaN(contour.y().get(i))) {
        assertThat(contour.x().get(i - 1)).isEqualTo(contour.x().get(first));
        assertThat(contour.y().get(i - 1)).isEqualTo(contour.y().get(first));
        first = i + 1;
      }
    }
    // The same, cut by the rim.
    assertThat(pieces(contour((x, y) -> Math.hypot(x - 1, y), 0.5))).isOne();
    assertThat(pieces(contour((x, y) -> Math.abs(x), 0.5))).isEqualTo(2);
  }

  private static long pieces(Contour contour) {
    return contour.y().stream().filter(Double::isNaN).count();
  }

  private static Contour contour(DoubleBinaryOperator function, double level) {
    double[] values = new double[GRID.length * GRID.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(GRID[i % GRID.length], GRID[i / GRID.length]);
    }
    return Contour.of(GRID, GRID, values, level);
  }

  private static double[] grid(int points) {
    double[] grid = new double[points];
    for (int i = 0; i < points; i++) {
      grid[i] = -1 + 2.0 * i / (points - 1);
    }
    return grid;
  }
}
