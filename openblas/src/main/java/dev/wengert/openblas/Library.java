package dev.wengert.openblas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loaded OpenBLAS.
 *
 * <p>A record, since the compiler trusts a record's fields to be constant, and a call through a
 * constant method handle is a plain call.
 *
 * @param config how the library describes itself
 * @param sgemm {@code cblas_sgemm}
 * @param dgemm {@code cblas_dgemm}
 */
record Library(String config, MethodHandle sgemm, MethodHandle dgemm) {

  private static final boolean LINUX = "Linux".equals(StandardSystemProperty.OS_NAME.value());

  private static final ImmutableList<String> SYSTEM_NAMES =
      switch (StandardSystemProperty.OS_NAME.value()) {
        case String os when os.startsWith("Windows") ->
            ImmutableList.of("libopenblas.dll", "openblas.dll");
        case String os when os.startsWith("Mac") ->
            ImmutableList.of(
                "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "libopenblas.dylib");
        case null, default -> ImmutableList.of("libopenblas.so.0", "libopenblas.so");
      };

  /**
   * Returns the first library of the order in the package description that works.
   *
   * @param path the only place to look; null for the usual ones
   * @param onHeap whether its functions take Java arrays
   * @throws IllegalStateException if there is none; the message says what was tried
   */
  static Library find(@Nullable String path, boolean onHeap) {
    if (path != null) {
      return open(Path.of(path), onHeap);
    }
    List<String> problems = new ArrayList<>();
    try {
      Path unpacked = NativeJar.unpack();
      if (unpacked != null) {
        return open(unpacked, onHeap);
      }
      problems.add("no org.bytedeco:openblas for this platform on the class path");
    } catch (IOException | IllegalStateException | LinkageError e) {
      problems.add(e.getMessage());
    }
    for (String name : SYSTEM_NAMES) {
      try {
        return open(name, onHeap);
      } catch (IllegalStateException e) {
        problems.add(e.getMessage());
      }
    }
    throw new IllegalStateException(String.join("; ", problems));
  }

  /**
   * Opens a file.
   *
   * @throws IllegalStateException if it is not a library with the needed functions
   */
  @SuppressWarnings("restricted")
  static Library open(Path path, boolean onHeap) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalStateException("openblas: there is no such file: " + path);
    }
    try {
      if (!LINUX || Elf.isWhole(path)) {
        return bind(
            path.toString(),
            SymbolLookup.libraryLookup(path.toAbsolutePath(), Arena.global()),
            onHeap);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(notALibrary(path), e);
    }
    throw new IllegalStateException(notALibrary(path));
  }

  private static String notALibrary(Path path) {
    return "openblas: the file is not a whole library of this platform: " + path;
  }

  @SuppressWarnings("restricted")
  private static Library open(String name, boolean onHeap) {
    try {
      return bind(name, SymbolLookup.libraryLookup(name, Arena.global()), onHeap);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("openblas: the system has no " + name, e);
    }
  }

  private static Library bind(String name, SymbolLookup symbols, boolean onHeap) {
    MethodHandle setThreads =
        function(name, symbols, "openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
    MethodHandle getConfig =
        function(name, symbols, "openblas_get_config", FunctionDescriptor.of(ADDRESS));
    Linker.Option[] options =
        onHeap ? new Linker.Option[] {Linker.Option.critical(true)} : new Linker.Option[0];
    MethodHandle sgemm = function(name, symbols, "cblas_sgemm", gemm(JAVA_FLOAT), options);
    MethodHandle dgemm = function(name, symbols, "cblas_dgemm", gemm(JAVA_DOUBLE), options);
    try {
      setThreads.invokeExact(1);
      return new Library(string((MemorySegment) getConfig.invokeExact()), sgemm, dgemm);
    } catch (Throwable e) {
      throw new IllegalStateException("openblas: the library does not answer: " + name, e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String library,
      SymbolLookup symbols,
      String name,
      FunctionDescriptor descriptor,
      Linker.Option... options) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "openblas: the library has no function " + name + ": " + library));
    return Linker.nativeLinker().downcallHandle(address, descriptor, options);
  }

  private static FunctionDescriptor gemm(MemoryLayout number) {
    return FunctionDescriptor.ofVoid(
        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, number, ADDRESS, JAVA_INT,
        ADDRESS, JAVA_INT, number, ADDRESS, JAVA_INT);
  }

  @SuppressWarnings("restricted")
  private static String string(MemorySegment address) {
    return address.reinterpret(Short.MAX_VALUE).getString(0);
  }
}
