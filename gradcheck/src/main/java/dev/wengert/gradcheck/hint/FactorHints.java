package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a factor between the measured and the analytic derivatives, or a term by which they
 * differ: a number, or a function of an argument, of the output or of their variances.
 */
final class FactorHints {

  private static final double ALIKE = 1e-5;

  /** Smaller derivatives, as a share of the largest, are zero here. */
  private static final double NOTHING = 1e-7;

  /** So many different values tell a function from another; more if its factor is any number. */
  private static final int LEAST_DISTINCT = 3;

  private static final int LEAST_DISTINCT_SCALED = 4;
  private static final int LEAST_PAIRS = 3;

  private final Evidence evidence;
  private final Factors factors;
  private final double[] numeric;
  private final double[] analytic;

  /** How many elements of the input there are for each output; as many as elements if unknown. */
  private final int row;

  private FactorHints(Evidence evidence, int argument, boolean dropout) {
    this.evidence = evidence;
    this.factors = new Factors(evidence, dropout);
    this.row = evidence.size();
    Slopes slopes = evidence.slopes();
    if (slopes == null) {
      this.numeric = new double[row];
      this.analytic = new double[row];
      for (int i = 0; i < row; i++) {
        numeric[i] = evidence.values().numeric(i);
        analytic[i] = evidence.values().analytic(i);
      }
    } else {
      this.numeric = slopes.numeric(argument);
      this.analytic = slopes.analytic(argument);
    }
  }

  static FactorHints of(Evidence evidence, int argument, boolean dropout) {
    return new FactorHints(evidence, argument, dropout);
  }

  /** Returns what one number is missing everywhere; empty if it is not one. */
  String constant() {
    Comparison values = evidence.values();
    double ratio = Double.NaN;
    double largest = 0;
    for (int i = 0; i < row; i++) {
      if (!isZero(values, i) && Math.abs(values.analytic(i)) > largest) {
        largest = Math.abs(values.analytic(i));
        ratio = values.numeric(i) / values.analytic(i);
      }
    }
    if (!Double.isFinite(ratio) || ratio == 0) {
      return "";
    }
    for (int i = 0; i < row; i++) {
      double scaled = ratio * values.analytic(i);
      double allowed = values.tolerance(i) + ALIKE * Math.abs(values.numeric(i) - scaled);
      double error = Math.abs(values.numeric(i) - scaled);
      double distance = Math.abs(values.numeric(i) - values.analytic(i));
      if (error > allowed && error > ALIKE * distance + 1e-9 * Math.abs(values.numeric(i))) {
        return "";
      }
    }
    String sentence = factors.sentence(ratio, "everywhere");
    return sentence.endsWith("everywhere") && Math.abs(ratio - 1) > ALIKE * 1e3
        ? sentence + ofScalar(ratio)
        : sentence;
  }

  /** A factor of a scalar loss may be a function of the loss. */
  private String ofScalar(double ratio) {
    if (evidence.base().length == 1) {
      Quantity loss = new Quantity("the output", evidence.base(), false);
      for (boolean powers : new boolean[] {true, false}) {
        for (Quantity.Form form : loss.forms(powers)) {
          double f = form.function().applyAsDouble(evidence.base()[0]);
          if (Factors.isNear(Math.abs(ratio), Math.abs(f)) && Math.abs(Math.abs(f) - 1) > ALIKE) {
            return ", which is " + (ratio * f < 0 ? "-" : "") + form.name().formatted("the output");
          }
        }
      }
    }
    return "";
  }

  private static boolean isZero(Comparison values, int i) {
    double small = Math.min(Math.abs(values.numeric(i)), Math.abs(values.analytic(i)));
    return small <= 1e3 * values.tolerance(i) && small <= NOTHING;
  }

  /** Returns the function that is the factor; empty if it is no known one. */
  String function() {
    int[] pairs = pairs(true);
    if (pairs.length < LEAST_PAIRS) {
      return "";
    }
    double[] ratios = new double[pairs.length];
    for (int k = 0; k < pairs.length; k++) {
      ratios[k] = numeric[pairs[k]] / analytic[pairs[k]];
    }
    String match = match(ratios, pairs, true);
    return match.isEmpty() ? alongAxes(ratios, pairs) : "numeric / analytic = " + match;
  }

