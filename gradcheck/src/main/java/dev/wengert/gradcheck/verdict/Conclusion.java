package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.hint.Evidence;
import dev.wengert.gradcheck.hint.Hints;
import dev.wengert.gradcheck.hint.Operand;
import dev.wengert.gradcheck.hint.Slopes;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Places;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what was found out about the derivative in one argument. */
final class Conclusion {

  /** Up to this size all elements are looked at for a hint, once one is known to be wrong. */
  static final int MOST_FOR_HINT = 1024;

  /** So many elements that are not resolved are named. */
  private static final int MOST_NAMED = 4;

  private final Subject subject;
  private final int argument;
  private final Argument input;
  private final Shape shape;
  private final Sights sights;
  private final Precision precision;
  private final Derivatives derivatives;
  private final Zero zero;
  private final long before;

  Conclusion(
      Subject subject,
      int argument,
      Sights sights,
      Precision precision,
      Derivatives derivatives,
      Zero zero) {
    this.subject = subject;
    this.argument = argument;
    this.input = subject.arguments().get(argument);
    this.shape = input.value().shape();
    this.sights = sights;
    this.precision = precision;
    this.derivatives = derivatives;
    this.zero = zero;
    this.before = subject.evaluations();
  }

  /** Returns the output that contributes most to the error of an element. */
  ImmutableIntArray output(Site site, int element) {
    int place = new Bisection(derivatives.noise(site)).output(site, argument, element, sights);
    return subject.outputs().place(sights.value().shape(), place);
  }

  /** Returns what the error looks like. */
  String hint(Sight sight, Comparison comparison, int place) {
    List<String> hints =
        Hints.of(evidence(sight, comparison), argument, () -> isRightForOnes(sight, place));
    return String.join("; ", hints);
  }

  private Evidence evidence(Sight sight, Comparison comparison) {
    ImmutableList.Builder<Operand> others = ImmutableList.builder();
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (i != argument) {
        others.add(operand(i, sight));
      }
    }
    Shape output = sights.value().shape();
    return new Evidence(
        operand(argument, sight),
        comparison,
        others.build(),
        output,
        subject.outputs().shapes(output),
        sight.output(),
        sight.cotangent(),
        Slopes.of(subject, sights));
  }

  private Operand operand(int i, Sight sight) {
    Argument operand = subject.arguments().get(i);
    return new Operand(
        operand.name(), operand.value().shape(), operand.numbers(), sight.gradient(i));
  }

  /** Returns whether the worst element is right when all outputs weigh the same. */
  private boolean isRightForOnes(Sight sight, int place) {
    double[] ones = new double[sight.cotangent().length];
    Arrays.fill(ones, 1);
    Sight even = sights.of(ones);
    Judgement judgement = derivatives.element(even, derivatives.site(even), place);
    return ones.length > 1
        && judgement.verdict() == Verdict.PASS
        && !judgement.measurement().isZero();
  }

  /**
   * Returns the finding.
   *
   * @param judgement the worst; null if there is none
   * @param kinks the elements at which kinks were found
   * @param place the worst element; -1 if it is not known
   * @param output that contributes most to it
   */
  Finding of(
      Mode mode,
      Comparison comparison,
      @Nullable Judgement judgement,
      BitSet kinks,
      int place,
      @Nullable ImmutableIntArray output,
      String hint) {
    long evaluations = subject.evaluations() - before;
    if (judgement == null) {
      return Findings.of(
          Aspect.GRADIENT, input.name(), shape, Verdict.PASS, "the input is empty", evaluations);
    }
    double resolution = comparison.resolution();
    Verdict verdict = judgement.verdict();
    String detail = "";
    if (verdict == Verdict.PASS && sights.output().length == 0) {
      detail = "the output is empty";
    } else if (verdict == Verdict.PASS && comparison.isZero()) {
      verdict = zero.verdict();
      detail = zero.detail();
    } else if (verdict == Verdict.PASS && zero == Zero.DECLARED) {
      verdict = Verdict.WRONG;
      detail = "declared zero by expectZero, but it is not";
    } else if (verdict == Verdict.PASS && !(resolution <= precision.required())) {
      verdict = Verdict.ILL_CONDITIONED;
    }
    detail = String.join("; ", details(detail, verdict, mode, comparison, kinks));
    return new Finding(
        Aspect.GRADIENT,
        input.name(),
        shape,
        verdict,
        mode,
        place < 0 ? null : Places.of(shape, place),
        output,
        judgement.measurement(),
        comparison,
        resolution,
        judgement.rungs(),
        detail,
        hint,
        evaluations);
  }

  /**
   * Returns what more there is to say: which elements tell nothing, and where the function ends.
   */
  private List<String> details(
      String detail, Verdict verdict, Mode mode, Comparison comparison, BitSet kinks) {
    List<String> details = new ArrayList<>();
    if (!detail.isEmpty()) {
      details.add(detail);
    }
    if (!kinks.isEmpty() && verdict.isCorrect()) {
      details.add(
          "%d of %d elements at kinks, where any derivative between both sides will do"
              .formatted(kinks.cardinality(), shape.size()));
    }
    String hidden = mode == Mode.FULL && verdict.isCorrect() ? hidden(comparison, kinks) : "";
    if (!hidden.isEmpty()) {
      details.add(hidden);
    }
    String failure = subject.takeFailure();
    if (failure != null && (verdict == Verdict.BOUNDARY || !verdict.isCorrect())) {
      details.add(failure);
    }
    return details;
  }

  /** Names the elements of which an error of the required size would not have been seen. */
  private String hidden(Comparison comparison, BitSet kinks) {
    List<String> places = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < comparison.size(); i++) {
      double size = Math.max(Math.abs(comparison.analytic(i)), Math.abs(comparison.numeric(i)));
      if (!kinks.get(i) && size > 0 && comparison.tolerance(i) > precision.required() * size) {
        count++;
        if (places.size() < MOST_NAMED) {
          places.add(Places.of(shape, i).toString());
        }
      }
    }
    if (count == 0 || count == comparison.size()) {
      return "";
    }
    return "%d of %d elements are not resolved: %s hides them at %s%s"
        .formatted(
            count,
            comparison.size(),
            precision.accuracy() > 0 ? "the stated accuracy, or rounding," : "rounding",
            String.join(", ", places),
            count > places.size() ? ", ..." : "");
  }
}
