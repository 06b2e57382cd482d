package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Fma;

/**
 * The loops over FLOAT64 where classes cannot be defined: products are added element by element.
 */
final class PlainLoops implements DirectLoops {

  @Override
  public void add(Matrix a, Matrix b, Matrix c, Object sums) {
    double[] x = (double[]) a.array();
    double[] y = (double[]) b.array();
    double[] z = (double[]) c.array();
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        int row = a.offset() + i * a.down();
        int column = b.offset() + j * b.right();
        double sum = 0;
        for (int p = 0; p < a.columns(); p++) {
          sum = Fma.of(x[row + p * a.right()], y[column + p * b.down()], sum);
          if (p % JavaBlas.DEPTH == JavaBlas.DEPTH - 1 || p == a.columns() - 1) {
            z[c.offset() + i * c.stride() + j] += sum;
            sum = 0;
          }
        }
      }
    }
  }

  @Override
  public boolean isFinite(Object numbers, int offset, int n) {
    double[] all = (double[]) numbers;
    for (int i = offset; i < offset + n; i++) {
      if (!Double.isFinite(all[i])) {
        return false;
      }
    }
    return true;
  }
}
