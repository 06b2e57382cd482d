package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Gather;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Pooling.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maxima over windows that do not slide evenly, and the way back from what was found.
 *
 * <p>x is [N, C, spatial...] of a floating dtype, as for {@link Pooling}. Of equal elements the
 * first is found and takes the whole cotangent; NaN is found before any number.
 */
public final class MaxPooling {

  private MaxPooling() {}

  /**
   * Returns zeros with values put where a maximum lay: the inverse of {@link
   * Pooling#maxPoolWithIndices} up to what was not found. Of several values at one place, which
   * windows that overlap make equal, the last stays. Pullback: d from where the values were put.
   * PyTorch: {@code max_unpool1d}, {@code max_unpool2d}, {@code max_unpool3d}.
   *
   * @param values [N, C, places...]
   * @param indices INT32 [N, C, places...], counted in row-major order of the new sides
   * @param sides of the spatial axes of the result
   * @throws IllegalArgumentException if values and indices differ in shape, or there is not one
   *     side a spatial axis, 1 or more
   * @throws IndexOutOfBoundsException if a position lies outside of the new sides
   */
  public static Tensor maxUnpool(Tensor values, Tensor indices, int... sides) {
    int axes = Windows.spatial("maxUnpool", values).length;
    Preconditions.checkArgument(
        values.shape().equals(indices.shape()),
        "maxUnpool: values and indices differ in shape: %s and %s; give one position a value",
        values.shape(),
        indices.shape());
    Preconditions.checkArgument(
        sides.length == axes && Arrays.stream(sides).allMatch(side -> side > 0),
        "maxUnpool: the sides do not fit: %s for values %s; give one for each of %s spatial axes, 1"
            + " or more",
        Arrays.toString(sides),
        values.shape(),
        axes);
    int n = values.shape().side(0);
    int channels = values.shape().side(1);
    Shape plane = Shape.of(sides);
    int places = Shape.of(Arrays.copyOfRange(values.shape().sides(), 2, values.rank())).size();
    Tensor none = Tensor.zeros(values.dtype(), n * channels, plane.size());
    Tensor index = indices.reshape(n * channels, places);
    Tensor put = values.reshape(n * channels, places);
    return Scattering.scatter(none, index, put, 1).reshape(plane.prepend(n, channels));
  }

  /**
   * Returns the largest element of windows that cover x evenly, as many as asked for: place i of n
   * over a side s sees the elements from {@code floor(i s / n)} up to {@code ceil((i + 1) s / n)}.
   * Pullback: d to what was found. PyTorch: {@code adaptive_max_pool1d} and its kin.
   *
   * @param output how many places, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a number is not positive or x is empty
   */
  public static Tensor adaptiveMaxPool(Tensor x, int... output) {
    return adaptive("adaptiveMaxPool", x, output).values();
  }

  /**
   * Returns the largest element of windows that cover x evenly, as {@link #adaptiveMaxPool} does,
   * and where it lies.
   *
   * @param output how many places, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a number is not positive or x is empty
   */
  public static Found adaptiveMaxPoolWithIndices(Tensor x, int... output) {
    return adaptive("adaptiveMaxPoolWithIndices", x, output);
  }

  private static Found adaptive(String operation, Tensor x, int... output) {
    int[] spatial = Windows.spatial(operation, x);
    int[] places = Windows.positive(operation, spatial, output);
    List<Tensor> positions = new ArrayList<>();
    for (int axis = 0; axis < spatial.length; axis++) {
      positions.add(evenly(spatial[axis], places[axis]));
    }
    return largest(x, positions);
  }

  /** Where each of some windows over a side looks: [1, places, longest], ends repeated. */
  private static Tensor evenly(long side, int places) {
    int[] from = new int[places];
    int[] to = new int[places];
    int longest = 0;
    for (int i = 0; i < places; i++) {
      from[i] = (int) (i * side / places);
      to[i] = (int) Math.ceilDiv((i + 1) * side, places);
      longest = Math.max(longest, to[i] - from[i]);
    }
    int[] positions = new int[places * longest];
    for (int i = 0; i < positions.length; i++) {
      int place = i / longest;
      positions[i] = Math.min(from[place] + i % longest, to[place] - 1);
    }
    return Tensor.wrap(positions, 1, places, longest);
  }

