package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Convolutions;
import dev.wengert.ops.Padding;
import dev.wengert.ops.Pooling;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import java.util.Map;

/** Windows that slide over the axes behind examples and channels. */
final class WindowOperators {

  private WindowOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("AveragePool", Operator.one(WindowOperators::averagePool));
    all.put("Conv", Operator.one(WindowOperators::conv));
    all.put("ConvTranspose", Operator.one(WindowOperators::convTranspose));
    all.put(
        "GlobalAveragePool", Operator.one(c -> Reductions.mean(c.in(0), true, spatial(c.in(0)))));
    all.put("GlobalMaxPool", Operator.one(c -> Reductions.max(c.in(0), true, spatial(c.in(0)))));
    all.put("MaxPool", Operator.one(WindowOperators::maxPool));
  }

  private static final ImmutableList<String> PADDINGS =
      ImmutableList.of("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID");

  /** Windows slide over one axis or more behind examples and channels. */
  private static void checkSpatial(Tensor x, int spatial) {
    Preconditions.checkArgument(
        x.rank() == spatial + 2 && spatial > 0,
        "x is %s and windows have %s axes; it has two axes before those, the file does not fit the"
            + " input",
        x.spec(),
        spatial);
  }

  private static int[] spatial(Tensor x) {
    checkSpatial(x, Math.max(1, x.rank() - 2));
    int[] axes = new int[x.rank() - 2];
    Arrays.setAll(axes, i -> i + 2);
    return axes;
  }

  /**
   * How a window slides, and by how much x is padded for it.
   *
   * @param before padding before the first element, one number a spatial axis
   * @param after padding behind the last one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sliding(int[] stride, int[] dilation, int[] before, int[] after) {

    static Sliding of(Call c, int[] spatial, int[] kernel) {
      int axes = kernel.length;
      int[] ones = new int[axes];
      Arrays.fill(ones, 1);
      int[] stride = each(c, "strides", 1, ones);
      int[] dilation = each(c, "dilations", 1, ones);
      int[] pads = each(c, "pads", 0, new int[2 * axes]);
      int[] before = Arrays.copyOf(pads, axes);
      int[] after = Arrays.copyOfRange(pads, axes, 2 * axes);
      String automatic = c.text("auto_pad", "NOTSET");
      Preconditions.checkArgument(
          PADDINGS.contains(automatic), "there is no auto_pad %s; %s are", automatic, PADDINGS);
      if (automatic.startsWith("SAME")) {
        for (int i = 0; i < axes; i++) {
          int places = Math.ceilDiv(spatial[i], stride[i]);
          int extent = (kernel[i] - 1) * dilation[i] + 1;
          int all = Math.max(0, (places - 1) * stride[i] + extent - spatial[i]);
          before[i] = automatic.equals("SAME_LOWER") ? Math.ceilDiv(all, 2) : all / 2;
          after[i] = all - before[i];
        }
      }
      return new Sliding(stride, dilation, before, after);
    }

    /** As many numbers as are usual, none of them too small. */
    private static int[] each(Call c, String name, int least, int... usual) {
      int[] values = c.integers(name, usual);
      Preconditions.checkArgument(
          values.length == usual.length && Arrays.stream(values).allMatch(v -> v >= least),
          "the attribute %s is %s; it takes %s numbers from %s on, the file does not fit the input",
          name,
          Arrays.toString(values),
          usual.length,
          least);
      return values;
    }

    boolean isEven() {
      return Arrays.equals(before, after);
    }

    /** Returns x with the padding around it that is not the same on both sides. */
    Tensor padded(Tensor x, double value) {
      return isEven() ? x : around(x, value);
    }

    Tensor around(Tensor x, double value) {
      int[] front = new int[x.rank()];
      int[] back = new int[x.rank()];
      System.arraycopy(before, 0, front, 2, before.length);
      System.arraycopy(after, 0, back, 2, after.length);
      return SliceOperators.padded(x, front, back, value);
    }

    Padding padding() {
      return isEven() ? Padding.of(before) : Padding.valid();
    }
  }

  private static int[] tail(Tensor x) {
    return Arrays.copyOfRange(x.shape().sides(), 2, x.rank());
  }

  private static Conv settings(Call c, Sliding sliding) {
    return new Conv(
        ImmutableIntArray.copyOf(sliding.stride()),
        Padding.valid(),
        ImmutableIntArray.copyOf(sliding.dilation()),
        c.count("group", 1),
        ImmutableIntArray.of(0));
  }

  private static Tensor conv(Call c) {
    Tensor x = c.in(0);
    Tensor weight = c.in(1);
    checkSpatial(x, weight.rank() - 2);
    Sliding sliding = Sliding.of(c, tail(x), tail(weight));
    Conv how = settings(c, sliding).padding(sliding.padding());
    Tensor seen = sliding.padded(x, 0);
    Tensor y =
        switch (x.rank()) {
          case 3 -> Convolutions.conv1d(seen, weight, how);
          case 4 -> Convolutions.conv2d(seen, weight, how);
          case 5 -> Convolutions.conv3d(seen, weight, how);
          default ->
              throw new IllegalArgumentException(
                  "conv: x is " + x.spec() + "; one, two or three spatial axes are imported");
        };
    return c.has(2) ? y.plus(perChannel(c.in(2), y)) : y;
  }

  private static Tensor perChannel(Tensor v, Tensor x) {
    int[] sides = new int[x.rank() - 1];
    Arrays.fill(sides, 1);
    sides[0] = v.size();
    return v.reshape(sides);
  }

  /** The whole of what the kernels reach, of which the padding is taken away. */
  private static Tensor convTranspose(Call c) {
    Tensor x = c.in(0);
    Tensor weight = c.in(1);
    checkSpatial(x, weight.rank() - 2);
    int[] kernel = tail(weight);
    int[] places = tail(x);
    int axes = kernel.length;
    Sliding sliding = Sliding.of(c, places, kernel);
    int[] extra = c.integers("output_padding", new int[axes]);
    int[] shape = c.integers("output_shape");
    String automatic = c.text("auto_pad", "NOTSET");
    int[] before = sliding.before();
    int[] after = sliding.after();
    for (int i = 0; i < axes; i++) {
      int stride = sliding.stride()[i];
      int full = stride * (places[i] - 1) + (kernel[i] - 1) * sliding.dilation()[i] + 1 + extra[i];
      if (shape != null || automatic.startsWith("SAME")) {
        int wanted = shape == null ? places[i] * stride : shape[shape.length - axes + i];
        int cut = full - wanted;
        int whole = Math.max(0, cut);
        before[i] = automatic.equals("SAME_UPPER") ? whole / 2 : whole - whole / 2;
        after[i] = cut - before[i];
      }
    }
    Conv how = settings(c, sliding);
    Tensor y =
        switch (x.rank()) {
          case 3 -> Convolutions.convTranspose1d(x, weight, how);
          case 4 -> Convolutions.convTranspose2d(x, weight, how);
          case 5 -> Convolutions.convTranspose3d(x, weight, how);
          default ->
              throw new IllegalArgumentException(
                  "convTranspose: x is "
                      + x.spec()
                      + "; one, two or three spatial axes are imported");
        };
    int[] front = new int[x.rank()];
    int[] back = new int[x.rank()];
    for (int i = 0; i < axes; i++) {
      front[i + 2] = -before[i];
      back[i + 2] = extra[i] - after[i];
    }
    Tensor cut = SliceOperators.padded(y, front, back, 0);
    return c.has(2) ? cut.plus(perChannel(c.in(2), cut)) : cut;
  }

  private static Pool pool(Call c, int[] kernel, Sliding sliding) {
    return new Pool(
        ImmutableIntArray.copyOf(kernel),
        ImmutableIntArray.copyOf(sliding.stride()),
        sliding.padding(),
        ImmutableIntArray.copyOf(sliding.dilation()),
        c.flag("ceil_mode", false));
  }

  /**
   * Returns what is pooled without windows that begin in the padding behind: those are left out
   * where the last places are rounded up, and are there where the padding is elements of x.
   */
  private static Tensor kept(Call c, Tensor x, int[] kernel, Sliding sliding, Tensor pooled) {
    if (sliding.isEven() || !c.flag("ceil_mode", false)) {
      return pooled;
    }
    int axes = kernel.length;
    int[] behind = new int[x.rank()];
    for (int i = 0; i < axes; i++) {
      int places = pooled.shape().side(i + 2);
      int begins = (places - 1) * sliding.stride()[i];
      behind[i + 2] = begins >= x.shape().side(i + 2) + sliding.before()[i] ? -1 : 0;
    }
    return SliceOperators.padded(pooled, new int[x.rank()], behind, 0);
  }

  private static Tensor maxPool(Call c) {
    c.require(!c.wants(1), "the second result of MaxPool, positions,");
    Tensor x = c.in(0);
    int[] kernel = c.integers("kernel_shape", new int[0]);
    checkSpatial(x, kernel.length);
    Sliding sliding = Sliding.of(c, tail(x), kernel);
    Tensor seen = sliding.padded(x, Double.NEGATIVE_INFINITY);
    return kept(c, x, kernel, sliding, Pooling.maxPool(seen, pool(c, kernel, sliding)));
  }

  private static Tensor averagePool(Call c) {
    Tensor x = c.in(0);
    int[] kernel = c.integers("kernel_shape", new int[0]);
    checkSpatial(x, kernel.length);
    Sliding sliding = Sliding.of(c, tail(x), kernel);
    boolean counted = c.flag("count_include_pad", false);
    Pool pool = pool(c, kernel, sliding);
    if (counted || sliding.isEven()) {
      return kept(c, x, kernel, sliding, Pooling.avgPool(sliding.padded(x, 0), pool, counted));
    }
    Tensor ones = Tensor.full(x.spec().withShape(Shape.of(tail(x)).prepend(1, 1)), 1);
    Tensor share = Pooling.avgPool(sliding.around(ones, 0), pool, true);
    Tensor sums = Pooling.avgPool(sliding.padded(x, 0), pool, true);
    return kept(c, x, kernel, sliding, sums.div(share));
  }
}
