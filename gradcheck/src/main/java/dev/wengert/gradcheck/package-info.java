/**
 * Is this gradient right?
 *
 * <p>{@link dev.wengert.gradcheck.GradCheck} is where one begins; it returns a {@link
 * dev.wengert.gradcheck.Report} of {@link dev.wengert.gradcheck.Finding}s, each with a {@link
 * dev.wengert.gradcheck.Verdict}. How it comes about is in packages that are not exported, each of
 * which builds on those before it: {@code point}, the function where it is checked; {@code
 * difference}, slopes and how precisely they are known; {@code hint} and {@code report}; and {@code
 * verdict}, which asks all of them.
 */
@NullMarked
package dev.wengert.gradcheck;

import org.jspecify.annotations.NullMarked;
