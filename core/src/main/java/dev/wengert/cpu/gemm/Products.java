package dev.wengert.cpu.gemm;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.Gemm;

/**
 * How a {@link Gemm} runs: cut into {@link Panels} by its sizes alone, each multiplied by the
 * {@link BlasProvider} that serves.
 */
public final class Products {

  /** Multiply-adds that are too few to wake another thread for. */
  private static final int GRAIN = 1 << 21;

  private Products() {}

  /** Fills C. */
  public static void fill(Gemm gemm, Buffer[] inputs, Buffer c) {
    fill(Blas.provider(), gemm, inputs, c);
  }

  /** Fills C by a provider. */
  public static void fill(BlasProvider blas, Gemm gemm, Buffer[] inputs, Buffer c) {
    Shape shape = c.shape();
    int m = shape.side(-2);
    int n = shape.side(-1);
    int k = inputs[0].shape().side(gemm.transposeA() ? -2 : -1);
    if (shape.size() == 0) {
      return;
    }
    if (k == 0) {
      Elements.clear(c);
      return;
    }
    boolean single = c.dtype() == DType.FLOAT32;
    Stack a = Stack.of(inputs[0], m * k);
    Stack b = Stack.of(inputs[1], k * n);
    Panels panels = Panels.of(m, n, k, single ? Panels.FLOAT_LIMIT : Panels.DOUBLE_LIMIT);
    int tiles = panels.tiles();
    int products = shape.size() / (m * n);
    double work = (double) panels.rows() * panels.columns() * k;
    Threads.forEachRange(
        products * tiles,
        (int) Math.max(1, GRAIN / work),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int product = i / tiles;
            multiply(
                blas,
                panels,
                i % tiles,
                a.matrix(product, gemm.transposeA(), m, k),
                b.matrix(product, gemm.transposeB(), k, n),
                new Matrix(c.array(), c.offset() + product * m * n, n, false, m, n));
          }
        });
  }

  private static void multiply(
      BlasProvider blas, Panels panels, int tile, Matrix a, Matrix b, Matrix c) {
    int row = panels.row(tile);
    int column = panels.column(tile);
    int rows = Math.min(panels.rows(), panels.m() - row);
    int columns = Math.min(panels.columns(), panels.n() - column);
    Matrix part = c.part(row, column, rows, columns);
    for (int p = 0; p < panels.k(); p += panels.depth()) {
      int terms = Math.min(panels.depth(), panels.k() - p);
      blas.multiply(a.part(row, p, rows, terms), b.part(p, column, terms, columns), part, p > 0);
    }
  }

  /**
   * Matrices in one array.
   *
   * @param buffer where they lie
   * @param step from one matrix to the next; 0 if all are the same
   */
  private record Stack(Buffer buffer, int step) {

    /** Returns one of them. */
    Matrix matrix(int index, boolean transposed, int rows, int columns) {
      int offset = buffer.offset() + index * step;
      int stride = transposed ? rows : columns;
      return new Matrix(buffer.array(), offset, stride, transposed, rows, columns);
    }

    static Stack of(Buffer buffer, int size) {
      if (buffer.isContiguous()) {
        return new Stack(buffer, size);
      }
      int[] strides = buffer.strides();
      int[] natural = buffer.shape().strides();
      boolean shared = true;
      for (int axis = 0; axis < strides.length; axis++) {
        int side = buffer.shape().side(axis);
        shared &= side == 1 || strides[axis] == (axis < strides.length - 2 ? 0 : natural[axis]);
      }
      return shared ? new Stack(buffer, 0) : new Stack(Elements.contiguous(buffer), size);
    }
  }
}
