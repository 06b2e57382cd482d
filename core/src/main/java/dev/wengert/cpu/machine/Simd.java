package dev.wengert.cpu.machine;

import dev.wengert.array.DType;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/** What the machine and the JVM offer for computing several elements at once. */
public final class Simd {

  private static final boolean AVAILABLE = detect();

  private Simd() {}

  /** Returns whether the module {@code jdk.incubator.vector} is there. */
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  private static boolean detect() {
    boolean there = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!there) {
      System.getLogger(Simd.class.getName())
          .log(
              System.Logger.Level.INFO,
              "loops run without SIMD, several times slower; start the JVM with"
                  + " --add-modules jdk.incubator.vector to have it");
    }
    return there;
  }

  /** Returns in one line what loops compute with. */
  public static String description() {
    return AVAILABLE
        ? "SIMD: " + 32 * lanes(DType.FLOAT32) + " bits (jdk.incubator.vector)"
        : "SIMD: none; --add-modules jdk.incubator.vector gives it";
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
