package dev.wengert.cpu.machine;

import java.util.function.LongSupplier;

/**
 * Which form of a loop computes calls of few elements: numbers or vectors, which give the same
 * bits.
 *
 * <p>Such a call is too short to be divided as {@link Ascent} does, and HotSpot makes now and then
 * vectors of many operations that lose in it. So one form computes the whole of a call. Once
 * vectors {@linkplain Ascent#pays pay} they get a share of the time; once HotSpot has compiled
 * them, the two alternate and their times are compared, until vectors win or have lost too often.
 *
 * <p>Counters are not shared properly between threads: a count that is lost comes a little later.
 */
public final class Contest {

  /** Calls of vectors before they are compared. */
  static final int CALLS = Ascent.CALLS;

  /** How often in succession vectors must be faster. */
  static final int WINS = 5;

  /** After how many comparisons vectors that have not won do not compute any more. */
  static final int LOSSES = 10_000;

  private final LongSupplier clock;
  private final boolean immediate;
  private int calls;
  private int wins;
  private int losses;
  private long credit;

  /** What vectors took the last time, and for how many elements; 0 if that was compared. */
  private long nanos;

  private int elements;

  private boolean isOver;
  private boolean isWon;

  /** Begins; where {@link Simd#isImmediate} with vectors alone. */
  public Contest() {
    this(System::nanoTime, Simd.isImmediate() && Simd.isAvailable());
  }

  /**
   * Begins.
   *
   * @param clock nanoseconds from any beginning
   * @param immediate whether vectors have all the time until they are compared
   */
  public Contest(LongSupplier clock, boolean immediate) {
    this.clock = clock;
    this.immediate = immediate;
  }

  /** Returns whether one form computes all calls from now on: {@link #isForVectors} says which. */
  public boolean isOver() {
    return isOver;
  }

  /** Returns whether vectors compute the next call. */
  public boolean isForVectors() {
    return isOver ? isWon : elements == 0 && credit >= 0;
  }

  /** Returns the time. */
  public long now() {
    return clock.getAsLong();
  }

  /** Counts what a call took that began at a time. Calls of different lengths are not compared. */
  public void took(boolean byVectors, int length, long start) {
    long took = clock.getAsLong() - start;
    if (isOver) {
      return;
    }
    if (byVectors) {
      credit -= took;
      calls++;
      if (calls > CALLS) {
        nanos = took;
        elements = length;
      } else if (immediate) {
        credit = 0;
      }
      return;
    }
    credit += took / Ascent.SHARE;
    if (elements == length) {
      boolean isWin = nanos < took;
      wins = isWin ? wins + 1 : 0;
      losses += isWin ? 0 : 1;
      isWon = wins >= WINS;
      isOver = isWon || losses >= LOSSES;
    }
    elements = 0;
  }
}
