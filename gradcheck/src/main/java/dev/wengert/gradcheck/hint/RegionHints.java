package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/** Looks for what the wrong elements have in common. */
final class RegionHints {

  /** A region is believed if so few as one in this many choices of elements would show one. */
  private static final double UNLIKELY = 60;

  private static final double SMALL = 1e-3;

  private final Evidence evidence;
  private final Comparison values;
  private final double[] point;
  private int wrong;

  private RegionHints(Evidence evidence) {
    this.evidence = evidence;
    this.values = evidence.values();
    this.point = evidence.self().point();
    for (int i = 0; i < values.size(); i++) {
      wrong += values.agrees(i) ? 0 : 1;
    }
  }

  /** Returns for which values of the input the gradient is wrong; empty if for no range. */
  static String where(Evidence evidence) {
    return new RegionHints(evidence).where();
  }

  /**
   * Returns what the wrong elements have in common.
   *
   * @param told whether the cause is known already
   */
  static List<String> of(Evidence evidence, boolean told) {
    RegionHints hints = new RegionHints(evidence);
    List<String> found = new ArrayList<>();
    for (String hint :
        List.of(told ? "" : hints.zero(), hints.place(), hints.float32(), hints.small())) {
      if (!hint.isEmpty()) {
        found.add(hint);
      }
    }
    if (hints.wrong > 0 && hints.wrong < hints.values.size()) {
      found.add("%d of %d elements are wrong".formatted(hints.wrong, hints.values.size()));
    }
    return found;
  }

  private boolean isUnlikely(int chosen) {
    double ways = 1;
    for (int k = 0; k < Math.min(chosen, values.size() - chosen); k++) {
      ways *= (values.size() - k) / (k + 1.0);
    }
    return ways >= UNLIKELY;
  }

  /** The wrong ones are the smallest, the largest, or those nearest to zero or farthest from it. */
  private String where() {
    if (wrong == 0 || wrong == values.size() || !isUnlikely(wrong)) {
      return "";
    }
    String value = beyond(i -> point[i], "the input");
    return value.isEmpty() ? beyond(i -> Math.abs(point[i]), "the input's magnitude") : value;
  }

  private String beyond(IntToDoubleFunction of, String what) {
    double lowWrong = Double.POSITIVE_INFINITY;
    double highWrong = Double.NEGATIVE_INFINITY;
    double lowRight = Double.POSITIVE_INFINITY;
    double highRight = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.size(); i++) {
      double q = of.applyAsDouble(i);
      if (values.agrees(i)) {
        lowRight = Math.min(lowRight, q);
        highRight = Math.max(highRight, q);
      } else {
        lowWrong = Math.min(lowWrong, q);
        highWrong = Math.max(highWrong, q);
      }
    }
    if (highWrong < 0 && lowRight >= 0) {
      return "wrong only where " + what + " is negative";
    }
    if (lowWrong > 0 && highRight <= 0) {
      return "wrong only where " + what + " is positive";
    }
    if (highWrong < lowRight) {
      return String.format(
          Locale.ROOT, "wrong only where %s is below some %.3g", what, (highWrong + lowRight) / 2);
    }
    if (lowWrong > highRight) {
      return String.format(
          Locale.ROOT, "wrong only where %s is above some %.3g", what, (lowWrong + highRight) / 2);
    }
    return "";
  }

  /** What should be zero is not, or what is zero should not be. */
  private String zero() {
    boolean isZero = wrong > 0;
    boolean should = wrong > 0;
    for (int i = 0; i < values.size(); i++) {
      if (!values.agrees(i)) {
        isZero &= values.analytic(i) == 0;
        should &= Math.abs(values.numeric(i)) <= values.tolerance(i);
      }
    }
    if (isZero) {
      return "the wrong elements are all zero: a path that is cut off?";
    }
    return should && wrong < values.size() && wrong > 2
        ? "the wrong elements should all be zero: a mask left out?"
        : "";
  }

  /** All wrong ones at one place along an axis, and all there wrong. */
  private String place() {
    Shape shape = evidence.self().shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int side = shape.side(axis);
      boolean[] places = new boolean[side];
      for (int i = 0; i < values.size(); i++) {
        places[i / shape.strides()[axis] % side] |= !values.agrees(i);
      }
      int count = 0;
      boolean all = true;
      List<Integer> at = new ArrayList<>();
      for (int p = 0; p < side; p++) {
        count += places[p] ? 1 : 0;
        if (places[p]) {
          at.add(p);
        }
      }
      for (int i = 0; i < values.size(); i++) {
        all &= values.agrees(i) != places[i / shape.strides()[axis] % side];
      }
      boolean isSome = count > 0 && count < side && count <= 4;
      if (isSome && all && isUnlikely(wrong) && values.size() > side) {
        return "wrong only at " + at + " along axis " + axis;
      }
    }
    return "";
  }

  private String float32() {
    boolean isFloat = wrong > 0;
    double largest = 0;
    int distinct = 0;
    for (int i = 0; i < values.size(); i++) {
      double a = values.analytic(i);
      isFloat &= a == (float) a;
      distinct += a == (float) a && a != Math.rint(a * 64) / 64 ? 1 : 0;
      double scale = Math.max(Math.abs(a), Math.abs(values.numeric(i)));
      largest = scale == 0 ? largest : Math.max(largest, Math.abs(values.error(i)) / scale);
    }
    return isFloat && distinct > 2 && largest < SMALL
        ? "all its elements are numbers of FLOAT32: is something computed or kept in FLOAT32?"
        : "";
  }

  private String small() {
    double largest = 0;
    for (int i = 0; i < values.size(); i++) {
      double scale = Math.max(Math.abs(values.analytic(i)), Math.abs(values.numeric(i)));
      largest = scale == 0 ? largest : Math.max(largest, Math.abs(values.error(i)) / scale);
    }
    boolean isMost = wrong * 2 > values.size();
    return isMost && values.size() > 2 && largest < SMALL
        ? String.format(
            Locale.ROOT,
            "the error is %.2g of an element at most: an epsilon, a rounded constant, or FLOAT32 on"
                + " the way?",
            largest)
        : "";
  }
}
