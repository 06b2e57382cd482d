package dev.wengert.kernel;

/** What runs the kernels in this JVM. */
public final class Backend {

  private Backend() {}

  /**
   * Returns what multiplies matrices, how many elements loops compute at once, and how many threads
   * a kernel called from here uses.
   */
  public static String describe() {
    return Blas.description() + "\n" + Simd.description() + "\nthreads: " + Threads.count();
  }
}
