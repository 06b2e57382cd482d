package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices of {@linkplain Gemm#isStack stacks}: each cut into {@link Panels}, which
 * threads share; or, where something is done before or after each product, that and the whole
 * product by one thread.
 */
final class ProductStack implements Task, Steps {

  /** Multiply-adds that are too few to wake another thread for. */
  private static final int GRAIN = 1 << 21;

  /** What stands for the place of products that are not stored. */
  static final int NOWHERE = -1;

  private final Gemm gemm;
  private final BlasProvider blas;
  private final Panels panels;
  private final DType dtype;

  /** How many matrices each factor has, which come again and again. */
  private final int matricesA;

  private final int matricesB;
  private final int products;
  private final int place;
  private final @Nullable SecondFactors second;
  private final @Nullable ProductTaker taker;

  /**
   * Makes it.
   *
   * @param inputs how the factors lie; the first two count
   * @param size how many elements all products have
   * @param place where the frame has the result, or {@link #NOWHERE}
   */
  ProductStack(
      Gemm gemm,
      BlasProvider blas,
      Panels panels,
      Layout[] inputs,
      int size,
      int place,
      @Nullable SecondFactors second,
      @Nullable ProductTaker taker) {
    this.gemm = gemm;
    this.blas = blas;
    this.panels = panels;
    this.dtype = inputs[0].dtype();
    this.matricesA = Math.max(1, inputs[0].stored() / (panels.m() * panels.k()));
    this.matricesB = Math.max(1, inputs[1].stored() / (panels.k() * panels.n()));
    this.products = size / (panels.m() * panels.n());
    this.place = place;
    this.second = second;
    this.taker = taker;
  }

  /** Returns whether there is a product for each thread. */
  boolean suffices() {
    return Threads.count() <= products;
  }

  @Override
  public void run(Frame frame) {
    int steps = steps();
    int tiles = panels.tiles() / steps;
    double work = (double) panels.rows() * panels.columns() * panels.k() * tiles;
    Threads.forEachRange(products * steps, (int) Math.max(1, GRAIN / work), frame, this);
  }

  /** Returns how many steps a product takes: its tiles, or one for all of them. */
  private int steps() {
    return second == null && taker == null ? panels.tiles() : 1;
  }

  @Override
  public void run(Frame frame, Lane lane, int from, int to) {
    int m = panels.m();
    int n = panels.n();
    int k = panels.k();
    int steps = steps();
    Object made = second == null ? null : lane.numbers(dtype, k * n);
    Object own = place == NOWHERE ? lane.numbers(dtype, m * n) : null;
    Factors factors = lane.worker(Factors.class, Factors::new);
    for (int i = from; i < to; i++) {
      int product = i / steps;
      Object c = own == null ? frame.array(place) : own;
      int at = own == null ? frame.offset(place) + product * m * n : 0;
      int a = frame.offset(0) + product % matricesA * m * k;
      int strideA = gemm.transposeA() ? m : k;
      int strideB = gemm.transposeB() ? k : n;
      factors.a.set(frame.array(0), a, strideA, gemm.transposeA(), m, k);
      if (second == null || made == null) {
        int b = frame.offset(1) + product % matricesB * k * n;
        factors.b.set(frame.array(1), b, strideB, gemm.transposeB(), k, n);
      } else {
        second.layOut(frame, product, made, 0);
        factors.b.set(made, 0, strideB, gemm.transposeB(), k, n);
      }
      factors.c.set(c, at, n, false, m, n);
      int tile = steps == 1 ? 0 : i % steps;
      int end = steps == 1 ? panels.tiles() : tile + 1;
      for (; tile < end; tile++) {
        factors.multiply(blas, panels, tile, lane);
      }
      if (taker != null) {
        taker.take(frame, lane, product, c, at);
      }
    }
    factors.clear();
  }
}
