package dev.wengert.openblas;

import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** The library inside the jar {@code org.bytedeco:openblas} of this platform. */
final class NativeJar {

  /** Per operating system the library and, before it, those that it needs. */
  private static final ImmutableList<String> LINUX =
      ImmutableList.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

  private static final ImmutableList<String> MACOS =
      ImmutableList.of(
          "libgcc_s.1.1.dylib",
          "libquadmath.0.dylib",
          "libgfortran.5.dylib",
          "libopenblas.0.dylib");

  private static final ImmutableList<String> WINDOWS = ImmutableList.of("libopenblas.dll");

  private NativeJar() {}

  /**
   * Returns the library as a file, unpacked together with those that it needs; null if there is no
   * such jar.
   */
  static @Nullable Path unpack() throws IOException {
    String platform = Loader.getPlatform();
    Path library = null;
    for (String name :
        platform.startsWith("windows") ? WINDOWS : platform.startsWith("macosx") ? MACOS : LINUX) {
      Optional<URL> resource = find(platform, "org/bytedeco/openblas/" + platform + "/" + name);
      File file = resource.isPresent() ? Loader.cacheResource(resource.get()) : null;
      library = file == null ? null : file.toPath();
    }
    return library;
  }

  private static Optional<URL> find(String platform, String name) throws IOException {
    URL onClassPath = NativeJar.class.getClassLoader().getResource(name);
    if (onClassPath == null) {
      onClassPath = ClassLoader.getSystemResource(name);
    }
    return onClassPath != null ? Optional.of(onClassPath) : onModulePath(platform, name);
  }

  /** Looks into the platform's module: nobody requires it, so it is on the path but not loaded. */
  private static Optional<URL> onModulePath(String platform, String name) throws IOException {
    String path = System.getProperty("jdk.module.path", "");
    Path[] entries =
        Arrays.stream(path.split(StandardSystemProperty.PATH_SEPARATOR.value(), -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toArray(Path[]::new);
    Optional<ModuleReference> module =
        ModuleFinder.of(entries).find("org.bytedeco.openblas." + platform.replace('-', '.'));
    if (module.isEmpty()) {
      return Optional.empty();
    }
    try (ModuleReader reader = module.get().open()) {
      return reader.find(name).isPresent()
          ? Optional.of(reader.find(name).get().toURL())
          : Optional.empty();
    }
  }
}
