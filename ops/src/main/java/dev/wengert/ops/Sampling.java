package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Gather;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.primitive.Axes;
import java.util.Arrays;

/**
 * Images read at places that are computed, as spatial transformers do, by the definitions of
 * PyTorch's {@code grid_sample}.
 *
 * <p>Source: Jaderberg, Simonyan, Zisserman and Kavukcuoglu, "Spatial transformer networks", 2015.
 */
public final class Sampling {

  /** Keys's a, as {@link Resizing} has it without smoothing. */
  private static final double SHARP = -0.75;

  private Sampling() {}

  /** Of what a place between elements is made. */
  public enum Between {
    /** The nearest element, of two the one with the even number: no slope by the grid. */
    NEAREST,
    /** The elements at the corners around it, on lines between them. */
    LINEAR,
    /** Four elements along each axis, by cubics. */
    CUBIC
  }

  /** What there is outside of an image. */
  public enum Outside {
    /** Nothing: 0. */
    ZEROS,
    /** The element at the edge. */
    BORDER,
    /** The image's mirror image. */
    REFLECTION
  }

  /**
   * How images are read.
   *
   * @param between of what a place between elements is made
   * @param outside what there is outside of an image
   * @param alignCorners whether -1 and 1 are the middles of the outermost elements; else they are
   *     their outer edges
   */
  public record Reading(Between between, Outside outside, boolean alignCorners) {

    /** Returns reading on lines, zeros outside, edges at -1 and 1: PyTorch's default. */
    public static Reading linear() {
      return new Reading(Between.LINEAR, Outside.ZEROS, false);
    }

    /** Returns this with another way between elements. */
    public Reading between(Between other) {
      return new Reading(other, outside, alignCorners);
    }

    /** Returns this with something else outside. */
    public Reading outside(Outside other) {
      return new Reading(between, other, alignCorners);
    }

    /** Returns this with -1 and 1 in the middles of the outermost elements. */
    public Reading aligned() {
      return new Reading(between, outside, true);
    }
  }

  /**
   * Returns what images show at the places of a grid: x [N, C, spatial...] and a grid [N,
   * places..., axes] to [N, C, places...]. A place has one number an axis, the last axis first (x,
   * y, z), from -1 at one end to 1 at the other; NaN gives NaN. Pullback: to x as the place is made
   * of it; to the grid the slope of what lies between the elements, 0 beyond the edge with {@link
   * Outside#BORDER}. PyTorch: {@code grid_sample}.
   *
   * @throws IllegalArgumentException if the grid does not fit, x has no elements, or the dtypes
   *     differ or are not floating
   */
  public static Tensor gridSample(Tensor x, Tensor grid, Reading how) {
    int[] spatial = Windows.spatial("gridSample", x);
    int axes = spatial.length;
    Preconditions.checkArgument(
        grid.rank() >= 2
            && grid.shape().side(0) == x.shape().side(0)
            && grid.shape().side(-1) == axes
            && grid.dtype() == x.dtype(),
        "gridSample: the grid does not fit: it is %s for %s; give %s [%s, places..., %s]",
        grid.spec(),
        x.spec(),
        x.dtype(),
        x.shape().side(0),
        axes);
    Preconditions.checkArgument(
        Arrays.stream(spatial).allMatch(side -> side > 0),
        "gridSample: nothing to read: x is %s; give spatial axes with elements",
        x.shape());
    int n = x.shape().side(0);
    int channels = x.shape().side(1);
    int[] places = Arrays.copyOfRange(grid.shape().sides(), 1, grid.rank() - 1);
    int count = Shape.of(places).size();
    Tensor rows = x.reshape(n, channels, Shape.of(spatial).size());
    Tensor flat = grid.reshape(n, count, axes);
    Tap[][] taps = new Tap[axes][];
    for (int axis = 0; axis < axes; axis++) {
      int along = axes - 1 - axis;
      Tensor number = Axes.part(flat, 2, along, along + 1).reshape(n, count);
      taps[axis] = taps(number, spatial[axis], how);
    }
    int[] chosen = new int[axes];
    Tensor result = term(rows, taps, chosen, spatial);
    while (advance(chosen, taps)) {
      result = result.plus(term(rows, taps, chosen, spatial));
    }
    return result.reshape(Shape.of(places).prepend(n, channels));
  }

  /**
   * One of the elements along an axis that a place is made of.
   *
   * @param position which, INT32 [N, places], inside the axis
   * @param weight its share, [N, places]
   */
  private record Tap(Tensor position, Tensor weight) {}

  private static boolean advance(int[] chosen, Tap[][] taps) {
    for (int axis = chosen.length - 1; axis >= 0; axis--) {
      if (++chosen[axis] < taps[axis].length) {
        return true;
      }
      chosen[axis] = 0;
    }
    return false;
  }

  private static Tensor term(Tensor rows, Tap[][] taps, int[] chosen, int[] spatial) {
    Tensor position = taps[0][chosen[0]].position;
    Tensor weight = taps[0][chosen[0]].weight;
    for (int axis = 1; axis < chosen.length; axis++) {
      Tap tap = taps[axis][chosen[axis]];
      position = position.times(spatial[axis]).plus(tap.position);
      weight = weight.times(tap.weight);
    }
    Tensor share = Shapes.unsqueeze(weight, 1);
    Tensor read = new Gather(2, 1).apply(rows, position);
    // What has no share does not count, not even if it is infinite.
    return Losses.weighted(read, share.broadcastTo(read.shape()), Reduce.NONE);
  }

