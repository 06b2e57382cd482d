package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What the check found out about the derivative with respect to one input.
 *
 * @param aspect which derivative, or which property of it
 * @param input the input's name
 * @param shape the input's shape
 * @param verdict what came out
 * @param mode FULL or PROJECTED; AUTO where no element was probed
 * @param place where the worst element stands; null if there is none
 * @param output the output that contributes most to the difference there; null if not searched for
 * @param worst the values there; null if nothing was measured
 * @param comparison all values
 * @param resolution the smallest relative error that would have been seen; NaN if none was measured
 * @param ladder the differences that the worst numeric value comes from
 * @param detail what more there is to say; empty if nothing
 * @param hint what the error looks like; empty if like nothing that is known
 * @param evaluations how often the function was evaluated for this
 */
public record Finding(
    Aspect aspect,
    String input,
    Shape shape,
    Verdict verdict,
    Mode mode,
    @Nullable ImmutableIntArray place,
    @Nullable ImmutableIntArray output,
    @Nullable Measurement worst,
    Comparison comparison,
    double resolution,
    ImmutableList<Rung> ladder,
    String detail,
    String hint,
    long evaluations) {

  /** Returns a finding for which nothing was measured. */
  static Finding of(
      Aspect aspect, String input, Shape shape, Verdict verdict, String detail, long evaluations) {
    return of(aspect, input, shape, verdict, null, detail, evaluations);
  }

  /** Returns a finding of one measurement that belongs to no element. */
  static Finding of(
      Aspect aspect,
      String input,
      Shape shape,
      Verdict verdict,
      @Nullable Measurement measurement,
      String detail,
      long evaluations) {
    return new Finding(
        aspect,
        input,
        shape,
        verdict,
        Mode.AUTO,
        null,
        null,
        measurement,
        new Comparison(0),
        Double.NaN,
        ImmutableList.of(),
        detail,
        "",
        evaluations);
  }

  /**
   * Returns this finding with another hint, if it says that something is wrong; that a derivative
   * is zero everywhere stays.
   */
  Finding withHint(String more) {
    if (verdict != Verdict.WRONG || more.isEmpty()) {
      return this;
    }
    return new Finding(
        aspect,
        input,
        shape,
        verdict,
        mode,
        place,
        output,
        worst,
        comparison,
        resolution,
        ladder,
        detail,
        hint.startsWith("the gradient is zero") ? hint + "; " + more : more,
        evaluations);
  }

  /** Returns this finding about another aspect. */
  Finding of(Aspect other) {
    return new Finding(
        other,
        input,
        shape,
        verdict,
        mode,
        place,
        output,
        worst,
        comparison,
        resolution,
        ladder,
        detail,
        hint,
        evaluations);
  }
}