  /** Returns the function that is the difference; empty if it is no known one. */
  String term() {
    int[] pairs = pairs(false);
    if (pairs.length < LEAST_PAIRS) {
      return "";
    }
    double[] differences = new double[pairs.length];
    double largest = 0;
    boolean same = true;
    for (int k = 0; k < pairs.length; k++) {
      differences[k] = numeric[pairs[k]] - analytic[pairs[k]];
      largest = Math.max(largest, Math.abs(numeric[pairs[k]]));
      same &= Math.abs(differences[k] - differences[0]) <= ALIKE * Math.abs(differences[0]);
    }
    if (same && Math.abs(differences[0]) > NOTHING * largest && evidence.slopes() != null) {
      return "numeric - analytic = %s for each output in each element that it depends on: a path that"
              .formatted(Factors.number(differences[0]))
          + " adds the input itself, lost or too much?";
    }
    String match = match(differences, pairs, false);
    return match.isEmpty() ? "" : "numeric - analytic = " + match;
  }

  /** Returns whether all measured slopes that are not zero are the same. */
  boolean isLinear() {
    int[] pairs = pairs(true);
    for (int k : pairs) {
      if (Math.abs(numeric[k] - numeric[pairs[0]]) > ALIKE * Math.abs(numeric[pairs[0]])) {
        return false;
      }
    }
    return pairs.length > 0;
  }

  /** Returns what the slopes are, and what they should be; empty if neither is a known function. */
  String slopes() {
    int[] pairs = pairs(true);
    if (pairs.length < LEAST_PAIRS || evidence.slopes() == null) {
      return "";
    }
    double[] wanted = new double[pairs.length];
    double[] given = new double[pairs.length];
    for (int k = 0; k < pairs.length; k++) {
      wanted[k] = numeric[pairs[k]];
      given[k] = analytic[pairs[k]];
    }
    String is = name(given, pairs);
    String should = name(wanted, pairs);
    if (is.isEmpty()) {
      return should.isEmpty() ? "" : "each slope should be " + should;
    }
    return "each slope is "
        + is
        + (should.isEmpty() ? ", and should not be" : " where " + should + " belongs");
  }

  private String name(double[] slopes, int[] pairs) {
    boolean same = true;
    for (double slope : slopes) {
      same &= Math.abs(slope - slopes[0]) <= ALIKE * Math.abs(slopes[0]);
    }
    return same ? Factors.number(slopes[0]) : match(slopes, pairs, null);
  }

  /**
   * Returns where both derivatives are not zero; nothing if one of them is.
   *
   * @param both whether both are needed, or one of them
   */
  private int[] pairs(boolean both) {
    double floor = NOTHING * Math.max(Magnitudes.largest(numeric), Magnitudes.largest(analytic));
    int[] pairs = new int[numeric.length];
    int size = 0;
    for (int k = 0; k < numeric.length; k++) {
      boolean a = Math.abs(numeric[k]) > floor;
      boolean b = Math.abs(analytic[k]) > floor;
      if (both && a != b) {
        return new int[0];
      }
      if (a || b) {
        pairs[size++] = k;
      }
    }
    return java.util.Arrays.copyOf(pairs, size);
  }

  /** Returns the first function that the numbers are; empty if none. */
  private String match(double[] wanted, int[] pairs, @Nullable Boolean isFactor) {
    List<Quantity> byElement = quantities(evidence.self().shape());
    List<Quantity> byOutput = evidence.slopes() == null ? List.of() : quantities(evidence.output());
    for (boolean powers : new boolean[] {true, false}) {
      for (boolean isOutput : new boolean[] {true, false}) {
        for (Quantity quantity : isOutput ? byOutput : byElement) {
          for (Quantity.Form form : quantity.forms(powers)) {
            String match = match(quantity, form, wanted, pairs, isFactor, isOutput);
            if (match != null) {
              return match;
            }
          }
        }
      }
    }
    return "";
  }

  private List<Quantity> quantities(Shape target) {
    List<Quantity> all = new ArrayList<>();
    if (evidence.outputs().size() == 1) {
      all.addAll(Quantity.of(target, evidence.output(), evidence.base(), "the output"));
    }
    Operand self = evidence.self();
    all.addAll(Quantity.of(target, self.shape(), self.point(), self.name()));
    for (Operand other : evidence.others()) {
      all.addAll(Quantity.of(target, other.shape(), other.point(), other.name()));
    }
    all.sort(java.util.Comparator.comparing(Quantity::isVariance));
    return all;
  }

