package dev.wengert.cpu.gemm;

/**
 * A service that multiplies matrices faster than Java does.
 *
 * <p>It is found with {@link java.util.ServiceLoader}; the first that can be created and passes a
 * small test serves all products of the JVM. A provider that cannot work here says so by throwing
 * from its constructor, with a message of what is wrong and the remedy: then products run in Java.
 *
 * <p>All matrices are row-major parts of arrays: element (i, j) of C is {@code c[offsetC + i *
 * strideC + j]}. The caller has checked that they lie within their arrays. A call is short (some
 * {@value Panels#FLOAT_LIMIT} multiply-adds at most), runs on the calling thread alone, and may
 * come from many threads at once. Equal calls give equal bits.
 */
public interface BlasProvider {

  /** Returns the name, such as {@code OpenBLAS}. */
  String name();

  /** Returns the version and what else tells one installation from another. */
  String version();

  /**
   * Computes {@code C = op(A) op(B)}, or adds it to C, accumulating in float32.
   *
   * @param transposeA whether op(A) is the transpose of the stored A, [k, m] then
   * @param transposeB whether op(B) is the transpose of the stored B, [n, k] then
   * @param m the rows of C, at least 1
   * @param n the columns of C, at least 1
   * @param k the terms of each element's sum, at least 1
   * @param a the array of A
   * @param offsetA where A begins
   * @param strideA from one row of the stored A to the next
   * @param b the array of B
   * @param offsetB where B begins
   * @param strideB from one row of the stored B to the next
   * @param accumulate whether to add to C; C is not read otherwise
   * @param c the array of C, none of the others
   * @param offsetC where C begins
   * @param strideC from one row of C to the next
   */
  void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      int offsetA,
      int strideA,
      float[] b,
      int offsetB,
      int strideB,
      boolean accumulate,
      float[] c,
      int offsetC,
      int strideC);

  /**
   * Computes {@code C = op(A) op(B)}, or adds it to C, accumulating in float64.
   *
   * @param transposeA whether op(A) is the transpose of the stored A, [k, m] then
   * @param transposeB whether op(B) is the transpose of the stored B, [n, k] then
   * @param m the rows of C, at least 1
   * @param n the columns of C, at least 1
   * @param k the terms of each element's sum, at least 1
   * @param a the array of A
   * @param offsetA where A begins
   * @param strideA from one row of the stored A to the next
   * @param b the array of B
   * @param offsetB where B begins
   * @param strideB from one row of the stored B to the next
   * @param accumulate whether to add to C; C is not read otherwise
   * @param c the array of C, none of the others
   * @param offsetC where C begins
   * @param strideC from one row of C to the next
   */
  void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double[] a,
      int offsetA,
      int strideA,
      double[] b,
      int offsetB,
      int strideB,
      boolean accumulate,
      double[] c,
      int offsetC,
      int strideC);
}
