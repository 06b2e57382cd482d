package dev.wengert.gradcheck;

/**
 * One derivative, computed and measured.
 *
 * @param analytic what the pullback says
 * @param numeric what finite differences say
 * @param bar how far the numeric value may be off
 * @param tolerance the difference beyond which the analytic value is not believed
 */
public record Measurement(double analytic, double numeric, double bar, double tolerance) {

  /** Nothing, measured exactly. */
  public static final Measurement NONE = new Measurement(0, 0, 0, 0);

  /** Returns the difference in units of the larger of both values; 0 if both are 0. */
  public double relativeError() {
    double scale = Math.max(Math.abs(analytic), Math.abs(numeric));
    return analytic == numeric ? 0 : Math.abs(analytic - numeric) / scale;
  }

  /** Returns analytic minus numeric. */
  public double error() {
    return analytic - numeric;
  }

  /** Returns the difference in units in the last place of the analytic value. */
  public double ulps() {
    return Math.abs(analytic - numeric) / Math.ulp(analytic);
  }

  /** Returns whether the difference is within the tolerance. */
  public boolean agrees() {
    return Math.abs(analytic - numeric) <= tolerance;
  }

  /** Returns the same, where at a kink the derivative may be anything within a gap. */
  public Measurement within(double gap) {
    return new Measurement(analytic, numeric, bar, tolerance + gap);
  }

  /** Returns whether both values are zero as far as can be measured. */
  public boolean isZero() {
    return Math.abs(analytic) <= tolerance && Math.abs(numeric) <= tolerance;
  }
}
