package dev.wengert.ops;

import com.google.common.base.Joiner;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Gather;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Window;
import dev.wengert.ops.primitive.Im2Col;
import dev.wengert.ops.primitive.PoolArgMax;
import dev.wengert.ops.primitive.SparseMatMul;
import java.util.Arrays;

/**
 * The largest or the mean element of a sliding window, and resizing of spatial axes.
 *
 * <p>x is [N, C, spatial...] of a floating dtype; windows and strides are given as one number for
 * all spatial axes or one each. A window that does not fit is an {@link IllegalArgumentException}.
 */
public final class Pooling {

  private Pooling() {}

  /**
   * How a pooling window slides.
   *
   * @param kernel the window's sides
   * @param stride how far it moves
   * @param padding what surrounds x: never found by a maximum, zeros for a mean
   * @param dilation how far apart the window's elements lie
   * @param ceilMode whether a last step that is not whole is taken: a window may then reach beyond
   *     the padding, where there is nothing, if it begins at an element or before the first one
   */
  public record Pool(
      ImmutableIntArray kernel,
      ImmutableIntArray stride,
      Padding padding,
      ImmutableIntArray dilation,
      boolean ceilMode) {

    /** Returns windows side by side. */
    public static Pool of(int... kernel) {
      var sides = ImmutableIntArray.copyOf(kernel);
      return new Pool(sides, sides, Padding.valid(), ImmutableIntArray.of(1), false);
    }

    /** Returns this with a stride. */
    public Pool stride(int... other) {
      return new Pool(kernel, ImmutableIntArray.copyOf(other), padding, dilation, ceilMode);
    }

    /** Returns this with padding on both sides. */
    public Pool padding(int... widths) {
      return padding(Padding.of(widths));
    }

    /** Returns this with a padding. */
    public Pool padding(Padding other) {
      return new Pool(kernel, stride, other, dilation, ceilMode);
    }

    /** Returns this with a dilation. */
    public Pool dilation(int... other) {
      return new Pool(kernel, stride, padding, ImmutableIntArray.copyOf(other), ceilMode);
    }

    /** Returns this with or without a last step that is not whole. PyTorch: {@code ceil_mode}. */
    public Pool ceilMode(boolean other) {
      return new Pool(kernel, stride, padding, dilation, other);
    }

    /** Returns for example {@code 3, stride 2, padding 1}; what is as usual is left out. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(text(kernel));
      if (!stride.equals(kernel)) {
        text.append(", stride ").append(text(stride));
      }
      if (!padding.equals(Padding.valid())) {
        text.append(", padding ")
            .append(padding instanceof Padding.Fixed fixed ? text(fixed.widths()) : "same");
      }
      if (!dilation.equals(ImmutableIntArray.of(1))) {
        text.append(", dilation ").append(text(dilation));
      }
      return text.append(ceilMode ? ", ceilMode" : "").toString();
    }

    private static String text(ImmutableIntArray sides) {
      return Joiner.on(" x ").join(sides.asList());
    }
  }

  /**
   * Returns the largest element of each window: [N, C, spatial...] to [N, C, places...]. Pullback:
   * d to the element that was found; of equal ones the first takes all. PyTorch: {@code
   * max_pool1d}, {@code max_pool2d}, {@code max_pool3d} by the rank of x.
   *
   * @throws IllegalArgumentException if the window does not fit, or lies in the padding as a whole
   */
  public static Tensor maxPool(Tensor x, Pool pool) {
    return maxPool("maxPool", x, pool).values();
  }

  /**
   * What windows found and where.
   *
   * @param values the largest element of each window: [N, C, places...]
   * @param indices where it lies, counted in row-major order of the spatial axes: INT32 [N, C,
   *     places...]
   */
  public record Found(Tensor values, Tensor indices) {}

  /**
   * Returns the largest element of each window, as {@link #maxPool} does, and where it lies: what
   * {@link MaxPooling#maxUnpool} takes. PyTorch: {@code max_pool2d_with_indices} and its kin.
   *
   * @throws IllegalArgumentException if the window does not fit, or lies in the padding as a whole
   */
  public static Found maxPoolWithIndices(Tensor x, Pool pool) {
    return maxPool("maxPoolWithIndices", x, pool);
  }

  private static Found maxPool(String operation, Tensor x, Pool pool) {
    Window window = window(operation, x, pool);
    int[] spatial = Windows.spatial(operation, x);
    int[] places = window.places(operation, spatial);
    checkSeesElements(operation, window, spatial, places);
    int images = x.shape().side(0) * x.shape().side(1);
    Tensor stacked = x.reshape(Shape.of(spatial).prepend(images));
    Tensor positions = new PoolArgMax(window).apply(stacked);
    Tensor rows = stacked.reshape(images, Shape.of(spatial).size());
    Shape result = Shape.of(places).prepend(x.shape().side(0), x.shape().side(1));
    Tensor values = new Gather(1, 1).apply(rows, positions).reshape(result);
    return new Found(values, positions.reshape(result));
  }

  private static void checkSeesElements(
      String operation, Window window, int[] spatial, int[] places) {
    for (int axis = 0; axis < places.length; axis++) {
      for (int place = 0; place < places[axis]; place++) {
        int start = place * window.stride().get(axis) - window.before().get(axis);
        int step = window.dilation().get(axis);
        int first = start + Math.max(0, Math.ceilDiv(-start, step)) * step;
        if (first >= Math.min(start + window.extent(axis), spatial[axis])) {
          throw new IllegalArgumentException(
              operation
                  + ": a window lies in the padding as a whole: place "
                  + place
                  + " of spatial axis "
                  + axis
                  + " with padding "
                  + window.before().get(axis)
                  + " and window "
                  + window.kernel().get(axis)
                  + "; pad with at most half the window");
        }
      }
    }
  }

  /**
   * Returns the mean of each window, padding counted as zeros, but not what a window has beyond the
   * padding. Pullback: {@code d / size} to each element of the window. PyTorch: {@code avg_pool1d},
   * {@code avg_pool2d}, {@code avg_pool3d}.
   */
  public static Tensor avgPool(Tensor x, Pool pool) {
    return avgPool(x, pool, true);
  }

  /**
   * Returns the mean of each window.
   *
   * @param countPadding whether padding counts as zeros; else the mean is that of the elements
   * @throws IllegalArgumentException if padding does not count and a window lies in it as a whole
   */
  public static Tensor avgPool(Tensor x, Pool pool, boolean countPadding) {
    Window window = window("avgPool", x, pool);
    int[] spatial = Windows.spatial("avgPool", x);
    int[] places = window.places("avgPool", spatial);
    int images = x.shape().side(0) * x.shape().side(1);
    Im2Col unfold = new Im2Col(window);
    Tensor seen = unfold.apply(x.reshape(Shape.of(spatial).prepend(images)));
    Tensor total = Reductions.sum(seen, 1);
    Tensor mean;
    if (countPadding) {
      mean = pool.ceilMode() ? total.div(sizes(x, pool, places)) : total.div(window.size());
    } else {
      checkSeesElements("avgPool", window, spatial, places);
      Spec one = new Spec(x.dtype(), Shape.of(spatial).prepend(1));
      mean = total.div(Reductions.sum(unfold.apply(Tensor.full(one, 1)), 1));
    }
    return mean.reshape(Shape.of(places).prepend(x.shape().side(0), x.shape().side(1)));
  }

  /**
   * Returns the mean over windows that cover x evenly, as many as asked for: place i of n over a
   * side s sees the elements from {@code floor(i s / n)} up to {@code ceil((i + 1) s / n)}.
   * Pullback: d over the size of the window to each element that it sees. An element that is NaN or
   * infinite reaches the places that see it. PyTorch: {@code adaptive_avg_pool1d} and its kin.
   *
   * @param output how many places, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a number is not positive or x is empty
   */
  public static Tensor adaptiveAvgPool(Tensor x, int... output) {
    int[] spatial = Windows.spatial("adaptiveAvgPool", x);
    int[] places = Windows.positive("adaptiveAvgPool", spatial, output);
    Tensor result = x;
    for (int axis = 0; axis < spatial.length; axis++) {
      long side = spatial[axis];
      SparseMatMul.Rows means = new SparseMatMul.Rows();
      for (int i = 0; i < places[axis]; i++) {
        int from = (int) (i * side / places[axis]);
        int to = (int) Math.ceilDiv((i + 1) * side, places[axis]);
        for (int at = from; at < to; at++) {
          means.add(at, 1.0 / (to - from));
        }
        means.next();
      }
      result = means.of(result, axis + 2);
    }
    return result;
  }

  /**
   * Returns x with each element repeated along each spatial axis. Pullback: the sum of d over the
   * copies. PyTorch: {@code interpolate(mode="nearest")} with a whole factor.
   *
   * @param factor how often, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a factor is not positive
   */
  public static Tensor upsampleNearest(Tensor x, int... factor) {
    int[] spatial = Windows.spatial("upsampleNearest", x);
    int[] factors = Windows.positive("upsampleNearest", spatial, factor);
    Tensor result = x;
    for (int axis = 0; axis < spatial.length; axis++) {
      result = Shapes.repeat(result, factors[axis], axis + 2);
    }
    return result;
  }

  /**
   * Returns x resized by linear interpolation along each spatial axis: bilinear for two. Place i of
   * n over a side s lies at {@code (i + 1/2) s / n - 1/2}, cut to the side. Pullback: d to the two
   * elements beside the place, in the shares in which they are mixed. An element that is NaN or
   * infinite reaches the places beside it. PyTorch: {@code interpolate(mode="bilinear",
   * align_corners=False)}.
   *
   * @param output the new sides, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a side is not positive or x is empty
   */
  public static Tensor upsampleLinear(Tensor x, int... output) {
    return Resizing.resize("upsampleLinear", x, Resize.linear(), output);
  }

  /** How many elements each window has up to the end of the padding, [places]. */
  private static Tensor sizes(Tensor x, Pool pool, int[] places) {
    int[] spatial = Windows.spatial("avgPool", x);
    Window whole = window("avgPool", x, pool.ceilMode(false));
    Tensor sizes = Tensor.full(new Spec(x.dtype(), Shape.of(places)), 1);
    for (int axis = 0; axis < places.length; axis++) {
      long end = (long) spatial[axis] + whole.after().get(axis);
      int[] column = new int[places.length - axis];
      Arrays.fill(column, 1);
      column[0] = places[axis];
      Tensor counts = Tensor.wrap(whole.countBefore(end, axis, places[axis]), column);
      sizes = sizes.times(counts.to(x.dtype()));
    }
    return Shapes.flatten(sizes);
  }

  static Window window(String operation, Tensor x, Pool pool) {
    int[] spatial = Windows.spatial(operation, x);
    int axes = spatial.length;
    Window window =
        Windows.sliding(
            operation,
            pool.padding(),
            Windows.each(operation, "window", axes, pool.kernel().toArray()),
            Windows.each(operation, "stride", axes, pool.stride().toArray()),
            Windows.each(operation, "dilation", axes, pool.dilation().toArray()),
            spatial);
    return pool.ceilMode() ? window.roundedUp(spatial) : window;
  }
}
