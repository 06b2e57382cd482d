package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Guesses what is wrong with a gradient from how it differs from the measured one.
 *
 * <p>What names a cause comes first, and ends the search where it leaves nothing to explain; what
 * only describes the error comes last. No guess is better than a wrong one: each needs numbers that
 * would not come about by chance.
 */
public final class Hints {

  /** An error that is a smaller share of the gradient. */
  private static final double SLIGHT = 1e-3;

  private final Evidence evidence;
  private final int argument;
  private final BooleanSupplier isRightForOnes;
  private final List<String> hints = new ArrayList<>();
  private boolean isWhere;

  private Hints(Evidence evidence, int argument, BooleanSupplier isRightForOnes) {
    this.evidence = evidence;
    this.argument = argument;
    this.isRightForOnes = isRightForOnes;
  }

  /**
   * Returns what the error looks like.
   *
   * @param argument where the input stands among the arguments
   * @param isRightForOnes tells whether the gradient is right where all outputs weigh the same;
   *     asked for only where nothing else tells
   */
  public static List<String> of(Evidence evidence, int argument, BooleanSupplier isRightForOnes) {
    Hints hints = new Hints(evidence, argument, isRightForOnes);
    if (evidence.size() == evidence.self().shape().size()
        && !hints.isNotFinite()
        && !hints.isZero()
        && !hints.isOthers()) {
      hints.search();
    }
    return hints.hints;
  }

  private void search() {
    boolean told = add(FactorHints.of(evidence, argument, isLikeDropout()).constant());
    if (told) {
      return;
    }
    told = add(OrderHints.of(evidence));
    told = told || (!isSlight() && searchClosely());
    told = told || addAll(AxisHints.errors(evidence));
    if (!told && isRightForOnes.getAsBoolean()) {
      hints.add("right for a cotangent of ones: is the cotangent used as it should be?");
    }
    addAll(RegionHints.of(evidence, told && !isWhere));
  }

  /** Looks at what a slight error would hide in the hint's own tolerance. */
  private boolean searchClosely() {
    FactorHints factors = FactorHints.of(evidence, argument, false);
    isWhere = add(RegionHints.where(evidence));
    return isWhere
        || addAll(PathHints.of(evidence))
        || addAll(AxisHints.repairs(evidence))
        || add(StructureHints.of(evidence, argument))
        || add(factors.isLinear() ? factors.slopes() : "")
        || add(factors.function())
        || add(factors.term())
        || add(factors.slopes());
  }

  private boolean isSlight() {
    double largest = 0;
    double error = 0;
    for (int i = 0; i < evidence.size(); i++) {
      largest = Math.max(largest, Math.abs(evidence.values().numeric(i)));
      error = Math.max(error, Math.abs(evidence.values().error(i)));
    }
    return error < SLIGHT * largest;
  }

  private boolean add(String hint) {
    if (!hint.isEmpty()) {
      hints.add(hint);
    }
    return !hint.isEmpty();
  }

  private boolean addAll(List<String> more) {
    hints.addAll(more);
    return !more.isEmpty();
  }

  /** What is not finite cannot be compared, and says enough by itself. */
  private boolean isNotFinite() {
    int wild = 0;
    for (int i = 0; i < evidence.size(); i++) {
      wild += Double.isFinite(evidence.values().analytic(i)) ? 0 : 1;
    }
    return wild > 0
        && add(
            "%d of %d elements of the gradient are not finite: zero times infinity?"
                .formatted(wild, evidence.size()));
  }

  private boolean isZero() {
    for (int i = 0; i < evidence.size(); i++) {
      if (evidence.values().analytic(i) != 0) {
        return false;
      }
    }
    return add("the gradient is zero everywhere: a path that is cut off?");
  }

  /** The gradient of another input, be it right or wrong there. */
  private boolean isOthers() {
    Operand self = evidence.self();
    Slopes slopes = evidence.slopes();
    for (int i = 0; i < evidence.others().size(); i++) {
      Operand other = evidence.others().get(i);
      if (other.gradient().length != self.gradient().length || self.gradient().length == 0) {
        continue;
      }
      if (java.util.Arrays.equals(other.gradient(), self.gradient())) {
        String factor = FactorHints.of(evidence, argument, false).constant();
        add(factor.contains("sign") ? factor : "");
        return add("the same as the gradient of " + other.name());
      }
      if (slopes == null) {
        continue;
      }
      int at = i < argument ? i : i + 1;
      double[] numeric = slopes.gradient(at, evidence.cotangent());
      for (double sign : new double[] {1, -1}) {
        if (Evidence.same(self.gradient(), numeric, sign)) {
          double[] own = slopes.gradient(argument, evidence.cotangent());
          boolean isSwapped = Evidence.same(other.gradient(), own, 1);
          return add(
              isSwapped
                  ? "the gradients of %s and %s are swapped".formatted(self.name(), other.name())
                  : "%s that of %s: the wrong argument's?"
                      .formatted(sign > 0 ? "it is" : "it is minus", other.name()));
        }
      }
      if (self.shape().rank() == 2
          && Evidence.same(self.gradient(), transposed(numeric, self.shape()), 1)) {
        return add("it is that of %s, transposed: the wrong argument's?".formatted(other.name()));
      }
    }
    return false;
  }

  private static double[] transposed(double[] values, Shape shape) {
    double[] result = new double[values.length];
    int rows = shape.side(0);
    int columns = shape.side(1);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        result[r * columns + c] = values[c * rows + r];
      }
    }
    return result;
  }

  /** Some outputs are zero, whatever the sign of the element that stands there, others not. */
  private boolean isLikeDropout() {
    if (!evidence.output().equals(evidence.self().shape())) {
      return false;
    }
    int[] kept = new int[2];
    int[] dropped = new int[2];
    for (int i = 0; i < evidence.base().length; i++) {
      double x = evidence.self().point()[i];
      boolean isDropped = evidence.base()[i] == 0 && x != 0 && evidence.values().numeric(i) == 0;
      (isDropped ? dropped : kept)[x < 0 ? 0 : 1]++;
    }
    int all = dropped[0] + dropped[1];
    boolean bothSigns = kept[0] > 0 && kept[1] > 0;
    return all > 0 && bothSigns && (all < 3 || (dropped[0] > 0 && dropped[1] > 0));
  }
}
