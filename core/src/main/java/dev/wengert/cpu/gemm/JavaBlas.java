package dev.wengert.cpu.gemm;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Retyped;
import dev.wengert.cpu.machine.Simd;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products in Java.
 *
 * <p>Every element of C is a sum of sums of {@value #DEPTH} products, each taken in the order of
 * the terms by {@link dev.wengert.cpu.machine.Fma}; the last may be shorter. So the result has the
 * same bits for any width of vectors and any number of threads, and its error grows as that of BLAS
 * libraries does. The blocks are those of Goto and van de Geijn, "Anatomy of high-performance
 * matrix multiplication", 2008: a panel of B for the second or third level of cache, a block of A
 * for the second, a strip of B for the first.
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

  private final MicroKernel single;
  private final @Nullable MicroKernel twofold;

  private JavaBlas(MicroKernel single) {
    this.single = single;
    this.twofold =
        Retyped.make(MethodHandles.lookup(), single.getClass(), DType.FLOAT64, MicroKernel.class);
  }

  /** Returns the fastest that this JVM can run. */
  static JavaBlas best() {
    return Simd.isAvailable() ? vectors() : scalar();
  }

  /** Returns the one without vectors. */
  static JavaBlas scalar() {
    return new JavaBlas(new ScalarMicroKernel());
  }

  /** Returns the one that needs the module of vectors. */
  static JavaBlas vectors() {
    return new JavaBlas(new VectorMicroKernel());
  }

  @Override
  public String name() {
    return "Java";
  }

  @Override
  public String version() {
    return single.version();
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    multiply(new Lanes().first(), a, b, c, accumulate);
  }

  /** Multiplies with working memory of a lane. */
  void multiply(Lane lane, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    int mark = lane.mark();
    DType dtype = c.array() instanceof float[] ? DType.FLOAT32 : DType.FLOAT64;
    for (int i = 0; i < c.rows() && !accumulate; i++) {
      int row = c.offset() + i * c.stride();
      Elements.clear(c.array(), row, row + c.columns());
    }
    MicroKernel kernel = dtype == DType.FLOAT32 ? single : twofold;
    if (kernel == null || isSmall(c.rows(), c.columns(), a.columns())) {
      loops(dtype).add(a, b, c, lane.numbers(dtype, c.columns()));
    } else {
      addPacked(lane, kernel, dtype, a, b, c);
    }
    lane.release(mark);
  }

  private static void addPacked(
      Lane lane, MicroKernel kernel, DType dtype, Matrix a, Matrix b, Matrix c) {
    int m = c.rows();
    int n = c.columns();
    int k = a.columns();
    int height = kernel.rows();
    int width = kernel.columns();
    int depth = Math.min(k, DEPTH);
    Object packedA = lane.numbers(dtype, roundUp(Math.min(m, ROWS), height) * depth);
    Object packedB = lane.numbers(dtype, roundUp(Math.min(n, COLUMNS), width) * depth);
    Object tile = lane.numbers(dtype, height * width);
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      for (int p = 0; p < k; p += depth) {
        int terms = Math.min(depth, k - p);
        int fromB = b.offset() + p * b.down() + j * b.right();
        pack(columns, terms, width, b.array(), fromB, b.right(), b.down(), packedB);
        for (int i = 0; i < m; i += ROWS) {
          int rows = Math.min(ROWS, m - i);
          int fromA = a.offset() + i * a.down() + p * a.right();
          pack(rows, terms, height, a.array(), fromA, a.down(), a.right(), packedA);
          int intoC = c.offset() + i * c.stride() + j;
          addTiles(kernel, terms, packedA, packedB, c, intoC, rows, columns, tile);
        }
      }
    }
  }

  /**
   * Copies an operand so that the micro-kernel reads it in order: in strips of {@code width} lines,
   * all of a strip's elements of one term next to each other, zeros past the last line.
   */
  private static void pack(
      int lines, int terms, int width, Object from, int offset, int line, int term, Object into) {
    for (int i = 0; i < lines; i += width) {
      int strip = i * terms;
      int used = Math.min(width, lines - i);
      if (used < width) {
        Elements.clear(into, strip, strip + width * terms);
      }
      int first = offset + i * line;
      if (line == 1) {
        for (int p = 0; p < terms; p++) {
          System.arraycopy(from, first + p * term, into, strip + p * width, used);
        }
      } else {
        for (int r = 0; r < used; r++) {
          Buffer.copy(from, first + r * line, term, into, strip + r, width, terms);
        }
      }
    }
  }

  /** Adds a product of packed operands, tile by tile. */
  private static void addTiles(
      MicroKernel kernel,
      int k,
      Object packedA,
      Object packedB,
      Matrix c,
      int offset,
      int m,
      int n,
      Object tile) {
    int height = kernel.rows();
    int width = kernel.columns();
    int stride = c.stride();
    for (int j = 0; j < n; j += width) {
      for (int i = 0; i < m; i += height) {
        int at = offset + i * stride + j;
        if (m - i >= height && n - j >= width) {
          kernel.add(k, packedA, i * k, packedB, j * k, c.array(), at, stride);
          continue;
        }
        // At an edge the tile is larger than what is left of C.
        int rows = Math.min(height, m - i);
        int columns = Math.min(width, n - j);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(c.array(), at + r * stride, tile, r * width, columns);
        }
        kernel.add(k, packedA, i * k, packedB, j * k, tile, 0, width);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(tile, r * width, c.array(), at + r * stride, columns);
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

  /** Returns the loops over arrays of FLOAT32 or FLOAT64. */
  static DirectLoops loops(DType dtype) {
    return dtype == DType.FLOAT32 ? Loops.SINGLE : Loops.TWOFOLD;
  }

  private static final class Loops {
    static final DirectLoops SINGLE = new FloatDirectLoops();
    static final DirectLoops TWOFOLD = twofold();

    private static DirectLoops twofold() {
      DirectLoops retyped =
          Retyped.make(
              MethodHandles.lookup(), FloatDirectLoops.class, DType.FLOAT64, DirectLoops.class);
      return retyped == null ? new PlainLoops() : retyped;
    }
  }
}
