package dev.wengert.gradcheck.difference;

/**
 * What a derivative can be at a point where several outputs have kinks: each output has its own,
 * and may take any value between its two sides, whatever the others take.
 */
public final class Hull {

  private double low;
  private double high;
  private boolean kinked;

  private Hull() {}

  public static Hull of(Probe probe) {
    Hull hull = new Hull();
    for (Probe output : probe.outputs()) {
      Ladder ladder = Ladder.thorough(output);
      double left = ladder.backward().value();
      double right = ladder.forward().value();
      if (ladder.isKinked()) {
        hull.kinked = true;
        hull.low += Math.min(left, right);
        hull.high += Math.max(left, right);
      } else {
        hull.low += ladder.central().value();
        hull.high += ladder.central().value();
      }
    }
    return hull;
  }

  public boolean isKinked() {
    return kinked;
  }

  /** Returns how far apart the sides are. */
  public double width() {
    return high - low;
  }

  public boolean contains(double derivative, double tolerance) {
    return derivative >= low - tolerance && derivative <= high + tolerance;
  }
}
