/**
 * What a wrong gradient looks like.
 *
 * <p>{@code Hints} asks those who each know a kind of mistake, the most telling first; all that
 * they may look at is the {@code Evidence}. A hint is a guess, and no verdict rests on it.
 */
@NullMarked
package dev.wengert.gradcheck.hint;

import org.jspecify.annotations.NullMarked;
