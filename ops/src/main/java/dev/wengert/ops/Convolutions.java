package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import dev.wengert.Broadcast;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Window;
import dev.wengert.ops.primitive.Col2Im;
import dev.wengert.ops.primitive.Im2Col;
import java.util.Arrays;

/**
 * Convolutions over one, two or three spatial axes, and their transposes.
 *
 * <p>As everywhere in this field the kernel is not flipped: {@code y[n, o, p] = sum over c, k of
 * x[n, c, p stride + k dilation - padding] w[o, c, k] + b[o]}. A convolution is the matrix product
 * of the kernel with what its window sees ({@code im2col}); its derivatives are those of the parts:
 * the pullback to x is the transposed convolution of d, that to w the product of d with what the
 * window saw.
 *
 * <p>A transposed convolution has the same kernel and goes the other way: {@code y[n, o, p stride +
 * k dilation - padding] += x[n, c, p] w[c, o, k]}, plus the bias. Its pullback to x is the
 * convolution of d, that to w the product of x with what the window sees of d. To a bias the
 * pullback is the sum of d over everything but the channels.
 *
 * <p>Sides: x [N, C, spatial...], weight [O, C / groups, kernel...] (transposed: [C, O / groups,
 * kernel...]), bias [O]; all of one floating dtype. With {@code extent = (kernel - 1) dilation +
 * 1}, a convolution makes {@code floor((side + 2 padding - extent) / stride) + 1} places of each
 * spatial side, {@code ceil(side / stride)} with SAME; a transposed one makes {@code (side - 1)
 * stride - 2 padding + extent + outputPadding}, {@code side stride} with SAME. What does not fit,
 * or leaves no place, is an {@link IllegalArgumentException}. PyTorch: {@code conv1d}, {@code
 * conv_transpose1d} and their kin.
 */
public final class Convolutions {

  private Convolutions() {}

  /** Returns the convolution of [N, C, L] with [O, C, K]. */
  public static Tensor conv1d(Tensor x, Tensor weight) {
    return conv("conv1d", 1, x, weight, Conv.DEFAULT);
  }

  /** Returns the convolution of [N, C, L] with [O, C / groups, K]. */
  public static Tensor conv1d(Tensor x, Tensor weight, Conv how) {
    return conv("conv1d", 1, x, weight, how);
  }

