package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.primitive.Axes;
import java.util.Arrays;

/**
 * Arrangements of whole blocks: channels and pixels exchanged, planes turned, windows laid out.
 *
 * <p>All are linear, of any dtype; the pullback puts d back to where the elements came from.
 */
public final class Rearrangement {

  private Rearrangement() {}

  /**
   * Returns images r times as high and wide out of r^2 channels for each: [..., C r^2, H, W] to
   * [..., C, H r, W r]. {@code y[c, h r + i, w r + j] = x[c r^2 + i r + j, h, w]}. PyTorch: {@code
   * pixel_shuffle}.
   *
   * <p>Source: Shi et al., "Real-time single image and video super-resolution using an efficient
   * sub-pixel convolutional neural network", 2016.
   *
   * @throws IllegalArgumentException if the factor is not positive or r^2 does not divide the
   *     channels
   */
  public static Tensor pixelShuffle(Tensor x, int factor) {
    checkImage("pixelShuffle", x, factor);
    int r = factor;
    int square = Math.multiplyExact(r, r);
    int channels = x.shape().side(-3);
    Preconditions.checkArgument(
        channels % square == 0,
        "pixelShuffle: %s channels do not make images %s times as large: the shape is %s; give a"
            + " multiple of %s channels",
        channels,
        r,
        x.shape(),
        square);
    int[] lead = Arrays.copyOf(x.shape().sides(), x.rank() - 3);
    int n = Arrays.stream(lead).reduce(1, (a, b) -> a * b);
    int c = channels / square;
    int h = x.shape().side(-2);
    int w = x.shape().side(-1);
    Tensor parts = x.reshape(n, c, r, r, h, w);
    Tensor moved = Axes.permute(parts, new int[] {0, 1, 4, 2, 5, 3});
    return moved.reshape(image(lead, c, h * r, w * r));
  }

  /**
   * Returns r^2 channels for each out of images: [..., C, H r, W r] to [..., C r^2, H, W], the
   * inverse of {@link #pixelShuffle}. PyTorch: {@code pixel_unshuffle}.
   *
   * @throws IllegalArgumentException if the factor is not positive or does not divide the sides
   */
  public static Tensor pixelUnshuffle(Tensor x, int factor) {
    checkImage("pixelUnshuffle", x, factor);
    int r = factor;
    int height = x.shape().side(-2);
    int width = x.shape().side(-1);
    Preconditions.checkArgument(
        height % r == 0 && width % r == 0,
        "pixelUnshuffle: the sides are no multiples of %s: the shape is %s; pad it first",
        r,
        x.shape());
    int[] lead = Arrays.copyOf(x.shape().sides(), x.rank() - 3);
    int n = Arrays.stream(lead).reduce(1, (a, b) -> a * b);
    int c = x.shape().side(-3);
    int h = height / r;
    int w = width / r;
    Tensor parts = x.reshape(n, c, h, r, w, r);
    Tensor moved = Axes.permute(parts, new int[] {0, 1, 3, 5, 2, 4});
    return moved.reshape(image(lead, c * r * r, h, w));
  }

  private static int[] image(int[] lead, int channels, int height, int width) {
    int[] sides = Arrays.copyOf(lead, lead.length + 3);
    sides[lead.length] = channels;
    sides[lead.length + 1] = height;
    sides[lead.length + 2] = width;
    return sides;
  }

  private static void checkImage(String operation, Tensor x, int factor) {
    Preconditions.checkArgument(
        x.rank() >= 3,
        "%s: no images: the shape is %s; give [..., channels, height, width]",
        operation,
        x.shape());
    Preconditions.checkArgument(
        factor > 0, "%s: the factor is not positive: %s; give 1 or more", operation, factor);
  }

  /**
   * Returns x with the channels of axis 1 dealt out in turn, as from groups of them: {@code y[:, j
   * g + i] = x[:, i C / g + j]} for g groups of C channels. PyTorch: {@code channel_shuffle}.
   *
   * <p>Source: Zhang et al., "ShuffleNet", 2018, section 3.1.
   *
   * @throws IllegalArgumentException if x has no axis 1, or the groups are not positive or do not
   *     divide it
   */
  public static Tensor channelShuffle(Tensor x, int groups) {
    int channels = x.shape().side(x.shape().axis("channelShuffle", 1));
    Preconditions.checkArgument(
        groups > 0 && channels % groups == 0,
        "channelShuffle: %s groups do not divide %s channels: the shape is %s; give a divisor",
        groups,
        channels,
        x.shape());
    int n = x.shape().side(0);
    int rest = Shape.of(Arrays.copyOfRange(x.shape().sides(), 2, x.rank())).size();
    Tensor parts = x.reshape(n, groups, channels / groups, rest);
    return Axes.permute(parts, new int[] {0, 2, 1, 3}).reshape(x.shape());
  }

  /**
   * Returns x turned by a number of right angles in a plane, from the first axis towards the
   * second. NumPy and PyTorch: {@code rot90}.
   *
   * @param times how often; negative ones turn the other way
   * @throws IllegalArgumentException if the axes are the same
   */
  public static Tensor rot90(Tensor x, int times, int first, int second) {
    int a = x.shape().axis("rot90", first);
    int b = x.shape().axis("rot90", second);
    Preconditions.checkArgument(
        a != b, "rot90: no plane: axis %s is named twice; name two axes of %s", a, x.shape());
    return switch (Math.floorMod(times, 4)) {
      case 1 -> Shapes.swapAxes(Shapes.flip(x, b), a, b);
      case 2 -> Shapes.flip(x, a, b);
      case 3 -> Shapes.flip(Shapes.swapAxes(x, a, b), b);
      default -> x;
    };
  }

  /**
   * Returns the windows of some length along an axis, each a row along a new last axis: {@code
   * y[..., i, ..., k] = x[..., i step + k, ...]}, i from 0 to {@code (side - length) / step}.
   * PyTorch: {@code Tensor.unfold}; NumPy: {@code lib.stride_tricks.sliding_window_view} for step
   * 1.
   *
   * @throws IllegalArgumentException if length or step is not positive, or the length is more than
   *     the axis
   */
  public static Tensor windows(Tensor x, int axis, int length, int step) {
    int at = x.shape().axis("windows", axis);
    int side = x.shape().side(at);
    Preconditions.checkArgument(
        length > 0 && step > 0 && length <= side,
        "windows: windows of length %s by steps of %s do not fit axis %s of shape %s; give both 1"
            + " or more, and at most %s elements",
        length,
        step,
        at,
        x.shape(),
        side);
    int count = (side - length) / step + 1;
    int[] positions = new int[count * length];
    Arrays.setAll(positions, i -> i / length * step + i % length);
    Tensor taken = Indexing.take(x, Tensor.wrap(positions, count, length), at);
    return Shapes.moveAxis(taken, at + 1, -1);
  }
}
