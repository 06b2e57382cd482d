package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Fma;
import dev.wengert.cpu.machine.Simd;
import java.util.Arrays;

/**
 * Matrix products in Java.
 *
 * <p>Every element of C is a sum of sums of {@value #DEPTH} products, each taken in the order of
 * the terms by {@link Fma}; the last may be shorter. So the result has the same bits for any width
 * of vectors and any number of threads, and its error grows as that of BLAS libraries does. The
 * blocks are those of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication",
 * 2008: a panel of B for the second or third level of cache, a block of A for the second, a strip
 * of B for the first.
 */
final class JavaBlas implements BlasProvider {

  /** Terms of a packed panel, and of a sum that is added to C. */
  static final int DEPTH = 256;

  /** Rows of a packed block of A: a multiple of all micro-kernels' rows. */
  private static final int ROWS = 100;

  /** Columns of a packed panel of B: a multiple of all micro-kernels' columns. */
  private static final int COLUMNS = 512;

  /** Multiply-adds up to which packing costs more than it brings. */
  private static final int SMALL = 1 << 12;

  private final MicroKernel kernel;

  JavaBlas(MicroKernel kernel) {
    this.kernel = kernel;
  }

  /** Returns the fastest that this JVM can run. */
  static JavaBlas best() {
    return new JavaBlas(Simd.isAvailable() ? new VectorMicroKernel() : new ScalarMicroKernel());
  }

  @Override
  public String name() {
    return "Java";
  }

  @Override
  public String version() {
    return kernel.version();
  }

