package dev.wengert.cpu.gemm;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Contiguous;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Gemm;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Gemm} runs: cut into {@link Panels} by its sizes alone, each multiplied by the
 * {@link BlasProvider} that serves.
 */
public final class Products {

  /** Multiply-adds that are too few to wake another thread for. */
  private static final int GRAIN = 1 << 21;

  /** What is done with each matrix of a stack once it has been multiplied. */
  @FunctionalInterface
  interface Taker {

    /** Takes some of the result's elements, counted through all of them. */
    void take(Frame frame, Lane lane, int from, int to);
  }

  private Products() {}

  /** Binds a product. */
  public static Task bind(Gemm gemm, Layout[] inputs, Layout c) {
    return bind(Blas.provider(), gemm, inputs, c);
  }

  /** Binds a product to a provider. */
  public static Task bind(BlasProvider blas, Gemm gemm, Layout[] inputs, Layout c) {
    Shape shape = c.shape();
    int k = inputs[0].shape().side(gemm.transposeA() ? -2 : -1);
    int size = shape.size();
    if (size == 0 || k == 0) {
      return frame -> Elements.clear(frame.array(2), frame.offset(2), frame.offset(2) + size);
    }
    Panels panels = panels(c, k);
    return Contiguous.of(
        inputs,
        Products::isStack,
        1,
        layouts -> {
          Function<Panels, Task> cut = as -> task(gemm, blas, as, layouts, size, 2, null);
          return panels.hasFiner(Panels.limit(c.dtype()))
              ? new SharedProducts(blas, c.dtype(), gemm, panels, size, cut)
              : cut.apply(panels);
        });
  }

  /**
   * Binds a stack of products each of which somebody takes while it is in the cache; null where
   * there is a single one, or they are cut, or operands have to be copied first.
   *
   * @param inputs how the operands lie; the first two are multiplied
   * @param place where the frame has the result
   */
  static @Nullable Task bindStack(Gemm gemm, Layout[] inputs, Layout c, int place, Taker taker) {
    int size = c.shape().size();
    int k = inputs[0].shape().side(gemm.transposeA() ? -2 : -1);
    if (size == 0 || k == 0 || !isStack(inputs[0]) || !isStack(inputs[1])) {
      return null;
    }
    Panels panels = panels(c, k);
    return panels.tiles() > 1 || size == panels.m() * panels.n()
        ? null
        : task(gemm, Blas.provider(), panels, inputs, size, place, taker);
  }

  private static Panels panels(Layout c, int k) {
    int m = c.shape().side(-2);
    int n = c.shape().side(-1);
    return Panels.of(m, n, k, c.shape().size() / (m * n), Panels.limit(c.dtype()));
  }

  /** Whether matrices lie one after the other, or are all the same one. */
  static boolean isStack(Layout layout) {
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

  /** Returns what multiplies stacks of matrices: one after the other, or all the same. */
  private static Task task(
      Gemm gemm,
      BlasProvider blas,
      Panels panels,
      Layout[] inputs,
      int size,
      int place,
      @Nullable Taker taker) {
    int m = panels.m();
    int n = panels.n();
    int k = panels.k();
    int stepA = inputs[0].isContiguous() ? m * k : 0;
    int stepB = inputs[1].isContiguous() ? k * n : 0;
    int products = size / (m * n);
    int tiles = panels.tiles();
    double work = (double) panels.rows() * panels.columns() * k;
    Steps multiply =
        (frame, lane, from, to) -> {
          Factors factors = lane.worker(Factors.class, Factors::new);
          for (int i = from; i < to; i++) {
            int product = i / tiles;
            int a = frame.offset(0) + product * stepA;
            int b = frame.offset(1) + product * stepB;
            int c = frame.offset(place) + product * m * n;
            int strideA = gemm.transposeA() ? m : k;
            int strideB = gemm.transposeB() ? k : n;
            factors.a.set(frame.array(0), a, strideA, gemm.transposeA(), m, k);
            factors.b.set(frame.array(1), b, strideB, gemm.transposeB(), k, n);
            factors.c.set(frame.array(place), c, n, false, m, n);
            factors.multiply(blas, panels, i % tiles, lane);
            if (taker != null) {
              taker.take(frame, lane, product * m * n, (product + 1) * m * n);
            }
          }
          factors.clear();
        };
    int grain = (int) Math.max(1, GRAIN / work);
    return frame -> Threads.forEachRange(products * tiles, grain, frame, multiply);
  }
}
