package dev.wengert.gradcheck.difference;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The elements along a direction at which the function has a kink.
 *
 * <p>Why: where a direction moves thousands of elements and one of them sits at a kink, the slopes
 * to both sides differ, and every derivative between them would do. The gap is that one element's;
 * the others have to be as right as ever. So the elements with kinks are set apart, and the rest,
 * along which there is none, is judged to full precision.
 *
 * <p>How: {@code f(x + hv) + f(x - hv) - 2 f(x)} shrinks with the step as h^2 along a smooth line
 * and as h across a kink. Kinks sit where elements are zero or tie, as a rule; these are tried
 * first. Others are searched for by halves, the largest parts first; when as many parts as may be
 * looked at have been, those that are left are set apart whole.
 *
 * <p>Invariant: along what is not returned, there is no kink.
 */
public final class KinkedElements {

  /** How many parts are looked at. */
  private static final int MOST_PARTS = 192;

  private static final double CLOSER = 16;

  /** How many times the noise a bend must be. */
  private static final double NOISE = 64;

  private final Site site;
  private final Noise noise;
  private final double[] direction;
  private final BitSet kinked = new BitSet();
  private final BitSet unsearched = new BitSet();
  private int parts;

  private KinkedElements(Site site, Noise noise, double[] direction) {
    this.site = site;
    this.noise = noise;
    this.direction = direction;
  }

  /**
   * Returns the places of all elements with a kink, and perhaps of some without.
   *
   * @param unsearched gets those among them of which only a part together was seen to have one
   */
  public static BitSet along(Site site, Noise noise, double[] direction, BitSet unsearched) {
    KinkedElements elements = new KinkedElements(site, noise, direction);
    BitSet rest = new BitSet();
    for (int i = 0; i < direction.length; i++) {
      rest.set(i, direction[i] != 0);
    }
    if (elements.isBent(rest)) {
      elements.setApart(rest, zeros(site.point()));
      elements.setApart(rest, ties(site.point()));
      elements.search(rest);
    }
    unsearched.or(elements.unsearched);
    return elements.kinked;
  }

  /** Returns a direction without some of its elements. */
  public static double[] without(double[] direction, BitSet elements) {
    double[] rest = direction.clone();
    elements.stream().forEach(i -> rest[i] = 0);
    return rest;
  }

  /** Returns the elements at which kinks are, if there are any, as a rule: zeros and ties. */
  public static BitSet likely(double[] values) {
    BitSet likely = zeros(values);
    likely.or(ties(values));
    return likely;
  }

  /** Returns the elements of the same value as one of them. */
  public static BitSet alike(double[] values, int element) {
    BitSet alike = new BitSet();
    for (int i = 0; i < values.length; i++) {
      alike.set(i, values[i] == values[element]);
    }
    alike.set(element);
    return alike;
  }

  private static BitSet zeros(double[] values) {
    BitSet zeros = new BitSet();
    for (int i = 0; i < values.length; i++) {
      zeros.set(i, values[i] == 0);
    }
    return zeros;
  }

  private static BitSet ties(double[] values) {
    BitSet ties = new BitSet();
    Map<Double, Integer> first = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      Integer other = first.putIfAbsent(values[i], i);
      if (other != null) {
        ties.set(i);
        ties.set(other);
      }
    }
    return ties;
  }

  /** Takes candidates off the rest, if there are kinks among them. */
  private void setApart(BitSet rest, BitSet candidates) {
    candidates.and(rest);
    if (!candidates.isEmpty() && isBent(candidates)) {
      kinked.or(candidates);
      rest.andNot(candidates);
    }
  }

  private void search(BitSet rest) {
    Deque<BitSet> open = new ArrayDeque<>();
    open.add(rest);
    while (!open.isEmpty()) {
      BitSet part = open.removeFirst();
      if (part.isEmpty() || (parts < MOST_PARTS && !isBent(part))) {
        continue;
      }
      if (part.cardinality() == 1 || parts >= MOST_PARTS) {
        kinked.or(part);
        if (part.cardinality() > 1) {
          unsearched.or(part);
        }
        continue;
      }
      BitSet half = new BitSet();
      int left = part.cardinality() / 2;
      for (int i = part.nextSetBit(0); left > 0; i = part.nextSetBit(i + 1)) {
        half.set(i);
        left--;
      }
      BitSet other = (BitSet) part.clone();
      other.andNot(half);
      open.add(half);
      open.add(other);
    }
  }

  /** Returns whether there is a kink along some of the elements. */
  private boolean isBent(BitSet some) {
    parts++;
    double[] part = new double[direction.length];
    some.stream().forEach(i -> part[i] = direction[i]);
    Line line = site.line(part, noise);
    double step = step(site, line);
    double far = (line.at(step) + line.at(-step)) / step;
    double near = (line.at(step / CLOSER) + line.at(-step / CLOSER)) / step * CLOSER;
    return Math.abs(near) > NOISE * line.noise() / step * CLOSER
        && Math.abs(near) > Math.abs(far) / 4;
  }

  /**
   * Returns a step over which a smooth function hardly bends, and which its noise does not hide.
   */
  public static double step(Site site, Line line) {
    double step = line.start() * Math.sqrt(Math.sqrt(site.epsilon()));
    double shortest = Math.min(line.start(), CLOSER * line.least());
    return Ladder.rounded(Math.max(step, shortest), line.grain());
  }
}