  private @Nullable String match(
      Quantity quantity,
      Quantity.Form form,
      double[] wanted,
      int[] pairs,
      @Nullable Boolean isFactor,
      boolean byOutput) {
    double scale = Double.NaN;
    double[] seen = new double[LEAST_DISTINCT_SCALED];
    int distinct = 0;
    for (int k = 0; k < pairs.length; k++) {
      double q = quantity.values()[byOutput ? pairs[k] / row : pairs[k] % row];
      double f = form.function().applyAsDouble(q);
      double here = wanted[k] / f;
      if (!Double.isFinite(here) || here == 0) {
        return null;
      }
      scale = Double.isNaN(scale) ? here : scale;
      if (Math.abs(here - scale) > ALIKE * Math.abs(scale)) {
        return null;
      }
      boolean isNew = distinct < seen.length;
      for (int j = 0; j < distinct && isNew; j++) {
        isNew = Math.abs(seen[j] - f) > 1e-3 * Math.abs(f);
      }
      if (isNew) {
        seen[distinct++] = f;
      }
    }
    boolean isPlain = Math.abs(Math.abs(scale) - 1) <= ALIKE;
    boolean isSimple = isPlain || isSimple(Math.abs(scale)) || isSimple(1 / Math.abs(scale));
    if (distinct < (isSimple ? LEAST_DISTINCT : LEAST_DISTINCT_SCALED)) {
      return null;
    }
    String name = form.name().formatted(quantity.name());
    String scaled = isPlain ? (scale < 0 ? "-" : "") + name : Factors.number(scale) + " x " + name;
    if (isFactor == null) {
      return scaled;
    }
    return scaled + (isFactor ? meaning(quantity, form.power(), name, scale) : term(name));
  }

  private static boolean isSimple(double number) {
    return number < 7 && Math.abs(number - Math.rint(number)) <= ALIKE * number;
  }

  private String meaning(Quantity quantity, double power, String name, double scale) {
    String sign = scale < 0 ? " (and a flipped sign)" : "";
    String what = quantity.name();
    if (quantity.isVariance()) {
      String root = "the root of " + what;
      if (power == 1 || power == -1) {
        return power < 0
            ? ": multiplied by " + root + " where it should be divided by it?" + sign
            : ": divided by " + root + " where it should be multiplied by it?" + sign;
      }
      if (power == 0.5 || power == -0.5) {
        return power < 0
            ? ": a division by " + root + " left out?" + sign
            : ": divided by " + root + " once too often?" + sign;
      }
    }
    if (power == 1) {
      return ": a factor " + what + " left out?" + sign;
    }
    if (power == -1) {
      return ": a factor " + what + " too much, or a division by it left out?" + sign;
    }
    if (power == 2) {
      return ": divided by "
          + what
          + " where it should be multiplied, or its square left out?"
          + sign;
    }
    if (power == -2) {
      return ": multiplied by "
          + what
          + " where it should be divided, or a division by its square left out?"
          + sign;
    }
    return ": a factor " + name + " left out?" + sign;
  }

  private static String term(String name) {
    return ": a term with " + name + " left out, or too much?";
  }

  /** A factor that is the same along some axes belongs to the others. */
  private String alongAxes(double[] ratios, int[] pairs) {
    Shape shape = evidence.self().shape();
    String best = "";
    for (int axis = 0; axis < shape.rank() && shape.rank() > 1; axis++) {
      double[] factor = new double[shape.side(axis)];
      boolean same = factor.length > 1;
      int[] seen = new int[factor.length];
      for (int k = 0; k < pairs.length && same; k++) {
        int at = Places.of(shape, pairs[k] % row).get(axis);
        same = seen[at]++ == 0 || Math.abs(ratios[k] / factor[at] - 1) <= ALIKE;
        factor[at] = seen[at] == 1 ? ratios[k] : factor[at];
      }
      for (int count : seen) {
        same &= count > 1;
      }
      if (same) {
        List<String> numbers = new ArrayList<>();
        for (double number : factor) {
          numbers.add(String.format(Locale.ROOT, "%.5g", number));
        }
        best =
            "numeric / analytic depends on the place along axis %d alone: %s"
                .formatted(axis, numbers.size() > 6 ? numbers.subList(0, 6) + "..." : numbers);
      }
    }
    return best;
  }
}
