/**
 * From differences to a verdict.
 *
 * <p>{@code Check} runs what is asked for: {@code Preflight} and {@code Laws}, which need no
 * differences; an {@code InputCheck} for each input; {@code Together} where elements tie; {@code
 * SecondOrder}, {@code ForwardAgainstReverse} and {@code Taylor}. A {@code Judge} compares one
 * derivative with its ladders and returns a {@code Judgement}. Before that is called an error,
 * {@code Jitter} says what rounding may explain; {@code Bisection} finds its place.
 */
@NullMarked
package dev.wengert.gradcheck.verdict;

import org.jspecify.annotations.NullMarked;
