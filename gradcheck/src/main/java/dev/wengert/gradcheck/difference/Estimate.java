package dev.wengert.gradcheck.difference;

/**
 * A number measured with an error bar.
 *
 * @param value the number; NaN if nothing could be measured
 * @param bar how far it may be off
 */
public record Estimate(double value, double bar) {

  static final Estimate NONE = new Estimate(Double.NaN, Double.POSITIVE_INFINITY);

  public boolean isKnown() {
    return bar < Double.POSITIVE_INFINITY;
  }

  /** Returns whether the bar is small beside the value. */
  public boolean isConverged() {
    return bar <= 1e-2 * Math.abs(value);
  }

  public boolean contradicts(Estimate other) {
    return Math.abs(value - other.value) > 4 * (bar + other.bar);
  }
}
