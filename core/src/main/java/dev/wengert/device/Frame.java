package dev.wengert.device;

import dev.wengert.array.Buffer;
import java.util.Arrays;

/**
 * What a {@link Task} runs on: for each operand and then each result the array in which it lies and
 * where it begins, and working memory.
 *
 * <p>A frame may be filled once and run often, with some of its arrays changed in between. It
 * belongs to one thread at a time; frames that are run one after the other may share their scratch.
 */
public final class Frame {

  private final Object[] arrays;
  private final int[] offsets;
  private final Scratch scratch;
  private boolean blank;

  /**
   * Makes a frame whose arrays are to be {@link #set}.
   *
   * @param places the number of operands and results together
   * @param scratch what the task's device made
   */
  public Frame(int places, Scratch scratch) {
    this.arrays = new Object[places];
    this.offsets = new int[places];
    this.scratch = scratch;
  }

  /** Sets where an operand lies, or a result: these are counted behind the operands. */
  public void set(int place, Buffer buffer) {
    set(place, buffer.array(), buffer.offset());
  }

  /**
   * Sets where an operand lies, or a result: these are counted behind the operands.
   *
   * @param array of the dtype's elements; may be longer than needed
   * @param offset where the first element lies
   */
  public void set(int place, Object array, int offset) {
    arrays[place] = array;
    offsets[place] = offset;
  }

  /** Sets an operand or result to where one of another frame lies. */
  public void setAs(int place, Frame other, int otherPlace) {
    set(place, other.arrays[otherPlace], other.offsets[otherPlace]);
  }

  /** Sets whether the results are known to hold zeros, which need not be written again. */
  public void setBlank(boolean blank) {
    this.blank = blank;
  }

  /** Lets go of all arrays. */
  public void clear() {
    Arrays.fill(arrays, null);
  }

  /** Returns all arrays, operands first; not to be changed. */
  public Object[] arrays() {
    return arrays;
  }

  /** Returns where all begin, operands first; not to be changed. */
  public int[] offsets() {
    return offsets;
  }

  /** Returns the array in which an operand or result lies. */
  public Object array(int place) {
    return arrays[place];
  }

  /** Returns where in its array an operand or result begins. */
  public int offset(int place) {
    return offsets[place];
  }

  /** Returns the working memory. */
  public Scratch scratch() {
    return scratch;
  }

  /** Returns whether the results are known to hold zeros, which need not be written again. */
  public boolean isBlank() {
    return blank;
  }
}
