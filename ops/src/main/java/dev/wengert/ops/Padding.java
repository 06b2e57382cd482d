package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;

/**
 * What surrounds a tensor before a window slides over it.
 *
 * <p>{@link #of} gives the same number of zeros on both sides, one for all axes or one an axis;
 * {@link #same} as many as make the result {@code ceil(side / stride)} long, the odd one behind;
 * {@link #valid} none.
 */
public sealed interface Padding {

  /**
   * So many elements on both sides.
   *
   * @param widths one for all spatial axes, or one an axis
   */
  record Fixed(ImmutableIntArray widths) implements Padding {}

  /** As many elements as make the result {@code ceil(side / stride)} long. */
  record Same() implements Padding {}

  /** Returns so many elements on both sides. */
  static Padding of(int... widths) {
    return new Fixed(ImmutableIntArray.copyOf(widths));
  }

  /** Returns as many elements as make the result {@code ceil(side / stride)} long. */
  static Padding same() {
    return new Same();
  }

  /** Returns no padding. */
  static Padding valid() {
    return of(0);
  }
}
