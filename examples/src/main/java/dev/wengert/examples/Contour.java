package dev.wengert.examples;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The line on which a function of the plane, known on a grid, takes a given level.
 *
 * <p>A polyline in pieces: the vertices of a segment follow each other, and a NaN in {@code y} ends
 * it, which is how charts break a line.
 *
 * <p>Source: marching squares, after W. E. Lorensen and H. E. Cline, "Marching cubes: a high
 * resolution 3D surface construction algorithm", SIGGRAPH 1987.
 */
public record Contour(ImmutableDoubleArray x, ImmutableDoubleArray y) {

  /**
   * Returns the contour of a function at a level, linear between the grid's points.
   *
   * @param gridX the columns' coordinates
   * @param gridY the rows' coordinates
   * @param values the function, row after row
   */
  public static Contour of(double[] gridX, double[] gridY, double[] values, double level) {
    Tracer tracer = new Tracer(gridX, gridY, values, level);
    for (int row = 0; row + 1 < gridY.length; row++) {
      for (int column = 0; column + 1 < gridX.length; column++) {
        tracer.traceCell(row, column);
      }
    }
    return new Contour(tracer.x.build(), tracer.y.build());
  }

  /** Returns whether the function nowhere crosses the level. */
  public boolean isEmpty() {
    return x.isEmpty();
  }

  private static final class Tracer {

    private final double[] gridX;
    private final double[] gridY;
    private final double[] values;
    private final double level;
    private final ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    private final ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
    private int vertices;

    Tracer(double[] gridX, double[] gridY, double[] values, double level) {
      this.gridX = gridX;
      this.gridY = gridY;
      this.values = values;
      this.level = level;
    }

    /** Walks round a cell; a contour passes each edge whose ends are on different sides. */
    void traceCell(int row, int column) {
      vertices = 0;
      traceEdge(row, column, row, column + 1);
      traceEdge(row, column + 1, row + 1, column + 1);
      traceEdge(row + 1, column + 1, row + 1, column);
      traceEdge(row + 1, column, row, column);
    }

    private void traceEdge(int row, int column, int nextRow, int nextColumn) {
      double here = values[row * gridX.length + column];
      double there = values[nextRow * gridX.length + nextColumn];
      if ((here > level) == (there > level)) {
        return;
      }
      double share = (level - here) / (there - here);
      x.add(gridX[column] + share * (gridX[nextColumn] - gridX[column]));
      y.add(gridY[row] + share * (gridY[nextRow] - gridY[row]));
      vertices++;
      if (vertices % 2 == 0) {
        x.add(gridX[column]);
        y.add(Double.NaN);
      }
    }
  }
}
