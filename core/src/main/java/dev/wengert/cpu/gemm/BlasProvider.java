package dev.wengert.cpu.gemm;

/**
 * A service that multiplies matrices faster than Java does.
 *
 * <p>It is found with {@link java.util.ServiceLoader}; the first that can be created and passes a
 * small test serves all products of the JVM. A provider that cannot work here says so by throwing
 * from its constructor, with a message of what is wrong and the remedy: then products run in Java.
 *
 * <p>A {@link Matrix} is a row-major part of an array; the caller has checked that it lies within,
 * and makes it another one after the call. A call is short (some {@value Panels#FLOAT_LIMIT}
 * multiply-adds at most), runs on the calling thread alone, and may come from many threads at once.
 * Equal calls give equal bits.
 */
public interface BlasProvider {

  /** Returns the name, such as {@code OpenBLAS}. */
  String name();

  /** Returns the version and what else tells one installation from another. */
  String version();

  /**
   * Computes {@code C = A B}, or adds it to C, in the dtype of their arrays, which is one: float32
   * or float64.
   *
   * @param a the first factor, [m, k]
   * @param b the second factor, [k, n]
   * @param c the product, [m, n], not transposed, in an array or a part of one that neither factor
   *     reads
   * @param accumulate whether to add to C; C is not read otherwise
   */
  void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate);
}