  @Override
  public void multiply(
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
      int strideC) {
    int downA = transposeA ? 1 : strideA;
    int rightA = transposeA ? strideA : 1;
    int downB = transposeB ? 1 : strideB;
    int rightB = transposeB ? strideB : 1;
    for (int i = 0; i < m && !accumulate; i++) {
      Arrays.fill(c, offsetC + i * strideC, offsetC + i * strideC + n, 0);
    }
    if (isSmall(m, n, k)) {
      addDirectly(
          m, n, k, a, offsetA, downA, rightA, b, offsetB, downB, rightB, c, offsetC, strideC);
      return;
    }
    int width = kernel.floatColumns();
    int depth = Math.min(k, DEPTH);
    float[] packedA = new float[roundUp(Math.min(m, ROWS), kernel.rows()) * depth];
    float[] packedB = new float[roundUp(Math.min(n, COLUMNS), width) * depth];
    float[] tile = new float[kernel.rows() * width];
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      for (int p = 0; p < k; p += depth) {
        int terms = Math.min(depth, k - p);
        pack(columns, terms, width, b, offsetB + p * downB + j * rightB, rightB, downB, packedB);
        for (int i = 0; i < m; i += ROWS) {
          int rows = Math.min(ROWS, m - i);
          int at = offsetA + i * downA + p * rightA;
          pack(rows, terms, kernel.rows(), a, at, downA, rightA, packedA);
          addPacked(
              rows, columns, terms, packedA, packedB, c, offsetC + i * strideC + j, strideC, tile);
        }
      }
    }
  }

  /** Adds a product of packed operands, tile by tile. */
  private void addPacked(
      int m,
      int n,
      int k,
      float[] packedA,
      float[] packedB,
      float[] c,
      int offsetC,
      int strideC,
      float[] tile) {
    int height = kernel.rows();
    int width = kernel.floatColumns();
    for (int j = 0; j < n; j += width) {
      for (int i = 0; i < m; i += height) {
        int at = offsetC + i * strideC + j;
        if (m - i >= height && n - j >= width) {
          kernel.add(k, packedA, i * k, packedB, j * k, c, at, strideC);
          continue;
        }
        // At an edge the tile is larger than what is left of C.
        int rows = Math.min(height, m - i);
        int columns = Math.min(width, n - j);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(c, at + r * strideC, tile, r * width, columns);
        }
        kernel.add(k, packedA, i * k, packedB, j * k, tile, 0, width);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(tile, r * width, c, at + r * strideC, columns);
        }
      }
    }
  }

  /** Adds a product without rearranging anything. */
  private static void addDirectly(
      int m,
      int n,
      int k,
      float[] a,
      int offsetA,
      int downA,
      int rightA,
      float[] b,
      int offsetB,
      int downB,
      int rightB,
      float[] c,
      int offsetC,
      int strideC) {
    float[] sums = new float[n];
    for (int i = 0; i < m; i++) {
      int rowA = offsetA + i * downA;
      int rowC = offsetC + i * strideC;
      for (int from = 0; from < k; from += DEPTH) {
        int to = Math.min(k, from + DEPTH);
        if (rightB == 1) {
          Arrays.fill(sums, 0);
          for (int p = from; p < to; p++) {
            float x = a[rowA + p * rightA];
            int rowB = offsetB + p * downB;
            for (int j = 0; j < n; j++) {
              sums[j] = Fma.of(x, b[rowB + j], sums[j]);
            }
          }
        } else {
          for (int j = 0; j < n; j++) {
            int columnB = offsetB + j * rightB;
            float sum = 0;
            for (int p = from; p < to; p++) {
              sum = Fma.of(a[rowA + p * rightA], b[columnB + p * downB], sum);
            }
            sums[j] = sum;
          }
        }
        for (int j = 0; j < n; j++) {
          c[rowC + j] += sums[j];
        }
      }
    }
  }

  /**
   * Copies an operand so that the micro-kernel reads it in order: in strips of {@code width} lines,
   * all of a strip's elements of one term next to each other, zeros past the last line.
   */
  private static void pack(
      int lines, int terms, int width, float[] from, int offset, int line, int term, float[] into) {
    for (int i = 0; i < lines; i += width) {
      int strip = i * terms;
      int used = Math.min(width, lines - i);
      if (used < width) {
        Arrays.fill(into, strip, strip + width * terms, 0);
      }
      int first = offset + i * line;
      if (line == 1) {
        for (int p = 0; p < terms; p++) {
          System.arraycopy(from, first + p * term, into, strip + p * width, used);
        }
      } else {
        for (int r = 0; r < used; r++) {
          for (int p = 0; p < terms; p++) {
            into[strip + p * width + r] = from[first + r * line + p * term];
          }
        }
      }
    }
  }

  @Override
  public void multiply(
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
      int strideC) {
    int downA = transposeA ? 1 : strideA;
    int rightA = transposeA ? strideA : 1;
    int downB = transposeB ? 1 : strideB;
    int rightB = transposeB ? strideB : 1;
    for (int i = 0; i < m && !accumulate; i++) {
      Arrays.fill(c, offsetC + i * strideC, offsetC + i * strideC + n, 0);
    }
    if (isSmall(m, n, k)) {
      addDirectly(
          m, n, k, a, offsetA, downA, rightA, b, offsetB, downB, rightB, c, offsetC, strideC);
      return;
    }
    int width = kernel.doubleColumns();
    int depth = Math.min(k, DEPTH);
    double[] packedA = new double[roundUp(Math.min(m, ROWS), kernel.rows()) * depth];
    double[] packedB = new double[roundUp(Math.min(n, COLUMNS), width) * depth];
    double[] tile = new double[kernel.rows() * width];
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      for (int p = 0; p < k; p += depth) {
        int terms = Math.min(depth, k - p);
        pack(columns, terms, width, b, offsetB + p * downB + j * rightB, rightB, downB, packedB);
        for (int i = 0; i < m; i += ROWS) {
          int rows = Math.min(ROWS, m - i);
          int at = offsetA + i * downA + p * rightA;
          pack(rows, terms, kernel.rows(), a, at, downA, rightA, packedA);
          addPacked(
              rows, columns, terms, packedA, packedB, c, offsetC + i * strideC + j, strideC, tile);
        }
      }
    }
  }

  /** Adds a product of packed operands, tile by tile. */
  private void addPacked(
      int m,
      int n,
      int k,
      double[] packedA,
      double[] packedB,
      double[] c,
      int offsetC,
      int strideC,
      double[] tile) {
    int height = kernel.rows();
    int width = kernel.doubleColumns();
    for (int j = 0; j < n; j += width) {
      for (int i = 0; i < m; i += height) {
        int at = offsetC + i * strideC + j;
        if (m - i >= height && n - j >= width) {
          kernel.add(k, packedA, i * k, packedB, j * k, c, at, strideC);
          continue;
        }
        // At an edge the tile is larger than what is left of C.
        int rows = Math.min(height, m - i);
        int columns = Math.min(width, n - j);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(c, at + r * strideC, tile, r * width, columns);
        }
        kernel.add(k, packedA, i * k, packedB, j * k, tile, 0, width);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(tile, r * width, c, at + r * strideC, columns);
        }
      }
    }
  }

  /** Adds a product without rearranging anything. */
  private static void addDirectly(
      int m,
      int n,
      int k,
      double[] a,
      int offsetA,
      int downA,
      int rightA,
      double[] b,
      int offsetB,
      int downB,
      int rightB,
      double[] c,
      int offsetC,
      int strideC) {
    double[] sums = new double[n];
    for (int i = 0; i < m; i++) {
      int rowA = offsetA + i * downA;
      int rowC = offsetC + i * strideC;
      for (int from = 0; from < k; from += DEPTH) {
        int to = Math.min(k, from + DEPTH);
        if (rightB == 1) {
          Arrays.fill(sums, 0);
          for (int p = from; p < to; p++) {
            double x = a[rowA + p * rightA];
            int rowB = offsetB + p * downB;
            for (int j = 0; j < n; j++) {
              sums[j] = Fma.of(x, b[rowB + j], sums[j]);
            }
          }
        } else {
          for (int j = 0; j < n; j++) {
            int columnB = offsetB + j * rightB;
            double sum = 0;
            for (int p = from; p < to; p++) {
              sum = Fma.of(a[rowA + p * rightA], b[columnB + p * downB], sum);
            }
            sums[j] = sum;
          }
        }
        for (int j = 0; j < n; j++) {
          c[rowC + j] += sums[j];
        }
      }
    }
  }

  /**
   * Copies an operand so that the micro-kernel reads it in order: in strips of {@code width} lines,
   * all of a strip's elements of one term next to each other, zeros past the last line.
   */
  private static void pack(
      int lines,
      int terms,
      int width,
      double[] from,
      int offset,
      int line,
      int term,
      double[] into) {
    for (int i = 0; i < lines; i += width) {
      int strip = i * terms;
      int used = Math.min(width, lines - i);
      if (used < width) {
        Arrays.fill(into, strip, strip + width * terms, 0);
      }
      int first = offset + i * line;
      if (line == 1) {
        for (int p = 0; p < terms; p++) {
          System.arraycopy(from, first + p * term, into, strip + p * width, used);
        }
      } else {
        for (int r = 0; r < used; r++) {
          for (int p = 0; p < terms; p++) {
            into[strip + p * width + r] = from[first + r * line + p * term];
          }
        }
      }
    }
  }

  private static boolean isSmall(int m, int n, int k) {
    return m < 3 || n < 3 || (double) m * n * k <= SMALL;
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
