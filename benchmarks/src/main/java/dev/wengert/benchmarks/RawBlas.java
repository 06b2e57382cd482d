package dev.wengert.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;

/**
 * OpenBLAS without Wengert: one call a product, on native memory. What products through Wengert are
 * compared with.
 */
@SuppressWarnings("restricted")
final class RawBlas {

  private static final MethodHandle SGEMM = load();

  private RawBlas() {}

  private static MethodHandle load() {
    String platform = Loader.getPlatform();
    String folder = "/org/bytedeco/openblas/" + platform + "/";
    try {
      String file = folder;
      for (String name :
          new String[] {
            "libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0"
          }) {
        if (Loader.cacheResource(folder + name) != null) {
          file = Loader.cacheResource(folder + name).getPath();
        }
      }
      SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
      Linker linker = Linker.nativeLinker();
      linker
          .downcallHandle(
              symbols.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT))
          .invokeExact(1);
      return linker.downcallHandle(
          symbols.findOrThrow("cblas_sgemm"),
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT,
              ADDRESS,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Throwable e) {
      throw new IllegalStateException("benchmarks: OpenBLAS does not load for " + platform, e);
    }
  }

  /** Computes C = A B of row-major [m, k] and [k, n]. */
  static void multiply(int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      SGEMM.invokeExact(101, 111, 111, m, n, k, 1f, a, k, b, n, 0f, c, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
