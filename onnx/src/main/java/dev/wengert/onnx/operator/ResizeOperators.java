package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Indexing;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tensors at other sizes. */
final class ResizeOperators {

  private ResizeOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("Resize", Operator.one(ResizeOperators::resize));
    all.put("Upsample", Operator.one(ResizeOperators::upsample));
  }

  /** How places of the result lie in x. */
  private record Grid(String mode, String transformation, String nearest) {

    /** Returns where a place lies. */
    double at(int place, double scale, int from, int to) {
      return switch (transformation) {
        case "half_pixel" -> (place + 0.5) / scale - 0.5;
        case "pytorch_half_pixel" -> to > 1 ? (place + 0.5) / scale - 0.5 : 0;
        case "align_corners" -> to > 1 ? place * (from - 1.0) / (to - 1) : 0;
        case "asymmetric" -> place / scale;
        default ->
            throw new IllegalArgumentException(
                "resize: the transformation "
                    + transformation
                    + " is not imported; half_pixel, pytorch_half_pixel, align_corners and"
                    + " asymmetric are");
      };
    }

    int nearestTo(double at, int from) {
      double place =
          switch (nearest) {
            case "round_prefer_floor" -> Math.ceil(at - 0.5);
            case "round_prefer_ceil" -> Math.floor(at + 0.5);
            case "floor" -> Math.floor(at);
            case "ceil" -> Math.ceil(at);
            default ->
                throw new IllegalArgumentException(
                    "resize: there is no rounding " + nearest + "; the file is damaged");
          };
      return (int) Math.clamp(place, 0, from - 1);
    }

    Tensor along(Tensor x, int axis, int to, double scale) {
      int from = x.shape().side(axis);
      if (mode.equals("nearest")) {
        int[] places = new int[to];
        Arrays.setAll(places, i -> nearestTo(at(i, scale, from, to), from));
        return Indexing.take(x, Tensor.of(places), axis);
      }
      int[] low = new int[to];
      int[] high = new int[to];
      double[] share = new double[to];
      for (int i = 0; i < to; i++) {
        double place = Math.clamp(at(i, scale, from, to), 0, from - 1);
        low[i] = (int) place;
        high[i] = Math.min(low[i] + 1, from - 1);
        share[i] = place - low[i];
      }
      int[] sides = new int[x.rank() - axis];
      Arrays.fill(sides, 1);
      sides[0] = to;
      Tensor upper = Tensor.of(share).to(x.dtype()).reshape(sides);
      Tensor below = Indexing.take(x, Tensor.of(low), axis);
      Tensor above = Indexing.take(x, Tensor.of(high), axis);
      return below.times(upper.unaryMinus().plus(1)).plus(above.times(upper));
    }
  }

  private static Tensor upsample(Call c) {
    c.require(!c.hasAttribute("scales"), "a scale that is an attribute");
    double[] scales = scales(c, 1);
    checkCount(c.in(0).rank(), scales.length);
    return resized(c.in(0), new Grid(mode(c), "asymmetric", "floor"), scales, null);
  }

  private static String mode(Call c) {
    String mode = c.text("mode", "nearest");
    c.require(mode.equals("nearest") || mode.equals("linear"), "the mode \"" + mode + "\"");
    return mode;
  }

  private static double[] scales(Call c, int input) {
    Tensor scales = c.in(input);
    c.require(!scales.isTraced(), "a scale that is known only when the graph has run");
    return scales.to(DType.FLOAT64).toDoubleArray();
  }

  private static void checkCount(int axes, int given) {
    Preconditions.checkArgument(
        axes == given,
        "resize: %s sizes or scales for %s axes; the file does not fit the input",
        given,
        axes);
  }

  private static Tensor resize(Call c) {
    if (c.opset() < 11) {
      return upsample(c);
    }
    c.require(!c.flag("antialias", false), "antialias");
    c.require(
        c.text("keep_aspect_ratio_policy", "stretch").equals("stretch"), "an aspect ratio policy");
    Grid grid =
        new Grid(
            mode(c),
            c.text("coordinate_transformation_mode", "half_pixel"),
            c.text("nearest_mode", "round_prefer_floor"));
    Tensor x = c.in(0);
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, i -> i);
    axes = c.integers("axes", axes);
    for (int i = 0; i < axes.length; i++) {
      axes[i] = x.shape().axis("resize", axes[i]);
    }
    double[] scale = new double[x.rank()];
    Arrays.fill(scale, 1);
    int[] sizes = x.shape().sides();
    if (c.has(2) && c.in(2).size() > 0) {
      double[] given = scales(c, 2);
      checkCount(axes.length, given.length);
      for (int i = 0; i < axes.length; i++) {
        scale[axes[i]] = given[i];
      }
      return resized(x, grid, scale, null);
    }
    int[] given = c.integers(3);
    checkCount(axes.length, given.length);
    for (int i = 0; i < axes.length; i++) {
      sizes[axes[i]] = given[i];
      scale[axes[i]] = given[i] / (double) x.shape().side(axes[i]);
    }
    return resized(x, grid, scale, sizes);
  }

  /** A side is multiplied in 32 bits, as ONNX Runtime does: 20 by 0.35 is 7, not a little less. */
  private static Tensor resized(Tensor x, Grid grid, double[] scale, int @Nullable [] sizes) {
    Tensor result = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      int from = x.shape().side(axis);
      int to = sizes == null ? (int) Math.floor((float) scale[axis] * from) : sizes[axis];
      if (to != from || scale[axis] != 1) {
        result = grid.along(result, axis, to, scale[axis]);
      }
    }
    return result;
  }
}
