package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Contiguous;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
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
      return frame -> Elements.clear(frame.array(2), frame.offset(2), size);
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
    int tiles = panels.tiles();
    int sizeC = panels.m() * panels.n();
    double work = (double) panels.rows() * panels.columns() * panels.k();
    Steps multiply =
        (frame, lane, from, to) -> {
          for (int i = from; i < to; i++) {
            int product = i / tiles;
            int a = frame.offset(0) + product * stepA;
            int b = frame.offset(1) + product * stepB;
            int c = frame.offset(2) + product * sizeC;
            multiply(gemm, blas, panels, i % tiles, frame, a, b, c);
          }
        };
    int grain = (int) Math.max(1, GRAIN / work);
    return frame -> Threads.forEachRange(products * tiles, grain, frame, multiply);
  }

  private static void multiply(
      Gemm gemm, BlasProvider blas, Panels panels, int tile, Frame frame, int a, int b, int c) {
    if (frame.array(2) instanceof float[] result) {
      float[] left = (float[]) frame.array(0);
      float[] right = (float[]) frame.array(1);
      multiply(gemm, blas, panels, tile, left, a, right, b, result, c);
    } else {
      double[] left = (double[]) frame.array(0);
      double[] right = (double[]) frame.array(1);
      multiply(gemm, blas, panels, tile, left, a, right, b, (double[]) frame.array(2), c);
    }
  }

  private static void multiply(
      Gemm gemm,
      BlasProvider blas,
      Panels panels,
      int tile,
      float[] a,
      int offsetA,
      float[] b,
      int offsetB,
      float[] c,
      int offsetC) {
    boolean transposeA = gemm.transposeA();
    boolean transposeB = gemm.transposeB();
    int n = panels.n();
    int row = panels.row(tile);
    int column = panels.column(tile);
    int strideA = transposeA ? panels.m() : panels.k();
    int strideB = transposeB ? panels.k() : n;
    for (int p = 0; p < panels.k(); p += panels.depth()) {
      blas.multiply(
          transposeA,
          transposeB,
          Math.min(panels.rows(), panels.m() - row),
          Math.min(panels.columns(), n - column),
          Math.min(panels.depth(), panels.k() - p),
          a,
          offsetA + (transposeA ? p * strideA + row : row * strideA + p),
          strideA,
          b,
          offsetB + (transposeB ? column * strideB + p : p * strideB + column),
          strideB,
          p > 0,
          c,
          offsetC + row * n + column,
          n);
    }
  }

  private static void multiply(
      Gemm gemm,
      BlasProvider blas,
      Panels panels,
      int tile,
      double[] a,
      int offsetA,
      double[] b,
      int offsetB,
      double[] c,
      int offsetC) {
    boolean transposeA = gemm.transposeA();
    boolean transposeB = gemm.transposeB();
    int n = panels.n();
    int row = panels.row(tile);
    int column = panels.column(tile);
    int strideA = transposeA ? panels.m() : panels.k();
    int strideB = transposeB ? panels.k() : n;
    for (int p = 0; p < panels.k(); p += panels.depth()) {
      blas.multiply(
          transposeA,
          transposeB,
          Math.min(panels.rows(), panels.m() - row),
          Math.min(panels.columns(), n - column),
          Math.min(panels.depth(), panels.k() - p),
          a,
          offsetA + (transposeA ? p * strideA + row : row * strideA + p),
          strideA,
          b,
          offsetB + (transposeB ? column * strideB + p : p * strideB + column),
          strideB,
          p > 0,
          c,
          offsetC + row * n + column,
          n);
    }
  }
}
