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
    long evaluations) {}
