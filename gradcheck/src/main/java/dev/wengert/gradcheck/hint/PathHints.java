package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import dev.wengert.gradcheck.point.Magnitudes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the gradient of something like a normalization apart, along its axes: into a multiple of
 * the cotangent, a constant (the path through the mean), and a multiple of the input (the path
 * through the variance). Each part is then compared by itself.
 */
final class PathHints {

  private static final double EXACT = 1e-6;

  /** A coefficient that is such a share of the whole is none. */
  private static final double NOTHING = 1e-7;

  private static final int LEAST_IN_GROUP = 5;

  private final Evidence evidence;
  private final Factors factors;
  private final Shape shape;

  private PathHints(Evidence evidence) {
    this.evidence = evidence;
    this.factors = new Factors(evidence, false);
    this.shape = evidence.self().shape();
  }

  static List<String> of(Evidence evidence) {
    PathHints hints = new PathHints(evidence);
    return hints.shape.rank() == 0 || hints.shape.rank() > 5 ? List.of() : hints.find();
  }

  private List<String> find() {
    List<String> best = List.of();
    if (!evidence.output().equals(shape) || evidence.outputs().size() != 1) {
      return best;
    }
    for (int axes = shape.rank(); axes > 0; axes--) {
      for (int subset = 1; subset < 1 << shape.rank(); subset++) {
        for (double[] weight : weights()) {
          for (boolean centred : new boolean[] {false, true}) {
            best = Integer.bitCount(subset) == axes ? apart(weight, subset, centred) : best;
            if (!best.isEmpty()) {
              return best;
            }
          }
        }
      }
    }
    return best;
  }

  /** Returns what the cotangent may be weighed with: nothing, a scale, the output. */
  private List<double[]> weights() {
    List<double[]> weights = new ArrayList<>();
    double[] ones = new double[shape.size()];
    java.util.Arrays.fill(ones, 1);
    weights.add(ones);
    for (Operand other : evidence.others()) {
      double[] spread = Quantity.broadcast(other.point(), other.shape(), shape);
      if (spread != null) {
        weights.add(spread);
      }
    }
    return weights;
  }

  private List<String> apart(double[] weight, int subset, boolean centred) {
    Shape reduced = Quantity.reduced(shape, subset);
    int group = shape.size() / Math.max(1, reduced.size());
    if (group < LEAST_IN_GROUP || shape.size() == 0) {
      return List.of();
    }
    int groups = reduced.size();
    double[][] numeric = new double[groups][];
    double[][] analytic = new double[groups][];
    for (int g = 0; g < groups; g++) {
      int[] members = members(reduced, g, group);
      double[][] basis = basis(members, weight, centred);
      double[] a = fit(basis, members, true);
      double[] b = fit(basis, members, false);
      if (a == null || b == null) {
        return List.of();
      }
      numeric[g] = a;
      analytic[g] = b;
    }
    return compare(numeric, analytic, reduced, subset, centred);
  }

  private int[] members(Shape reduced, int g, int group) {
    int[] members = new int[group];
    int next = 0;
    for (int i = 0; i < shape.size(); i++) {
      if (Quantity.index(i, shape, reduced) == g) {
        members[next++] = i;
      }
    }
    return members;
  }

  /** Returns the parts: without a mean, a multiple of the cotangent and one of the input alone. */
  private double[][] basis(int[] members, double[] weight, boolean centred) {
    double[][] basis = new double[3][members.length];
    double[] x = evidence.self().point();
    double mean = 0;
    for (int i : members) {
      mean += centred ? x[i] / members.length : 0;
    }
    for (int k = 0; k < members.length; k++) {
      int i = members[k];
      basis[0][k] = evidence.cotangent()[i] * weight[i];
      basis[1][k] = centred ? 1 : 0;
      basis[2][k] = x[i] - mean;
    }
    return basis;
  }

  /** Returns the coefficients that make up the derivatives; null if none do. */
  private double @Nullable [] fit(double[][] basis, int[] members, boolean isNumeric) {
    double[] target = new double[members.length];
    for (int k = 0; k < target.length; k++) {
      target[k] =
          isNumeric
              ? evidence.values().numeric(members[k])
              : evidence.values().analytic(members[k]);
    }
    double[][] normal = new double[3][4];
    normal[1][1] = basis[1][0] == 0 ? 1 : 0; // a part that is not there gets 0
    for (int r = 0; r < 3; r++) {
      for (int k = 0; k < target.length; k++) {
        for (int c = 0; c < 3; c++) {
          normal[r][c] += basis[r][k] * basis[c][k];
        }
        normal[r][3] += basis[r][k] * target[k];
      }
    }
    double[] solution = solve(normal);
    double largest = Magnitudes.largest(target);
    if (solution == null || largest == 0) {
      return null;
    }
    double size = 0;
    for (int k = 0; k < target.length; k++) {
      double sum = 0;
      double terms = 0;
      for (int c = 0; c < 3; c++) {
        sum += solution[c] * basis[c][k];
        terms = Math.max(terms, Math.abs(solution[c] * basis[c][k]));
      }
      size = Math.max(size, terms);
      if (!(Math.abs(sum - target[k]) <= EXACT * Math.max(largest, terms))) {
        return null;
      }
    }
    for (int c = 0; c < 3; c++) {
      if (Math.abs(solution[c]) * Magnitudes.largest(basis[c]) <= NOTHING * size) {
        solution[c] = 0;
      }
    }
    return solution;
  }

