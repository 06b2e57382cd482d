package dev.wengert.gradcheck.point;

/**
 * Where probes may move an argument's elements to, and by how much.
 *
 * @param low the smallest value that any element may take
 * @param high the largest
 * @param least the shortest step
 * @param largest the longest
 */
public record Reach(double low, double high, double least, double largest) {

  static final Reach ANYWHERE =
      new Reach(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);

  /** An element this many shortest steps from an end is at the end. */
  private static final double AT_THE_END = 0x1p10;

  /** How much of the room is used: steps are rounded, and some begin a little further out. */
  private static final double SHARE = 0.7;

  public Reach within(double newLow, double newHigh) {
    return new Reach(newLow, newHigh, least, largest);
  }

  public Reach steps(double newLeast, double newLargest) {
    return new Reach(low, high, newLeast, newLargest);
  }

  /** Returns whether no probe leads too far. */
  public boolean isAnywhere() {
    return low == Double.NEGATIVE_INFINITY
        && high == Double.POSITIVE_INFINITY
        && largest == Double.POSITIVE_INFINITY;
  }

  /** Returns whether a probe may go there. */
  public boolean allows(double moved, double value) {
    double step = Math.abs(moved - value); // NaN if the value is not finite, which does not move
    return !(step > 0) || (moved >= low && moved <= high && step <= largest);
  }

  /**
   * Returns the longest step to begin with in one element: what leads to neither end, and from an
   * end to the other.
   *
   * @param factor by how much a step moves the element
   * @param least the shortest step that is resolved
   */
  public double room(double value, double factor, double least) {
    double below = low == Double.NEGATIVE_INFINITY ? -low : value - low;
    double above = high == Double.POSITIVE_INFINITY ? high : high - value;
    double near = Math.min(below, above);
    double room = near <= AT_THE_END * least ? Math.max(below, above) : near;
    return SHARE * Math.min(room, largest) / Math.abs(factor);
  }

  /** Returns whether a value is at an end. */
  public boolean isAtEnd(double value, double least) {
    return high - value <= AT_THE_END * least || value - low <= AT_THE_END * least;
  }

  /** Returns an element of a direction, turned inward where the value is at an end. */
  public double inward(double value, double direction, double least) {
    if (high - value <= AT_THE_END * least) {
      return -Math.abs(direction);
    }
    return value - low <= AT_THE_END * least ? Math.abs(direction) : direction;
  }

  /** Returns the nearest value inside the domain. */
  double nearest(double value) {
    return Math.min(high, Math.max(low, value));
  }
}
