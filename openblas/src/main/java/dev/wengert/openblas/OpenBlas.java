package dev.wengert.openblas;

import dev.wengert.cpu.gemm.BlasProvider;
import dev.wengert.cpu.gemm.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenBLAS as the provider of matrix products.
 *
 * <p>Its calls are <i>critical</i>: they read and write Java arrays where they lie and hold up
 * every safepoint meanwhile, which is why the caller keeps each of them short. Where the JVM might
 * move the arrays all the same, they work on native copies and are ordinary calls.
 *
 * @param library the loaded library
 * @param onHeap whether its functions take Java arrays
 * @param calls one permit for each call that may run at once: OpenBLAS ends the process if more
 *     threads enter it than its table of buffers has room for
 */
public record OpenBlas(Library library, boolean onHeap, Semaphore calls) implements BlasProvider {

  private static final System.Logger LOGGER = System.getLogger("dev.wengert");
  private static final Pattern MAX_THREADS = Pattern.compile("MAX_THREADS=(\\d+)");

  /** The constants of cblas.h. */
  private static final int ROW_MAJOR = 101;

  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  /**
   * Finds and loads the library, for {@link java.util.ServiceLoader}.
   *
   * @throws IllegalStateException if there is none that works
   */
  public OpenBlas() {
    this(HeapAccess.isSafe());
  }

  private OpenBlas(boolean onHeap) {
    this(Library.find(System.getProperty("wengert.blas.library"), onHeap), onHeap);
    if (!onHeap) {
      LOGGER.log(
          System.Logger.Level.INFO,
          "OpenBLAS works on copies of the arrays: G1 of Java {0} may move them during a native"
              + " call (JDK-8377811); Java 25.0.3 or later does not, nor does -XX:+UseParallelGC",
          Runtime.version());
    }
  }

  OpenBlas(Library library, boolean onHeap) {
    this(library, onHeap, new Semaphore(maximumThreads(library.config())));
  }

  private static int maximumThreads(String config) {
    Matcher matcher = MAX_THREADS.matcher(config);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
  }

  @Override
  public String name() {
    return "OpenBLAS";
  }

  @Override
  public String version() {
    return library.config().replaceFirst("^OpenBLAS ", "");
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    if (onHeap) {
      call(
          a,
          segment(a),
          a.stride(),
          b,
          segment(b),
          b.stride(),
          c,
          segment(c),
          c.stride(),
          accumulate);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copyOfA = copy(a, arena, true);
      MemorySegment copyOfB = copy(b, arena, true);
      MemorySegment copyOfC = copy(c, arena, accumulate);
      call(
          a,
          copyOfA,
          a.storedColumns(),
          b,
          copyOfB,
          b.storedColumns(),
          c,
          copyOfC,
          c.columns(),
          accumulate);
      copyRows(c, copyOfC, false);
    }
  }

  private static boolean isSingle(Matrix matrix) {
    return matrix.array() instanceof float[];
  }

  /** The array where it lies, from the first element on. */
  private static MemorySegment segment(Matrix matrix) {
    return array(matrix).asSlice(matrix.offset() * bytes(matrix));
  }

  private static MemorySegment array(Matrix matrix) {
    return isSingle(matrix)
        ? MemorySegment.ofArray((float[]) matrix.array())
        : MemorySegment.ofArray((double[]) matrix.array());
  }

  private static long bytes(Matrix matrix) {
    return isSingle(matrix) ? Float.BYTES : Double.BYTES;
  }

  /** A native copy, row after row; without the elements if they are not read. */
  private static MemorySegment copy(Matrix matrix, Arena arena, boolean isRead) {
    long size = (long) matrix.rows() * matrix.columns() * bytes(matrix);
    MemorySegment copy = arena.allocate(size, bytes(matrix));
    if (isRead) {
      copyRows(matrix, copy, true);
    }
    return copy;
  }

  private static void copyRows(Matrix matrix, MemorySegment copy, boolean fromArray) {
    MemorySegment array = array(matrix);
    long bytes = bytes(matrix);
    long row = matrix.storedColumns() * bytes;
    for (int i = 0; i < matrix.storedRows(); i++) {
      long at = (matrix.offset() + (long) i * matrix.stride()) * bytes;
      if (fromArray) {
        MemorySegment.copy(array, at, copy, i * row, row);
      } else {
        MemorySegment.copy(copy, i * row, array, at, row);
      }
    }
  }

  private void call(
      Matrix a,
      MemorySegment atA,
      int strideA,
      Matrix b,
      MemorySegment atB,
      int strideB,
      Matrix c,
      MemorySegment atC,
      int strideC,
      boolean accumulate) {
    int transposeA = a.transposed() ? TRANSPOSED : PLAIN;
    int transposeB = b.transposed() ? TRANSPOSED : PLAIN;
    int m = c.rows();
    int n = c.columns();
    int k = a.columns();
    calls.acquireUninterruptibly();
    try {
      if (isSingle(c)) {
        float beta = accumulate ? 1 : 0;
        library
            .sgemm()
            .invokeExact(
                ROW_MAJOR,
                transposeA,
                transposeB,
                m,
                n,
                k,
                1f,
                atA,
                strideA,
                atB,
                strideB,
                beta,
                atC,
                strideC);
      } else {
        double beta = accumulate ? 1 : 0;
        library
            .dgemm()
            .invokeExact(
                ROW_MAJOR,
                transposeA,
                transposeB,
                m,
                n,
                k,
                1.0,
                atA,
                strideA,
                atB,
                strideB,
                beta,
                atC,
                strideC);
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      calls.release();
    }
  }
}
