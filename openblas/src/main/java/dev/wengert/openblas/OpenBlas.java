package dev.wengert.openblas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.wengert.cpu.gemm.BlasProvider;
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
    if (onHeap) {
      call(
          transposeA,
          transposeB,
          m,
          n,
          k,
          MemorySegment.ofArray(a).asSlice(4L * offsetA),
          strideA,
          MemorySegment.ofArray(b).asSlice(4L * offsetB),
          strideB,
          accumulate ? 1f : 0f,
          MemorySegment.ofArray(c).asSlice(4L * offsetC),
          strideC);
      return;
    }
    int rowsA = transposeA ? k : m;
    int columnsA = transposeA ? m : k;
    int rowsB = transposeB ? n : k;
    int columnsB = transposeB ? k : n;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copyOfA = arena.allocate(JAVA_FLOAT, (long) rowsA * columnsA);
      MemorySegment copyOfB = arena.allocate(JAVA_FLOAT, (long) rowsB * columnsB);
      MemorySegment copyOfC = arena.allocate(JAVA_FLOAT, (long) m * n);
      for (int i = 0; i < rowsA; i++) {
        MemorySegment.copy(
            a, offsetA + i * strideA, copyOfA, JAVA_FLOAT, 4L * i * columnsA, columnsA);
      }
      for (int i = 0; i < rowsB; i++) {
        MemorySegment.copy(
            b, offsetB + i * strideB, copyOfB, JAVA_FLOAT, 4L * i * columnsB, columnsB);
      }
      for (int i = 0; i < m && accumulate; i++) {
        MemorySegment.copy(c, offsetC + i * strideC, copyOfC, JAVA_FLOAT, 4L * i * n, n);
      }
      call(
          transposeA,
          transposeB,
          m,
          n,
          k,
          copyOfA,
          columnsA,
          copyOfB,
          columnsB,
          accumulate ? 1f : 0f,
          copyOfC,
          n);
      for (int i = 0; i < m; i++) {
        MemorySegment.copy(copyOfC, JAVA_FLOAT, 4L * i * n, c, offsetC + i * strideC, n);
      }
    }
  }

  private void call(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      MemorySegment a,
      int strideA,
      MemorySegment b,
      int strideB,
      float beta,
      MemorySegment c,
      int strideC) {
    calls.acquireUninterruptibly();
    try {
      library
          .sgemm()
          .invokeExact(
              ROW_MAJOR,
              transposeA ? TRANSPOSED : PLAIN,
              transposeB ? TRANSPOSED : PLAIN,
              m,
              n,
              k,
              1f,
              a,
              strideA,
              b,
              strideB,
              beta,
              c,
              strideC);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      calls.release();
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
    if (onHeap) {
      call(
          transposeA,
          transposeB,
          m,
          n,
          k,
          MemorySegment.ofArray(a).asSlice(8L * offsetA),
          strideA,
          MemorySegment.ofArray(b).asSlice(8L * offsetB),
          strideB,
          accumulate ? 1.0 : 0.0,
          MemorySegment.ofArray(c).asSlice(8L * offsetC),
          strideC);
      return;
    }
    int rowsA = transposeA ? k : m;
    int columnsA = transposeA ? m : k;
    int rowsB = transposeB ? n : k;
    int columnsB = transposeB ? k : n;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copyOfA = arena.allocate(JAVA_DOUBLE, (long) rowsA * columnsA);
      MemorySegment copyOfB = arena.allocate(JAVA_DOUBLE, (long) rowsB * columnsB);
      MemorySegment copyOfC = arena.allocate(JAVA_DOUBLE, (long) m * n);
      for (int i = 0; i < rowsA; i++) {
        MemorySegment.copy(
            a, offsetA + i * strideA, copyOfA, JAVA_DOUBLE, 8L * i * columnsA, columnsA);
      }
      for (int i = 0; i < rowsB; i++) {
        MemorySegment.copy(
            b, offsetB + i * strideB, copyOfB, JAVA_DOUBLE, 8L * i * columnsB, columnsB);
      }
      for (int i = 0; i < m && accumulate; i++) {
        MemorySegment.copy(c, offsetC + i * strideC, copyOfC, JAVA_DOUBLE, 8L * i * n, n);
      }
      call(
          transposeA,
          transposeB,
          m,
          n,
          k,
          copyOfA,
          columnsA,
          copyOfB,
          columnsB,
          accumulate ? 1.0 : 0.0,
          copyOfC,
          n);
      for (int i = 0; i < m; i++) {
        MemorySegment.copy(copyOfC, JAVA_DOUBLE, 8L * i * n, c, offsetC + i * strideC, n);
      }
    }
  }

  private void call(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      MemorySegment a,
      int strideA,
      MemorySegment b,
      int strideB,
      double beta,
      MemorySegment c,
      int strideC) {
    calls.acquireUninterruptibly();
    try {
      library
          .dgemm()
          .invokeExact(
              ROW_MAJOR,
              transposeA ? TRANSPOSED : PLAIN,
              transposeB ? TRANSPOSED : PLAIN,
              m,
              n,
              k,
              1.0,
              a,
              strideA,
              b,
              strideB,
              beta,
              c,
              strideC);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      calls.release();
    }
  }
}
