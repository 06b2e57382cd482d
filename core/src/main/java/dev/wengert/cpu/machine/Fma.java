package dev.wengert.cpu.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Multiply-add of matrix products: rounded once where the processor can, else twice.
 *
 * <p>Without an instruction for it {@link Math#fma(float, float, float)} computes in arbitrary
 * precision, a thousand times slower.
 */
public final class Fma {

  /** Whether the processor has the instruction; a constant to the compiler. */
  public static final boolean FUSED = isFused();

  private Fma() {}

  private static boolean isFused() {
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return vm == null || Boolean.parseBoolean(vm.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException | LinkageError e) {
      // Not a VM with that flag, or nothing there that tells it: it has the instruction on every
      // platform it supports.
      return true;
    }
  }

  public static float of(float a, float b, float c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  public static double of(double a, double b, double c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }
}
