package dev.wengert.gradcheck.report;

import dev.wengert.array.Shape;

/**
 * The colours of a signed error map: white within the tolerance, then red for too large and blue
 * for too small, full at a million tolerances.
 */
public final class ErrorColors {

  private static final double DECADES = 6;

  private ErrorColors() {}

  /** Returns the colour of an error as 0xRRGGBB; yellow for NaN. */
  public static int of(double error, double tolerance) {
    if (Double.isNaN(error)) {
      return 0xffd000;
    }
    double excess = Math.abs(error) / tolerance;
    if (!(excess > 1)) {
      return 0xffffff;
    }
    double share = 0.15 + 0.85 * Math.min(1, Math.log10(excess) / DECADES);
    int faded = (int) Math.round(255 * (1 - share));
    return error > 0 ? 0xff0000 | faded << 8 | faded : faded << 16 | faded << 8 | 0xff;
  }

  /** Returns the columns of the map of a shape: its last axis; the others are rows. */
  public static int columns(Shape shape) {
    return shape.rank() == 0 ? 1 : Math.max(1, shape.side(shape.rank() - 1));
  }
}
