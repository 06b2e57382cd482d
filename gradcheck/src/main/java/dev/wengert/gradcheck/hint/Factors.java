package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names for a factor that is missing in a gradient: numbers that formulas have, and what can be
 * made of the sides of shapes.
 */
final class Factors {

  private static final MathContext DIGITS = new MathContext(7);
  private static final double ALIKE = 1e-6;

  /** Ratios nearer to 1 are told by how far they are from it. */
  private static final double SMALL = 1e-2;

  /** The numbers that sides multiply to, and which sides those are. */
  private final Map<Integer, String> sizes = new LinkedHashMap<>();

  /** How many of those are the input's own. */
  private final int own;

  private final boolean isElementwise;
  private final boolean dropout;

  /**
   * Makes names.
   *
   * @param dropout whether the function looks like one that drops
   */
  Factors(Evidence evidence, boolean dropout) {
    this.dropout = dropout;
    this.isElementwise = evidence.output().equals(evidence.self().shape());
    add(evidence.self().shape(), evidence.self().name());
    this.own = sizes.size();
    int outputs = Math.max(1, evidence.output().size());
    if (evidence.size() % outputs == 0 && evidence.size() > outputs && outputs > 1) {
      sizes.putIfAbsent(
          evidence.size() / outputs, "how many elements there are for one of the output");
    }
    for (Shape shape : evidence.outputs()) {
      add(shape, "the output");
    }
    for (Operand other : evidence.others()) {
      add(other.shape(), other.name());
    }
  }

  /** Adds the products of all subsets of sides. */
  private void add(Shape shape, String owner) {
    int rank = Math.min(shape.rank(), 5);
    for (int count = 1; count <= rank; count++) {
      for (int subset = 1; subset < 1 << rank; subset++) {
        if (Integer.bitCount(subset) == count) {
          long product = 1;
          StringBuilder axes = new StringBuilder();
          for (int axis = 0; axis < rank; axis++) {
            if ((subset >> axis & 1) != 0) {
              product *= shape.side(axis);
              axes.append(axes.isEmpty() ? "" : ", ").append(axis);
            }
          }
          if (product > 1 && product <= 1 << 24) {
            String axisOrAxes = count == 1 ? "the side of axis " : "the sides of axes ";
            String what = count == rank && rank > 1 ? "the size of " : axisOrAxes + axes + " of ";
            sizes.merge(
                (int) product, what + owner, (a, b) -> a.contains(" and ") ? a : a + " and " + b);
          }
        }
      }
    }
  }

  /** Returns a sentence about a ratio of measured and analytic values that is the same where. */
  String sentence(double ratio, String where) {
    if (Math.abs(ratio - 1) < SMALL && sizes(ratio).isEmpty()) {
      return "numeric / analytic - 1 = %.3g %s".formatted(ratio - 1, where);
    }
    String name = name(ratio);
    return "numeric / analytic = "
        + number(ratio)
        + " "
        + where
        + (name.isEmpty() ? "" : ": " + name + "?");
  }

