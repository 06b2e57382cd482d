package dev.wengert.cpu.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.wengert.array.DType;
import java.lang.management.ManagementFactory;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * What the machine and the JVM offer for computing several elements at once.
 *
 * <p>The system property {@code wengert.simd} says what is made of it: {@code auto} begins each
 * loop with numbers and goes on with vectors once that pays (see {@link Ascent}), {@code always}
 * begins with vectors, {@code none} does without. The results are the same, to the bit.
 */
public final class Simd {

  private static final String WANTED = System.getProperty("wengert.simd", "auto");

  /** Why there is no SIMD; empty where there is. */
  private static final String OBSTACLE = detect();

  private static final boolean AVAILABLE = OBSTACLE.isEmpty();

  private Simd() {}

  /** Returns whether vectors are there, and the JVM compiles what is written with them. */
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Returns whether loops are to use vectors from the start, at whatever cost. */
  public static boolean isImmediate() {
    return WANTED.equals("always");
  }

  private static String detect() {
    String obstacle = obstacle();
    if (!obstacle.isEmpty()) {
      System.getLogger(Simd.class.getName())
          .log(
              System.Logger.Level.INFO,
              "loops run without SIMD, several times slower: " + obstacle);
    }
    return obstacle;
  }

  private static String obstacle() {
    if (WANTED.equals("none")) {
      return "wengert.simd is none";
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "--add-modules jdk.incubator.vector gives it";
    }
    return isOptimized()
        ? ""
        : "the JVM's optimizing compiler is off, start it without -XX:TieredStopAtLevel and -Xint";
  }

  /**
   * Returns whether HotSpot's second compiler works. Without it each vector is an object, and loops
   * of vectors are several times slower than loops of numbers; some IDEs switch it off for a faster
   * start.
   */
  private static boolean isOptimized() {
    String info = System.getProperty("java.vm.info", "");
    if (info.contains("interpreted") || info.contains("emulated-client")) {
      return false;
    }
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return vm == null
          || (Boolean.parseBoolean(vm.getVMOption("UseCompiler").getValue())
              && (!Boolean.parseBoolean(vm.getVMOption("TieredCompilation").getValue())
                  || Integer.parseInt(vm.getVMOption("TieredStopAtLevel").getValue()) >= 4));
    } catch (IllegalArgumentException | LinkageError e) {
      // Not a VM with these flags, or a runtime image without the module that tells them.
      return true;
    }
  }

  /** Returns in one line what loops compute with. */
  public static String description() {
    return AVAILABLE
        ? "SIMD: " + 32 * lanes(DType.FLOAT32) + " bits (jdk.incubator.vector)"
        : "SIMD: none; " + OBSTACLE;
  }

  /** Returns how many elements of a dtype a vector holds; 1 without the module. */
  public static int lanes(DType dtype) {
    return AVAILABLE ? Species.lanes(dtype) : 1;
  }

  /** Loaded only where the module is there. */
  private static final class Species {
    static int lanes(DType dtype) {
      return switch (dtype) {
        case FLOAT32 -> FloatVector.SPECIES_PREFERRED.length();
        case FLOAT64 -> DoubleVector.SPECIES_PREFERRED.length();
        case INT32, BOOL -> 1;
      };
    }
  }
}
