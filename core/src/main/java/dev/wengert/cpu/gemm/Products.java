package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Contiguous;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Task;
import dev.wengert.kernel.Gemm;

/**
 * How a {@link Gemm} runs: cut into {@link Panels} by its sizes alone, each multiplied by the
 * {@link BlasProvider} that serves.
 */
public final class Products {

  /** Multiply-adds that are too few to wake another thread for. */
  private static final int GRAIN = 1 << 21;

  private Products() {}

  /** Binds a product. */
  public static Task bind(Gemm gemm, Layout[] inputs, Layout c) {
    return bind(Blas.provider(), gemm, inputs, c);
  }

  /** Binds a product to a provider. */
  public static Task bind(BlasProvider blas, Gemm gemm, Layout[] inputs, Layout c) {
    Shape shape = c.shape();
    int m = shape.side(-2);
    int n = shape.side(-1);
    int k = inputs[0].shape().side(gemm.transposeA() ? -2 : -1);
    int size = shape.size();
    if (size == 0 || k == 0) {
      return frame -> Elements.clear(frame.array(2), frame.offset(2), frame.offset(2) + size);
    }
    Panels panels =
        Panels.of(m, n, k, c.dtype() == DType.FLOAT32 ? Panels.FLOAT_LIMIT : Panels.DOUBLE_LIMIT);
    int products = size / (m * n);
    return Contiguous.of(
        inputs,
        Products::isStack,
        1,
        layouts -> {
          int stepA = layouts[0].isContiguous() ? m * k : 0;
          int stepB = layouts[1].isContiguous() ? k * n : 0;
          return task(gemm, blas, panels, products, stepA, stepB);
        });
  }

  /** Whether matrices lie one after the other, or are all the same one. */
  private static boolean isStack(Layout layout) {
    if (layout.isContiguous()) {
      return true;
    }
    int[] strides = layout.strides();
    int[] natural = layout.shape().strides();
    boolean shared = true;
    for (int axis = 0; axis < strides.length; axis++) {
      int side = layout.shape().side(axis);
      shared &= side == 1 || strides[axis] == (axis < strides.length - 2 ? 0 : natural[axis]);
    }
    return shared;
  }

  /**
   * Returns what multiplies stacks of matrices.
   *
   * @param stepA from one matrix A to the next; 0 if all are the same
   * @param stepB from one matrix B to the next; 0 if all are the same
   */
  private static Task task(
      Gemm gemm, BlasProvider blas, Panels panels, int products, int stepA, int stepB) {
    int m = panels.m();
    int n = panels.n();
    int k = panels.k();
    int tiles = panels.tiles();
    double work = (double) panels.rows() * panels.columns() * k;
    Steps multiply =
        (frame, lane, from, to) -> {
          Views views = lane.worker(Views.class, Views::new);
          for (int i = from; i < to; i++) {
            int product = i / tiles;
            int a = frame.offset(0) + product * stepA;
            int b = frame.offset(1) + product * stepB;
            int c = frame.offset(2) + product * m * n;
            int strideA = gemm.transposeA() ? m : k;
            int strideB = gemm.transposeB() ? k : n;
            views.a.set(frame.array(0), a, strideA, gemm.transposeA(), m, k);
            views.b.set(frame.array(1), b, strideB, gemm.transposeB(), k, n);
            views.c.set(frame.array(2), c, n, false, m, n);
            multiply(blas, panels, i % tiles, lane, views);
          }
          views.clear();
        };
    int grain = (int) Math.max(1, GRAIN / work);
    return frame -> Threads.forEachRange(products * tiles, grain, frame, multiply);
  }

  private static void multiply(BlasProvider blas, Panels panels, int tile, Lane lane, Views views) {
    int row = panels.row(tile);
    int column = panels.column(tile);
    int rows = Math.min(panels.rows(), panels.m() - row);
    int columns = Math.min(panels.columns(), panels.n() - column);
    views.partC.setPart(views.c, row, column, rows, columns);
    for (int p = 0; p < panels.k(); p += panels.depth()) {
      int terms = Math.min(panels.depth(), panels.k() - p);
      views.partA.setPart(views.a, row, p, rows, terms);
      views.partB.setPart(views.b, p, column, terms, columns);
      if (blas instanceof JavaBlas java) {
        java.multiply(lane, views.partA, views.partB, views.partC, p > 0);
      } else {
        blas.multiply(views.partA, views.partB, views.partC, p > 0);
      }
    }
  }

  /** The matrices of one product, and their parts that are multiplied at once. */
  private static final class Views {
    final Matrix a = new Matrix();
    final Matrix b = new Matrix();
    final Matrix c = new Matrix();
    final Matrix partA = new Matrix();
    final Matrix partB = new Matrix();
    final Matrix partC = new Matrix();

    void clear() {
      a.clear();
      b.clear();
      c.clear();
      partA.clear();
      partB.clear();
      partC.clear();
    }
  }
}
