package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableSet;
import dev.wengert.gradcheck.Mode;

/**
 * What a check is asked for.
 *
 * @param resolution the relative error that must be seen; NaN for the default
 * @param accuracy the relative error that the derivative may have, since it is an approximation; 0
 *     for none
 * @param zeros the inputs whose derivative is declared zero
 * @param order 1, or 2 to check the gradient's gradient too
 * @param forward whether forward mode is checked too
 * @param taylor whether Taylor remainders are looked at too
 */
public record Request(
    Mode mode,
    long seed,
    double resolution,
    double accuracy,
    ImmutableSet<String> zeros,
    int order,
    boolean forward,
    boolean taylor) {}
