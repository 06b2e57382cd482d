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
    for (int i = 0; i < contour.x().length(); i++) {
      if (!Double.isNaN(contour.y().get(i))) {
        assertThat(3 * contour.x().get(i) - 2 * contour.y().get(i)).isCloseTo(0.7, within(1e-12));
        vertices++;
      }
    }
    assertThat(vertices).isGreaterThan(80);
  }

  @Test
  void levelSetOfTheRadiusIsACircleOfItsLength() {
    Contour contour = contour((x, y) -> Math.hypot(x, y), 0.6);
    double length = 0;
    for (int i = 0; i < contour.x().length(); i += 3) {
      assertThat(contour.y().get(i + 2)).as("end of piece %s", i / 3).isNaN();
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
