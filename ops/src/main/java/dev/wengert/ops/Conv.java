package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;

/**
 * How a convolution moves: stride, padding, dilation and groups. Numbers stand for all spatial axes
 * or, several, for one each.
 *
 * {@snippet class="dev.wengert.ops.SnippetsTest" region="conv"}
 *
 * @param stride how far the kernel moves
 * @param padding what surrounds the input
 * @param dilation how far apart the kernel's elements lie
 * @param groups into how many parts the channels fall that do not see each other
 * @param outputPadding for the transposed convolution: how many elements are added behind the
 *     result, where the stride leaves its length open
 */
public record Conv(
    ImmutableIntArray stride,
    Padding padding,
    ImmutableIntArray dilation,
    int groups,
    ImmutableIntArray outputPadding) {

  /** Stride 1, no padding, dilation 1, one group. */
  public static final Conv DEFAULT =
      new Conv(
          ImmutableIntArray.of(1),
          Padding.valid(),
          ImmutableIntArray.of(1),
          1,
          ImmutableIntArray.of(0));

  /** Checks what does not depend on the operands. */
  public Conv {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "conv: not a number of groups: " + groups + "; give 1 or more");
    }
  }

  /** Returns the default with a stride. */
  public static Conv stride(int... stride) {
    return new Conv(
        ImmutableIntArray.copyOf(stride),
        DEFAULT.padding,
        DEFAULT.dilation,
        DEFAULT.groups,
        DEFAULT.outputPadding);
  }

  /** Returns the default with padding that keeps the sides at stride 1. */
  public static Conv same() {
    return DEFAULT.padding(Padding.same());
  }

  /** Returns this with zeros on both sides. */
  public Conv padding(int... widths) {
    return padding(Padding.of(widths));
  }

  /** Returns this with a padding. */
  public Conv padding(Padding other) {
    return new Conv(stride, other, dilation, groups, outputPadding);
  }

  /** Returns this with a dilation. */
  public Conv dilation(int... other) {
    return new Conv(stride, padding, ImmutableIntArray.copyOf(other), groups, outputPadding);
  }

  /** Returns this with a number of groups. */
  public Conv groups(int other) {
    return new Conv(stride, padding, dilation, other, outputPadding);
  }

  /** Returns this with elements added behind a transposed convolution's result. */
  public Conv outputPadding(int... other) {
    return new Conv(stride, padding, dilation, groups, ImmutableIntArray.copyOf(other));
  }
}