  static String number(double ratio) {
    return new BigDecimal(ratio).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  /** Returns what a missing factor may be; empty if nothing is known. */
  String name(double ratio) {
    if (isNear(ratio, -1)) {
      return "a flipped sign";
    }
    if (ratio < 0) {
      String rest = name(-ratio);
      return "a flipped sign" + (rest.isEmpty() ? "" : " and " + rest);
    }
    List<String> sizes = sizes(ratio);
    List<String> names = new ArrayList<>(constants(ratio, sizes.isEmpty() || isElementwise));
    names.addAll(sizes);
    if (dropout) {
      names.addAll(dropped(ratio));
    }
    if (names.isEmpty()) {
      names.addAll(powers(ratio));
    }
    return String.join(", or ", names.subList(0, Math.min(3, names.size())));
  }

  /**
   * Returns the numbers of formulas that a ratio may be.
   *
   * @param all whether the small ones are wanted that are as likely to be sides
   */
  private static List<String> constants(double ratio, boolean all) {
    List<String> names = new ArrayList<>();
    if (isNear(ratio, 2)) {
      names.add("a lost factor 2 (of a square, say)");
    } else if (isNear(ratio, 0.5)) {
      names.add("a factor 2 too much");
    }
    for (int k = 3; k <= 5 && all; k++) {
      if (isNear(ratio, k)) {
        names.add("a lost factor " + k + " (of a power, say)");
      } else if (isNear(ratio, 1.0 / k)) {
        names.add("a factor " + k + " too much");
      }
    }
    named(names, ratio, Math.log(2), "ln 2 (of a logarithm or power to base 2)");
    named(names, ratio, Math.log(10), "ln 10 (of a logarithm or power to base 10)");
    named(names, ratio, Math.PI, "pi");
    named(names, ratio, 2 * Math.PI, "2 pi");
    named(names, ratio, Math.PI / 180, "pi/180 (degrees and radians)");
    named(names, ratio, Math.sqrt(Math.PI), "sqrt(pi)");
    named(names, ratio, 2 / Math.sqrt(Math.PI), "2/sqrt(pi) (of erf)");
    named(names, ratio, Math.sqrt(2 / Math.PI), "sqrt(2/pi)");
    named(names, ratio, Math.sqrt(2 * Math.PI), "sqrt(2 pi) (of a normal density)");
    return names;
  }

  private static void named(List<String> names, double ratio, double constant, String name) {
    if (isNear(ratio, constant)) {
      names.add("a lost factor " + name);
    } else if (isNear(ratio, 1 / constant)) {
      names.add("a factor " + name + " too much");
    }
  }

  private List<String> sizes(double ratio) {
    List<String> names = new ArrayList<>();
    sizes.forEach(
        (m, what) -> {
          String is = m + " is " + what + ": ";
          if (isNear(ratio, m)) {
            names.add(is + "a 1/" + m + " too much, a mean where a sum belongs" + instead(m, true));
          } else if (isNear(ratio, 1.0 / m)) {
            names.add(is + "a missing 1/" + m + instead(m, false));
          } else if (m > 2 && isNear(ratio, m / (m - 1.0))) {
            names.add(is + "a 1/" + m + " where a 1/" + (m - 1) + " belongs");
          } else if (m > 2 && isNear(ratio, (m - 1.0) / m)) {
            names.add(is + "a 1/" + (m - 1) + " where a 1/" + m + " belongs");
          } else if (m > 2 && isNear(ratio, Math.sqrt(m / (m - 1.0)))) {
            names.add(is + "a root over " + m + " where one over " + (m - 1) + " belongs");
          } else if (m > 2 && isNear(ratio, Math.sqrt((m - 1.0) / m))) {
            names.add(is + "a root over " + (m - 1) + " where one over " + m + " belongs");
          }
        });
    return names;
  }

  /** Returns which number of elements may have been divided by in place of a larger one. */
  private String instead(int m, boolean tooMuch) {
    List<Integer> all = new ArrayList<>(sizes.keySet()).subList(0, own);
    for (int other : all) {
      int product = other * m;
      if (all.contains(m) && all.contains(product)) {
        return tooMuch
            ? " (or 1/" + product + " where 1/" + other + " belongs)"
            : " (or 1/" + other + " where 1/" + product + " belongs)";
      }
    }
    return "";
  }

  /** Roots and powers of sizes, and ratios of two. */
  private List<String> powers(double ratio) {
    List<String> names = new ArrayList<>();
    sizes.forEach(
        (m, what) -> {
          String is = m + " is " + what;
          root(names, ratio, Math.sqrt(m), "sqrt(" + m + ")", is);
          root(names, ratio, (double) m * m, m + "^2", is);
          root(names, ratio, m * Math.sqrt(m), m + "^(3/2)", is);
          root(names, ratio, (double) m * m * m, m + "^3", is);
          root(names, ratio, Math.cbrt(m), "cbrt(" + m + ")", is);
          root(names, ratio, 2.0 * m, "2 x " + m, is);
          root(names, ratio, m / 2.0, m + "/2", is);
          root(names, ratio, Math.sqrt(2.0 * m), "sqrt(2 x " + m + ")", is);
        });
    sizes.forEach(
        (a, what) ->
            sizes.forEach(
                (b, other) -> {
                  if (names.isEmpty() && a % b != 0 && b % a != 0) {
                    if (isNear(ratio, (double) a / b)) {
                      names.add(
                          "a 1/%d where a 1/%d belongs: %d is %s, %d is %s"
                              .formatted(a, b, a, what, b, other));
                    } else if (isNear(ratio, Math.sqrt((double) a / b))) {
                      names.add(
                          "a 1/sqrt(%d) where a 1/sqrt(%d) belongs: %d is %s, %d is %s"
                              .formatted(a, b, a, what, b, other));
                    }
                  }
                }));
    return names;
  }

  private static void root(List<String> names, double ratio, double value, String form, String is) {
    if (isNear(ratio, value)) {
      names.add("a factor 1/(" + form + ") too much: " + is);
    } else if (isNear(ratio, 1 / value)) {
      names.add("a missing 1/(" + form + "): " + is);
    }
  }

  private static List<String> dropped(double ratio) {
    List<String> names = new ArrayList<>();
    for (int percent = 5; percent < 100; percent += 5) {
      double keep = 1 - percent / 100.0;
      if (isNear(ratio, 1 / keep)) {
        names.add("a missing 1 / (1 - p) with p = " + percent / 100.0);
      } else if (isNear(ratio, keep)) {
        names.add("a 1 / (1 - p) too much, with p = " + percent / 100.0);
      }
    }
    return names;
  }

  static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= ALIKE * Math.abs(b);
  }
}
