package dev.wengert.openblas;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Whether native code may work on Java arrays where they lie. */
final class HeapAccess {

  private static final Runtime.Version BROKEN = Runtime.Version.parse("25");
  private static final Runtime.Version MENDED = Runtime.Version.parse("25.0.3");

  private HeapAccess() {}

  /** Returns whether this JVM keeps arrays in place during a native call. */
  static boolean isSafe() {
    return isSafe(Runtime.version(), collectors());
  }

  private static List<String> collectors() {
    try {
      return ManagementFactory.getGarbageCollectorMXBeans().stream()
          .map(GarbageCollectorMXBean::getName)
          .toList();
    } catch (LinkageError e) {
      // A runtime image without the module that tells: it may be the usual one.
      return List.of("G1");
    }
  }

  /** Returns false for the versions in which G1 moves arrays that it must not: JDK-8377811. */
  static boolean isSafe(Runtime.Version version, List<String> collectors) {
    return version.compareToIgnoreOptional(BROKEN) < 0
        || version.compareToIgnoreOptional(MENDED) >= 0
        || collectors.stream().noneMatch(name -> name.startsWith("G1"));
  }
}
