package dev.wengert.benchmarks;

import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.gemm.BlasProvider;
import dev.wengert.cpu.gemm.Matrix;
import dev.wengert.kernel.Gemm;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.ServiceLoader;

/**
 * Asks for a safepoint every few milliseconds beside a product of 4096 x 4096 matrices, and prints
 * how long it took to get them.
 *
 * <p>A thread dump needs one, so its time is an upper bound; {@code -Xlog:safepoint} prints the
 * time to reach each. The argument {@code whole} has the product computed in one native call, which
 * shows what the panels are for.
 */
public final class Safepoints {

  private static final int SIDE = 4096;
  private static final int PAUSE_MILLIS = 5;

  private Safepoints() {}

  /** Runs three products. */
  public static void main(String[] arguments) throws InterruptedException {
    boolean whole = Arrays.asList(arguments).contains("whole");
    Spec spec = new Spec(DType.FLOAT32, Shape.of(SIDE, SIDE));
    Buffer a = Buffer.filled(spec, 1.5).copy();
    BlasProvider blas = ServiceLoader.load(BlasProvider.class).findFirst().orElseThrow();
    System.out.println(Wengert.backend());
    Thread worker =
        new Thread(
            () -> {
              for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                if (whole) {
                  Matrix factor = new Matrix(a.floats(), 0, SIDE, false, SIDE, SIDE);
                  float[] product = new float[SIDE * SIDE];
                  blas.multiply(
                      factor, factor, new Matrix(product, 0, SIDE, false, SIDE, SIDE), false);
                } else {
                  Wengert.withThreads(
                      1,
                      () ->
                          Wengert.device()
                              .run(new Gemm(false, false), new Buffer[] {a, a}, new Spec[] {spec}));
                }
                System.out.printf("product: %.0f ms%n", (System.nanoTime() - start) / 1e6);
              }
            });
    worker.start();
    double[] millis = new double[100_000];
    int count = 0;
    while (worker.isAlive() && count < millis.length) {
      long start = System.nanoTime();
      ManagementFactory.getThreadMXBean().dumpAllThreads(false, false);
      millis[count++] = (System.nanoTime() - start) / 1e6;
      Thread.sleep(PAUSE_MILLIS);
    }
    worker.join();
    Arrays.sort(millis, 0, count);
    System.out.printf(
        "%d thread dumps: median %.2f ms, 99 of 100 within %.2f ms, longest %.2f ms%n",
        count, millis[count / 2], millis[count * 99 / 100], millis[count - 1]);
  }
}
