package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Lane;

/** The matrices of a product, and their parts that are multiplied at once. */
final class Factors {

  /** The first factor. */
  final Matrix a = new Matrix();

  /** The second one. */
  final Matrix b = new Matrix();

  /** Their product. */
  final Matrix c = new Matrix();

  private final Matrix partA = new Matrix();
  private final Matrix partB = new Matrix();
  private final Matrix partC = new Matrix();

  /** Computes a tile of the product. */
  void multiply(BlasProvider blas, Panels panels, int tile, Lane lane) {
    int row = panels.row(tile);
    int column = panels.column(tile);
    int rows = Math.min(panels.rows(), panels.m() - row);
    int columns = Math.min(panels.columns(), panels.n() - column);
    partC.setPart(c, row, column, rows, columns);
    for (int p = 0; p < panels.k(); p += panels.depth()) {
      int terms = Math.min(panels.depth(), panels.k() - p);
      partA.setPart(a, row, p, rows, terms);
      partB.setPart(b, p, column, terms, columns);
      if (blas instanceof JavaBlas java) {
        java.multiply(lane, partA, partB, partC, p > 0);
      } else {
        blas.multiply(partA, partB, partC, p > 0);
      }
    }
  }

  /** Lets go of all arrays. */
  void clear() {
    a.clear();
    b.clear();
    c.clear();
    partA.clear();
    partB.clear();
    partC.clear();
  }
}