  private static double @Nullable [] solve(double[][] m) {
    int n = m.length;
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        pivot = Math.abs(m[r][c]) > Math.abs(m[pivot][c]) ? r : pivot;
      }
      if (Math.abs(m[pivot][c]) < 1e-12) {
        return null;
      }
      double[] swap = m[c];
      m[c] = m[pivot];
      m[pivot] = swap;
      for (int r = 0; r < n; r++) {
        double factor = r == c ? 0 : m[r][c] / m[c][c];
        for (int k = c; k <= n && factor != 0; k++) {
          m[r][k] -= factor * m[c][k];
        }
      }
    }
    double[] solution = new double[n];
    for (int c = 0; c < n; c++) {
      solution[c] = m[c][n] / m[c][c];
    }
    return solution;
  }

  private List<String> compare(
      double[][] numeric, double[][] analytic, Shape reduced, int subset, boolean centred) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if ((subset >> axis & 1) != 0) {
        axes.add(axis);
      }
    }
    boolean isPlain = true; // only a multiple of the cotangent: nothing to take apart
    for (double[] each : numeric) {
      isPlain &= each[1] == 0 && each[2] == 0;
    }
    if (isPlain) {
      return List.of();
    }
    List<String> names =
        List.of(
            "the part that is a multiple of the cotangent",
            "the path through the mean over axes " + axes,
            "the path through the " + (centred ? "variance" : "norm") + " over axes " + axes);
    List<String> hints = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      String hint = part(names.get(c), c, numeric, analytic, reduced);
      if (!hint.isEmpty()) {
        hints.add(hint);
      }
    }
    return hints;
  }

  private String part(String name, int c, double[][] numeric, double[][] analytic, Shape reduced) {
    boolean missing = true;
    boolean extra = true;
    boolean right = true;
    boolean same = true;
    double ratio = numeric[0][c] / analytic[0][c];
    for (int g = 0; g < numeric.length; g++) {
      double a = numeric[g][c];
      double b = analytic[g][c];
      missing &= b == 0 && a != 0;
      extra &= a == 0 && b != 0;
      right &= Math.abs(a - b) <= EXACT * Math.abs(a);
      same &= Math.abs(a - ratio * b) <= 10 * EXACT * Math.abs(a - b);
    }
    if (right) {
      return "";
    }
    if (missing) {
      return name + " is left out";
    }
    if (extra) {
      return name + " is too much";
    }
    if (same && Double.isFinite(ratio) && ratio != 0) {
      return "of " + name + ", " + factors.sentence(ratio, "everywhere");
    }
    String varied = varied(c, numeric, analytic, reduced);
    return name + (varied.isEmpty() ? " is wrong" : " is wrong, " + varied);
  }

  private static String meaning(Quantity quantity, double power) {
    if (!quantity.isVariance()) {
      return "";
    }
    if (Math.abs(power) == 1) {
      return power < 0
          ? ": multiplied by its root where it should be divided?"
          : ": divided by its root where it should be multiplied?";
    }
    if (Math.abs(power) == 0.5) {
      return power < 0 ? ": a division by its root left out?" : ": divided by its root too often?";
    }
    return "";
  }

  /** A factor that is another for each group may be its variance. */
  private String varied(int c, double[][] numeric, double[][] analytic, Shape reduced) {
    if (numeric.length < 2) {
      return "";
    }
    List<Quantity> quantities = new ArrayList<>();
    Operand self = evidence.self();
    quantities.addAll(Quantity.of(reduced, self.shape(), self.point(), self.name()));
    for (Operand other : evidence.others()) {
      quantities.addAll(Quantity.of(reduced, other.shape(), other.point(), other.name()));
    }
    for (Quantity quantity : quantities) {
      for (Quantity.Form form : quantity.forms(true)) {
        boolean matches = true;
        for (int g = 0; g < numeric.length && matches; g++) {
          double f = form.function().applyAsDouble(quantity.values()[g]);
          matches = Math.abs(numeric[g][c] / analytic[g][c] / f - 1) <= 10 * EXACT;
        }
        if (matches) {
          String what = form.name().formatted(quantity.name());
          return "numeric / analytic = " + what + meaning(quantity, form.power());
        }
      }
    }
    return "";
  }
}
