package dev.wengert.examples;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;

/**
 * The line on which a function of the plane, known on a grid, takes a given level.
 *
 * <p>A polyline in pieces: the vertices of a piece follow each other, from rim to rim or round to
 * the first again, and a NaN in {@code y} ends it, which is how charts break a line.
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
    return tracer.contour();
  }

  /** Returns whether the function nowhere crosses the level. */
  public boolean isEmpty() {
    return x.isEmpty();
  }

  /** Finds the points where the contour passes an edge of the grid, and joins them to lines. */
  private static final class Tracer {

    private static final int NONE = -1;

    private final double[] gridX;
    private final double[] gridY;
    private final double[] values;
    private final double level;
    private final ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    private final ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();

    /** Of each edge, the edges to which the contour goes on from it: one or two, in its cells. */
    private final int[] next;

    private int previous = NONE;

    Tracer(double[] gridX, double[] gridY, double[] values, double level) {
      this.gridX = gridX;
      this.gridY = gridY;
      this.values = values;
      this.level = level;
      this.next = new int[4 * values.length];
      Arrays.fill(next, NONE);
    }

    /** Walks round a cell; a contour passes each edge whose ends are on different sides. */
    void traceCell(int row, int column) {
      int corner = row * gridX.length + column;
      traceEdge(2 * corner);
      traceEdge(2 * corner + 3);
      traceEdge(2 * (corner + gridX.length));
      traceEdge(2 * corner + 1);
    }

    /** Joins the edges that are passed two by two: of a saddle's four, the first and the others. */
    private void traceEdge(int edge) {
      if (isAbove(edge / 2) == isAbove(end(edge))) {
        return;
      }
      if (previous == NONE) {
        previous = edge;
      } else {
        join(previous, edge);
        join(edge, previous);
        previous = NONE;
      }
    }

    private void join(int edge, int other) {
      next[next[2 * edge] == NONE ? 2 * edge : 2 * edge + 1] = other;
    }

    /** Follows the lines that end at the rim first, then those that are closed. */
    Contour contour() {
      for (int edge = 0; 2 * edge < next.length; edge++) {
        if (next[2 * edge] != NONE && next[2 * edge + 1] == NONE) {
          follow(edge);
        }
      }
      for (int edge = 0; 2 * edge < next.length; edge++) {
        if (next[2 * edge] != NONE) {
          follow(edge);
        }
      }
      return new Contour(x.build(), y.build());
    }

    /** Follows a line to its end, or round to its first point again, and takes it away. */
    private void follow(int first) {
      int edge = first;
      int last = first;
      while (edge != NONE) {
        add(edge);
        last = edge;
        int one = next[2 * edge];
        int onward = one == NONE ? next[2 * edge + 1] : one;
        next[2 * edge] = NONE;
        next[2 * edge + 1] = NONE;
        if (onward != NONE) {
          leave(onward, edge);
        }
        edge = onward;
      }
      x.add(gridX[last / 2 % gridX.length]);
      y.add(Double.NaN);
    }

    /** Takes the way back from an edge to another one away. */
    private void leave(int edge, int back) {
      int way = next[2 * edge] == back ? 2 * edge : 2 * edge + 1;
      next[way] = NONE;
    }

    private void add(int edge) {
      int start = edge / 2;
      int end = end(edge);
      double share = (level - values[start]) / (values[end] - values[start]);
      double startX = gridX[start % gridX.length];
      double startY = gridY[start / gridX.length];
      x.add(startX + share * (gridX[end % gridX.length] - startX));
      y.add(startY + share * (gridY[end / gridX.length] - startY));
    }

    private boolean isAbove(int point) {
      return values[point] > level;
    }

    /** Returns the other end of an edge: even ones go right from their point, odd ones up. */
    private int end(int edge) {
      return edge / 2 + (edge % 2 == 0 ? 1 : gridX.length);
    }
  }
}