  private static Tap[] taps(Tensor number, int side, Reading how) {
    Tensor at =
        how.alignCorners
            ? number.plus(1).times((side - 1) / 2.0)
            : number.plus(1).times(side).minus(1).times(0.5);
    return switch (how.between) {
      case NEAREST -> new Tap[] {tap(Elementary.round(inside(at, side, how)), one(at), side)};
      case LINEAR -> {
        Tensor kept = inside(at, side, how);
        Tensor low = Elementary.floor(kept);
        Tensor t = kept.minus(low);
        yield new Tap[] {tap(low, Operators.minus(1, t), side), tap(low.plus(1), t, side)};
      }
      case CUBIC -> {
        Tensor low = Elementary.floor(at);
        Tensor t = at.minus(low);
        Tensor rest = Operators.minus(1, t);
        Tensor[] weights = {outer(t.plus(1)), inner(t), inner(rest), outer(rest.plus(1))};
        Tap[] taps = new Tap[4];
        for (int k = 0; k < 4; k++) {
          taps[k] = tap(inside(low.plus(k - 1), side, how), weights[k], side);
        }
        yield taps;
      }
    };
  }

  private static Tensor one(Tensor at) {
    return Selection.where(Comparisons.isNaN(at), at, Tensor.full(at.spec(), 1));
  }

  /** Keys 1981, equation 4, for distances up to 1. */
  private static Tensor inner(Tensor t) {
    Tensor cubic = t.times(SHARP + 2).minus(SHARP + 3).times(t).times(t);
    return cubic.plus(1);
  }

  /** The same for distances from 1 to 2. */
  private static Tensor outer(Tensor t) {
    return t.times(SHARP).minus(5 * SHARP).times(t).plus(8 * SHARP).times(t).minus(4 * SHARP);
  }

  /** Where a place outside of an image is read. */
  private static Tensor inside(Tensor at, int side, Reading how) {
    return switch (how.outside) {
      case ZEROS -> at;
      case BORDER -> Elementary.clamp(at, 0, side - 1);
      case REFLECTION -> Elementary.clamp(reflected(at, side, how.alignCorners), 0, side - 1);
    };
  }

  /** Back and forth between the two ends: the middles of the outermost elements, or their edges. */
  private static Tensor reflected(Tensor at, int side, boolean alignCorners) {
    double low = alignCorners ? 0 : -0.5;
    double span = alignCorners ? side - 1 : side;
    if (span == 0) {
      return at.times(0);
    }
    Tensor way = Rounding.remainder(at.minus(low), 2 * span);
    Tensor back = Operators.minus(2 * span, way);
    return Selection.where(way.le(span), way, back).plus(low);
  }

  /** An element that may lie outside, where it has no share. */
  private static Tap tap(Tensor at, Tensor weight, int side) {
    Tensor isThere = Comparisons.and(at.ge(0), at.le(side - 1));
    Tensor position = Selection.where(isThere, at, 0).to(DType.INT32);
    // A place that is NaN is nowhere, and says so.
    Tensor isNowhere = Comparisons.and(Comparisons.not(isThere), at.eq(at));
    return new Tap(position, Selection.where(isNowhere, 0, weight));
  }

  /**
   * Returns the places of an image after affine maps, a grid for {@link #gridSample}: for a map [N,
   * axes, axes + 1] and sides of the result [N, sides..., axes]. The place p of the result, from -1
   * to 1, is read at {@code A p + b}. Pullback: to A the sum of d times p, to b the sum of d.
   * PyTorch: {@code affine_grid}.
   *
   * @param maps A and behind it b, the last axis of an image first
   * @param alignCorners whether -1 and 1 are the middles of the outermost elements
   * @param sides one for each axis
   * @throws IllegalArgumentException if the maps are no floating [N, axes, axes + 1], or a side is
   *     not positive
   */
  public static Tensor affineGrid(Tensor maps, boolean alignCorners, int... sides) {
    int axes = sides.length;
    Preconditions.checkArgument(
        maps.rank() == 3
            && maps.dtype().isFloating()
            && axes > 0
            && maps.shape().side(1) == axes
            && maps.shape().side(2) == axes + 1,
        "affineGrid: the maps do not fit: they are %s for sides %s; give a floating [N, %s, %s]",
        maps.spec(),
        Arrays.toString(sides),
        axes,
        axes + 1);
    Preconditions.checkArgument(
        Arrays.stream(sides).allMatch(side -> side > 0),
        "affineGrid: the sides must be positive: %s; give 1 or more",
        Arrays.toString(sides));
    Shape grid = Shape.of(sides);
    Tensor[] rows = new Tensor[axes + 1];
    for (int axis = 0; axis < axes; axis++) {
      int side = sides[axis];
      double end = alignCorners ? 1 : 1 - 1.0 / side;
      Tensor along = side == 1 ? Tensor.of(0.0) : Creation.linspace(-end, end, side);
      int[] column = new int[axes - axis];
      Arrays.fill(column, 1);
      column[0] = side;
      rows[axes - 1 - axis] = Shapes.flatten(along.reshape(column).broadcastTo(grid));
    }
    rows[axes] = Tensor.ones(DType.FLOAT64, grid.size());
    Tensor places = Shapes.stack(0, rows).to(maps.dtype());
    Tensor moved = LinearAlgebra.matmul(maps, places).transpose();
    int[] result = Arrays.copyOf(grid.prepend(maps.shape().side(0)).sides(), axes + 2);
    result[axes + 1] = axes;
    return moved.reshape(result);
  }
}
