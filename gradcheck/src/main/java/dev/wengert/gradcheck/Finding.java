package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What the check found out about the derivative with respect to one input.
 *
 * @param aspect which derivative
 * @param input the input's name
 * @param shape the input's shape
 * @param verdict what came out
 * @param mode FULL or PROJECTED
 * @param place where the worst element stands; null if it is a direction or there is none
 * @param worst the values there; null if nothing was measured
 * @param comparison all values
 * @param resolution the smallest relative error that would have been seen
 * @param ladder the differences that the worst numeric value comes from
 * @param detail what more there is to say; empty if nothing
 * @param evaluations how often the function was evaluated for this
 */
public record Finding(
    Aspect aspect,
    String input,
    Shape shape,
    Verdict verdict,
    Mode mode,
    @Nullable ImmutableIntArray place,
    @Nullable Measurement worst,
    Comparison comparison,
    double resolution,
    ImmutableList<Rung> ladder,
    String detail,
    long evaluations) {

  /** Returns a finding for which nothing was measured. */
  static Finding of(
      Aspect aspect, String input, Shape shape, Verdict verdict, String detail, long evaluations) {
    return new Finding(
        aspect,
        input,
        shape,
        verdict,
        Mode.AUTO,
        null,
        null,
        new Comparison(0),
        Double.NaN,
        ImmutableList.of(),
        detail,
        evaluations);
  }
}
