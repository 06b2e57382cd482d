package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;

/**
 * What surrounds a tensor before a window slides over it.
 *
 * <p>{@link #of} gives the same number of zeros on both sides, one for all axes or one an axis;
 * {@link #same} as many as make the result {@code ceil(side / stride)} long, the odd one behind;
 * {@link #valid} none. A convolution may also be surrounded by elements of the tensor itself.
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

  /**
   * Elements of the tensor itself: of a convolution only, neither transposed nor a pool.
   *
   * @param border which ones
   * @param widths one for all spatial axes, or one an axis
   */
  record Bordered(Border border, ImmutableIntArray widths) implements Padding {}

  /** Returns so many elements on both sides. */
  static Padding of(int... widths) {
    return new Fixed(ImmutableIntArray.copyOf(widths));
  }

  /**
   * Returns so many of the tensor's own elements on both sides, as {@link Borders#pad} puts them.
   * PyTorch: {@code padding_mode}.
   */
  static Padding of(Border border, int... widths) {
    return new Bordered(border, ImmutableIntArray.copyOf(widths));
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
