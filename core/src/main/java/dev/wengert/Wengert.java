package dev.wengert;

import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Device;

/**
 * How this JVM computes. Nothing here changes a result beyond the rounding that a native library
 * has of its own.
 *
 * <p>A native library rounds by the size of a product too: what a model says of one example may
 * differ in the last digits (by up to 1e-7 of the largest, in FLOAT32) between a batch of 1 and one
 * of 5000. Java's products do not: with the system property {@code wengert.blas=none} an example's
 * result has the same bits whatever its neighbours are and however many, at about half the speed of
 * products. All other operations that treat examples one by one have this property in any case.
 */
public final class Wengert {

  private Wengert() {}

  /** Returns what serves, a line each: matrix products, SIMD and threads. */
  public static String backend() {
    return Execution.DEVICE.description();
  }

  /** Returns what runs the kernels of operations. */
  public static Device device() {
    return Execution.DEVICE;
  }

  /**
   * Returns how many threads an operation called from here uses at most: the system property {@code
   * wengert.threads}, else the number of processors, unless {@link #withThreads} says otherwise.
   */
  public static int threads() {
    return Threads.count();
  }

  /**
   * Runs something whose operations use at most so many threads.
   *
   * <p>This holds for what the body does on the calling thread, and for nobody else. The results
   * are the same, to the bit, for any number.
   *
   * @throws IllegalArgumentException if the number is below 1
   */
  public static void withThreads(int threads, Runnable body) {
    Threads.with(threads, body);
  }
}