  /** Returns the convolution of [N, C, L] with [O, C / groups, K], plus a bias [O]. */
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Conv how) {
    return biased("conv1d", conv("conv1d", 1, x, weight, how), bias);
  }

  /** Returns the convolution of [N, C, H, W] with [O, C, KH, KW]. */
  public static Tensor conv2d(Tensor x, Tensor weight) {
    return conv("conv2d", 2, x, weight, Conv.DEFAULT);
  }

  /** Returns the convolution of [N, C, H, W] with [O, C / groups, KH, KW]. */
  public static Tensor conv2d(Tensor x, Tensor weight, Conv how) {
    return conv("conv2d", 2, x, weight, how);
  }

  /** Returns the convolution of [N, C, H, W] with [O, C / groups, KH, KW], plus a bias [O]. */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Conv how) {
    return biased("conv2d", conv("conv2d", 2, x, weight, how), bias);
  }

  /** Returns the convolution of [N, C, D, H, W] with [O, C, KD, KH, KW]. */
  public static Tensor conv3d(Tensor x, Tensor weight) {
    return conv("conv3d", 3, x, weight, Conv.DEFAULT);
  }

  /** Returns the convolution of [N, C, D, H, W] with [O, C / groups, KD, KH, KW]. */
  public static Tensor conv3d(Tensor x, Tensor weight, Conv how) {
    return conv("conv3d", 3, x, weight, how);
  }

  /** Returns the convolution of [N, C, D, H, W] with a kernel, plus a bias [O]. */
  public static Tensor conv3d(Tensor x, Tensor weight, Tensor bias, Conv how) {
    return biased("conv3d", conv("conv3d", 3, x, weight, how), bias);
  }

  /** Returns the transposed convolution of [N, C, L] with [C, O / groups, K]. */
  public static Tensor convTranspose1d(Tensor x, Tensor weight, Conv how) {
    return convTranspose("convTranspose1d", 1, x, weight, how);
  }

  /** Returns the transposed convolution of [N, C, L] with [C, O / groups, K], plus a bias [O]. */
  public static Tensor convTranspose1d(Tensor x, Tensor weight, Tensor bias, Conv how) {
    return biased("convTranspose1d", convTranspose1d(x, weight, how), bias);
  }

  /** Returns the transposed convolution of [N, C, H, W] with [C, O / groups, KH, KW]. */
  public static Tensor convTranspose2d(Tensor x, Tensor weight, Conv how) {
    return convTranspose("convTranspose2d", 2, x, weight, how);
  }

  /** Returns the transposed convolution of [N, C, H, W] with a kernel, plus a bias [O]. */
  public static Tensor convTranspose2d(Tensor x, Tensor weight, Tensor bias, Conv how) {
    return biased("convTranspose2d", convTranspose2d(x, weight, how), bias);
  }

  /** Returns the transposed convolution of [N, C, D, H, W] with [C, O / groups, KD, KH, KW]. */
  public static Tensor convTranspose3d(Tensor x, Tensor weight, Conv how) {
    return convTranspose("convTranspose3d", 3, x, weight, how);
  }

  /** Returns the transposed convolution of [N, C, D, H, W] with a kernel, plus a bias [O]. */
  public static Tensor convTranspose3d(Tensor x, Tensor weight, Tensor bias, Conv how) {
    return biased("convTranspose3d", convTranspose3d(x, weight, how), bias);
  }

  private static Tensor conv(
      String operation, int axes, Tensor given, Tensor weight, Conv settings) {
    checkRanks(operation, axes, given, weight);
    Tensor x = given;
    Conv how = settings;
    if (settings.padding() instanceof Padding.Bordered(Border border, ImmutableIntArray widths)) {
      int[] each = Windows.each(operation, "padding", axes, widths.toArray());
      int[] around = Ints.concat(new int[] {0, 0}, each);
      x = Borders.pad(given, around, around, border);
      how = settings.padding(Padding.valid());
    }
    if (Arrays.stream(how.outputPadding().toArray()).anyMatch(extra -> extra != 0)) {
      throw new IllegalArgumentException(
          operation
              + ": the output padding is "
              + how.outputPadding()
              + ": only a transposed convolution has one; give 0");
    }
    int n = x.shape().side(0);
    int channels = x.shape().side(1);
    int outputs = weight.shape().side(0);
    int groups = how.groups();
    if (channels % groups != 0
        || outputs % groups != 0
        || weight.shape().side(1) * groups != channels) {
      throw new IllegalArgumentException(
          operation
              + ": the channels do not fit: x is "
              + x.shape()
              + ", the weight "
              + weight.shape()
              + ", "
              + groups
              + " groups; give a weight [O, "
              + channels
              + " / groups, ...] with O and channels divisible by the groups");
    }
    int[] spatial = tail(x.shape());
    Window window = window(operation, tail(weight.shape()), how, spatial);
    int[] places = window.places(operation, spatial);
    int size = Shape.of(places).size();
    int seen = channels / groups * window.size();
    Tensor columns =
        new Im2Col(window)
            .apply(x.reshape(Shape.of(spatial).prepend(n * channels)))
            .reshape(n, groups, seen, size);
    Tensor kernels = weight.reshape(1, groups, outputs / groups, seen);
    Tensor product =
        MatMul.of(
            Broadcast.to(kernels, Shape.of(n, groups, outputs / groups, seen)),
            columns,
            false,
            false);
    return product.reshape(Shape.of(places).prepend(n, outputs));
  }

  private static Tensor convTranspose(
      String operation, int axes, Tensor x, Tensor weight, Conv how) {
    checkRanks(operation, axes, x, weight);
    int n = x.shape().side(0);
    int channels = x.shape().side(1);
    int groups = how.groups();
    int outputs = weight.shape().side(1) * groups;
    if (weight.shape().side(0) != channels || channels % groups != 0) {
      throw new IllegalArgumentException(
          operation
              + ": the channels do not fit: x is "
              + x.shape()
              + ", the weight "
              + weight.shape()
              + ", "
              + groups
              + " groups; give a weight ["
              + channels
              + ", O / groups, ...] with channels divisible by the groups");
    }
    int[] places = tail(x.shape());
    Spread spread = spread(operation, places, tail(weight.shape()), how);
    Window window = spread.window;
    int[] spatial = spread.spatial.toArray();
    int seen = outputs / groups * window.size();
    int size = Shape.of(places).size();
    Tensor kernels = weight.reshape(1, groups, channels / groups, seen);
    Tensor columns =
        MatMul.of(
            Broadcast.to(kernels, Shape.of(n, groups, channels / groups, seen)),
            x.reshape(n, groups, channels / groups, size),
            true,
            false);
    Tensor result =
        new Col2Im(window, Shape.of(spatial).prepend(n * outputs))
            .apply(columns.reshape(n * outputs, window.size(), size))
            .reshape(Shape.of(spatial).prepend(n, outputs));
    return Shapes.pad(
        result, new int[axes + 2], Ints.concat(new int[] {0, 0}, spread.behind.toArray()));
  }

  /**
   * Where a transposed convolution puts its places.
   *
   * @param window how they lie in the spatial axes
   * @param spatial the sides of what they reach
   * @param behind how many elements follow that nothing reaches
   */
  private record Spread(Window window, ImmutableIntArray spatial, ImmutableIntArray behind) {

    static Spread of(Window window, int[] spatial, int[] behind) {
      return new Spread(
          window, ImmutableIntArray.copyOf(spatial), ImmutableIntArray.copyOf(behind));
    }
  }

  /** The sides that a convolution with this kernel would make into the given places. */
  private static Spread spread(String operation, int[] places, int[] kernel, Conv how) {
    int axes = places.length;
    int[] stride = Windows.each(operation, "stride", axes, how.stride().toArray());
    int[] dilation = Windows.each(operation, "dilation", axes, how.dilation().toArray());
    int[] extra = Windows.each(operation, "output padding", axes, how.outputPadding().toArray());
    int[] spatial = new int[axes];
    int[] behind = new int[axes];
    if (how.padding() instanceof Padding.Same) {
      checkNone(operation, extra, stride);
      Arrays.setAll(spatial, i -> places[i] * stride[i]);
      return Spread.of(window(operation, kernel, how, spatial), spatial, behind);
    }
    int[] padding = window(operation, kernel, how, spatial).before().toArray();
    int[] full = new int[axes];
    int[] result = new int[axes];
    for (int i = 0; i < axes; i++) {
      if (extra[i] < 0 || extra[i] >= Math.max(stride[i], dilation[i])) {
        throw new IllegalArgumentException(
            operation
                + ": the output padding must be less than stride or dilation: "
                + Arrays.toString(extra)
                + " for stride "
                + Arrays.toString(stride)
                + "; give 0 to stride - 1");
      }
      full[i] = (places[i] - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1;
      result[i] = full[i] - 2 * padding[i] + extra[i];
    }
    if (Arrays.stream(result).anyMatch(side -> side < 1)) {
      throw new IllegalArgumentException(
          operation
              + ": the padding takes away the whole result: without padding its sides are "
              + Arrays.toString(full)
              + ", the padding is "
              + Arrays.toString(padding)
              + " on both sides; pad with less than half of them");
    }
    int[] before = new int[axes];
    int[] after = new int[axes];
    for (int i = 0; i < axes; i++) {
      // What is added behind is first what the padding took away there.
      after[i] = Math.max(0, padding[i] - extra[i]);
      before[i] = Math.min(padding[i], full[i] - after[i]);
      spatial[i] = full[i] - before[i] - after[i];
      behind[i] = result[i] - spatial[i];
    }
    return Spread.of(
        Windows.of(operation, kernel, stride, dilation, before, after), spatial, behind);
  }

  private static void checkNone(String operation, int[] extra, int[] stride) {
    if (Arrays.stream(extra).anyMatch(side -> side != 0)) {
      throw new IllegalArgumentException(
          operation
              + ": the output padding "
              + Arrays.toString(extra)
              + " does not go with SAME: the sides are those of x times the stride "
              + Arrays.toString(stride)
              + "; give 0, or a fixed padding");
    }
  }

  private static void checkRanks(String operation, int axes, Tensor x, Tensor weight) {
    if (x.rank() != axes + 2 || weight.rank() != axes + 2 || x.dtype() != weight.dtype()) {
      throw new IllegalArgumentException(
          operation
              + ": the operands do not fit: x is "
              + x.spec()
              + ", the weight "
              + weight.spec()
              + "; give both rank "
              + (axes + 2)
              + " and one dtype");
    }
    if (!x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          operation + ": the dtype is " + x.dtype() + "; convert with to(FLOAT32) or to(FLOAT64)");
    }
  }

  private static Tensor biased(String operation, Tensor y, Tensor bias) {
    if (bias.rank() != 1 || bias.size() != y.shape().side(1) || bias.dtype() != y.dtype()) {
      throw new IllegalArgumentException(
          operation
              + ": the bias does not fit: it is "
              + bias.spec()
              + "; give one "
              + y.dtype()
              + " for each of "
              + y.shape().side(1)
              + " output channels");
    }
    return y.plus(Shapes.channels(bias, y));
  }

  private static Window window(String operation, int[] kernel, Conv how, int[] spatial) {
    int axes = kernel.length;
    return Windows.sliding(
        operation,
        how.padding(),
        kernel,
        Windows.each(operation, "stride", axes, how.stride().toArray()),
        Windows.each(operation, "dilation", axes, how.dilation().toArray()),
        spatial);
  }

  private static int[] tail(Shape shape) {
    return Arrays.copyOfRange(shape.sides(), 2, shape.rank());
  }
}
