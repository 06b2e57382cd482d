package dev.wengert;

import com.google.common.base.Preconditions;

/**
 * How a {@link ControlFlow#scan} goes: over how many steps, in which direction, and what a backward
 * walk keeps.
 *
 * @param length how many steps there are; below 0, as by default, as many as the inputs have rows
 * @param isReversed whether the last row comes first
 * @param every 0, as by default, if what a backward walk needs of each step is kept, as on a tape
 *     without a scan; k if the carry of every k-th step is kept alone, and the steps between are
 *     computed again in the walk
 */
public record Scan(int length, boolean isReversed, int every) {

  /** Checks what it is made of. */
  public Scan {
    Preconditions.checkArgument(
        every >= 0,
        "scan: not a number of steps between two kept carries: %s; give 1 or more, or 0 to keep"
            + " what each step needs",
        every);
  }

  /** Returns the way from the first row to the last that keeps what a backward walk needs. */
  public static Scan forwards() {
    return new Scan(-1, false, 0);
  }

  /** Returns the way from the last row to the first. What is written stays at its row. */
  public static Scan backwards() {
    return new Scan(-1, true, 0);
  }

  /**
   * Returns the same over so many steps: to be said where nothing is read row by row.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public Scan ofLength(int steps) {
    Preconditions.checkArgument(
        steps >= 0, "scan: the number of steps is negative: %s; give 0 or more", steps);
    return new Scan(steps, isReversed, every);
  }

  /**
   * Returns the same that keeps the carry of every k-th step alone for a backward walk, which
   * computes the others again: it holds {@code T / k + k} steps instead of T, for the time of
   * another forward run. With k = 1 each step is computed again from its own carry. Gradients are
   * the same, to the bit.
   *
   * @throws IllegalArgumentException if k is not positive
   */
  public Scan checkpointEvery(int k) {
    Preconditions.checkArgument(
        k > 0, "scan: not a number of steps between two kept carries: %s; give 1 or more", k);
    return new Scan(length, isReversed, k);
  }
}
