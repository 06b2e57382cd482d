package dev.wengert.ops;

import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;

/**
 * The primitive that finds where in each place of a window the largest element lies: [b,
 * spatial...] to positions [b, places], counted in row-major order of the spatial axes. The first
 * of equal ones is found, the first NaN if there is one; padding never is.
 *
 * @param window how it slides
 */
record PoolArgMax(Window window) implements PiecewiseConstant {

  @Override
  public String name() {
    return "maxPool.positions";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int[] sides = inputs[0].shape().sides();
    int places = Shape.of(window.places("maxPool", WindowCopy.spatial(sides))).size();
    return new Spec[] {new Spec(DType.INT32, Shape.of(sides[0], places))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::find);
  }

  private Buffer[] find(Buffer[] inputs, Spec[] results) {
    int[] sides = inputs[0].shape().sides();
    int[] spatial = WindowCopy.spatial(sides);
    int image = Shape.of(spatial).size();
    int[] places = window.places("maxPool", spatial);
    int[] found = new int[results[0].shape().size()];
    int[] place = new int[spatial.length];
    int[] low = new int[spatial.length];
    int[] high = new int[spatial.length];
    int perImage = sides[0] == 0 ? 0 : found.length / sides[0];
    for (int i = 0; i < found.length; i++) {
      if (i % perImage == 0) {
        Arrays.fill(place, 0);
      }
      int base = i / perImage * image;
      for (int axis = 0; axis < place.length; axis++) {
        int start = place[axis] * window.stride().get(axis) - window.before().get(axis);
        int step = window.dilation().get(axis);
        int skipped = Math.max(0, Math.ceilDiv(-start, step));
        low[axis] = start + skipped * step;
        high[axis] = Math.min(start + window.extent(axis), spatial[axis]);
      }
      found[i] =
          inputs[0].array() instanceof float[] floats
              ? largest(floats, base, low, high, spatial)
              : largest(inputs[0].doubles(), base, low, high, spatial);
      for (int axis = place.length - 1; axis >= 0 && ++place[axis] == places[axis]; axis--) {
        place[axis] = 0;
      }
    }
    return new Buffer[] {Buffer.wrap(results[0], found)};
  }

  private int largest(float[] x, int base, int[] low, int[] high, int[] spatial) {
    int best = -1;
    int[] at = low.clone();
    int last = at.length - 1;
    int step = window.dilation().get(last);
    do {
      int row = rowStart(at, spatial);
      for (int j = low[last]; j < high[last]; j += step) {
        float value = x[base + row + j];
        if (best < 0 || beats(value, x[base + best])) {
          best = row + j;
        }
      }
    } while (advance(at, low, high));
    return best;
  }

  private int largest(double[] x, int base, int[] low, int[] high, int[] spatial) {
    int best = -1;
    int[] at = low.clone();
    int last = at.length - 1;
    int step = window.dilation().get(last);
    do {
      int row = rowStart(at, spatial);
      for (int j = low[last]; j < high[last]; j += step) {
        double value = x[base + row + j];
        if (best < 0 || beats(value, x[base + best])) {
          best = row + j;
        }
      }
    } while (advance(at, low, high));
    return best;
  }

  private static boolean beats(double value, double best) {
    return value > best || (Double.isNaN(value) && !Double.isNaN(best));
  }

  private static int rowStart(int[] at, int[] spatial) {
    int row = 0;
    for (int axis = 0; axis < at.length - 1; axis++) {
      row = (row + at[axis]) * spatial[axis + 1];
    }
    return row;
  }

  /** Moves to the window's next row; false behind the last. */
  private boolean advance(int[] at, int[] low, int[] high) {
    for (int axis = at.length - 2; axis >= 0; axis--) {
      at[axis] += window.dilation().get(axis);
      if (at[axis] < high[axis]) {
        return true;
      }
      at[axis] = low[axis];
    }
    return false;
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Window.merged(this, inputs[0]);
  }
}
