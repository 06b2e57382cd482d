package dev.wengert;

import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Device;

/**
 * How this JVM computes. Nothing here changes a result beyond the rounding that a native library
 * has of its own.
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