  /**
   * Returns the largest element of windows of one size that begin at random places, as many as
   * asked for, from the first elements to the last: with {@code a = (side - kernel) / (output - 1)}
   * and a u in [0, 1) of its own for each image, channel and axis, window i begins at {@code
   * floor(a (i + u)) - floor(a u)}. Pullback: d to what was found. PyTorch: {@code
   * fractional_max_pool2d}, {@code fractional_max_pool3d}.
   *
   * <p>Source: Graham, "Fractional max-pooling", 2015.
   *
   * @param kernel the windows' sides, one number for all spatial axes or one each
   * @param output how many windows, one number for all spatial axes or one each
   * @throws IllegalArgumentException if a number is not positive, or a window and as many steps as
   *     there are more windows are longer than their axis
   */
  public static Tensor fractionalMaxPool(Tensor x, Key key, int[] kernel, int... output) {
    return fractional("fractionalMaxPool", x, key, kernel, output).values();
  }

  /**
   * Returns the largest element of windows that begin at random places, as {@link
   * #fractionalMaxPool} does, and where it lies.
   *
   * @param kernel the windows' sides, one number for all spatial axes or one each
   * @param output how many windows, one number for all spatial axes or one each
   * @throws IllegalArgumentException as {@link #fractionalMaxPool}
   */
  public static Found fractionalMaxPoolWithIndices(Tensor x, Key key, int[] kernel, int... output) {
    return fractional("fractionalMaxPoolWithIndices", x, key, kernel, output);
  }

  private static Found fractional(
      String operation, Tensor x, Key key, int[] kernel, int... output) {
    int[] spatial = Windows.spatial(operation, x);
    int[] sides = Windows.positive(operation, spatial, kernel);
    int[] places = Windows.positive(operation, spatial, output);
    int images = x.shape().side(0) * x.shape().side(1);
    List<Tensor> positions = new ArrayList<>();
    for (int axis = 0; axis < spatial.length; axis++) {
      int room = spatial[axis] - sides[axis];
      Preconditions.checkArgument(
          room >= places[axis] - 1,
          "%s: %s windows of %s do not fit spatial axis %s of %s; ask for at most %s windows, or"
              + " smaller ones",
          operation,
          places[axis],
          sides[axis],
          axis,
          Arrays.toString(spatial),
          Math.max(0, room + 1));
      Spec one = new Spec(DType.FLOAT64, Shape.of(images, 1));
      Tensor u = key.fold(axis).uniform(one);
      positions.add(randomly(u, room, sides[axis], places[axis]));
    }
    return largest(x, positions);
  }

  /** Where windows that begin at random places look: [images, places, kernel]. */
  private static Tensor randomly(Tensor u, int room, int kernel, int places) {
    Tensor number = Creation.arange(places).to(DType.FLOAT64);
    double step = places == 1 ? 0 : (double) room / (places - 1);
    Tensor first = Elementary.floor(u.times(step));
    Tensor starts = Elementary.floor(u.plus(number).times(step)).minus(first).to(DType.INT32);
    // The last window ends with the axis, whatever the rounding says.
    Tensor fixed = Selection.where(Creation.arange(places).eq(places - 1), room, starts);
    return Shapes.unsqueeze(fixed, -1).plus(Creation.arange(kernel));
  }

  /**
   * Returns the largest element of windows.
   *
   * @param positions for each spatial axis where each window looks: INT32 [1 or images, places,
   *     elements]
   */
  private static Found largest(Tensor x, List<Tensor> positions) {
    int axes = positions.size();
    int[] spatial = Windows.spatial("maxPool", x);
    int images = x.shape().side(0) * x.shape().side(1);
    Tensor flat = Tensor.scalar(0);
    int[] result = x.shape().sides();
    for (int axis = 0; axis < axes; axis++) {
      Tensor along = positions.get(axis);
      int[] sides = new int[1 + 2 * axes];
      Arrays.fill(sides, 1);
      sides[0] = along.shape().side(0);
      sides[1 + axis] = along.shape().side(1);
      sides[1 + axes + axis] = along.shape().side(2);
      flat = flat.times(spatial[axis]).plus(along.reshape(sides));
      result[2 + axis] = along.shape().side(1);
    }
    int places = Shape.of(Arrays.copyOfRange(result, 2, result.length)).size();
    int seen = Shape.of(Arrays.copyOfRange(flat.shape().sides(), 1 + axes, flat.rank())).size();
    Tensor looked = flat.reshape(flat.shape().side(0), places * seen);
    looked = looked.broadcastTo(images, places * seen);
    Tensor rows = x.reshape(images, Shape.of(spatial).size());
    Tensor elements =
        new Gather(1, 1).apply(Autodiff.stopGradient(rows), looked).reshape(images, places, seen);
    Tensor best = Shapes.unsqueeze(Reductions.argmax(elements, 2), 2);
    Tensor indices =
        Indexing.alongAxis(looked.reshape(images, places, seen), best, 2).reshape(images, places);
    Tensor values = new Gather(1, 1).apply(rows, indices);
    return new Found(values.reshape(Shape.of(result)), indices.reshape(Shape.of(result)));
  }
}
