package dev.wengert.kernel;

/** What runs the kernels in this JVM. */
public final class Backend {

  private Backend() {}

  /** Returns what multiplies matrices and how many threads a kernel called from here uses. */
  public static String describe() {
    return Blas.description() + "\nthreads: " + Threads.count();
  }
}
