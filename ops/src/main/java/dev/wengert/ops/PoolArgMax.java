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
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "maxPool.positions";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int[] sides = inputs[0].shape().sides();
    int places = Shape.of(window.places("maxPool", WindowRuns.spatial(sides))).size();
    return new Spec[] {new Spec(DType.INT32, Shape.of(sides[0], places))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::find);
  }

  private void find(Buffer[] inputs, Buffer[] results) {
    WindowRuns runs = new WindowRuns("maxPool", window, inputs[0].shape().sides());
    int[] found = results[0].ints();
    runs.forEachImage(
        (from, to) -> {
          if (inputs[0].dtype() == DType.FLOAT32) {
            find(runs, from, to, inputs[0].floats(), found);
          } else {
            find(runs, from, to, inputs[0].doubles(), found);
          }
        });
  }

  // Elements come in the window's order, so a later one must be larger to take the place. Which one
  // is cannot be foretold: whole numbers of the same order are compared, which needs no branch.

  private static void find(WindowRuns runs, int first, int end, float[] x, int[] found) {
    int places = runs.places();
    int step = runs.step();
    int[] best = new int[places];
    for (int image = first; image < end; image++) {
      Arrays.fill(best, Integer.MIN_VALUE);
      Arrays.fill(found, image * places, (image + 1) * places, 0);
      int base = image * runs.imageSize();
      int target = image * places;
      for (int run = 0; run < runs.size(); run++) {
        int place = runs.place(run);
        int from = runs.from(run);
        int length = runs.length(run);
        for (int i = 0; i < length; i++) {
          int position = from + i * step;
          int key = order(x[base + position]);
          int sofar = best[place + i];
          int at = target + place + i;
          found[at] = key > sofar ? position : found[at];
          best[place + i] = Math.max(key, sofar);
        }
      }
    }
  }

  private static void find(WindowRuns runs, int first, int end, double[] x, int[] found) {
    int places = runs.places();
    int step = runs.step();
    long[] best = new long[places];
    for (int image = first; image < end; image++) {
      Arrays.fill(best, Long.MIN_VALUE);
      Arrays.fill(found, image * places, (image + 1) * places, 0);
      int base = image * runs.imageSize();
      int target = image * places;
      for (int run = 0; run < runs.size(); run++) {
        int place = runs.place(run);
        int from = runs.from(run);
        int length = runs.length(run);
        for (int i = 0; i < length; i++) {
          int position = from + i * step;
          long key = order(x[base + position]);
          long sofar = best[place + i];
          int at = target + place + i;
          found[at] = key > sofar ? position : found[at];
          best[place + i] = Math.max(key, sofar);
        }
      }
    }
  }

  /** A whole number that is larger for a larger value; zeros are equal, NaN is above all. */
  private static int order(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private static long order(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Window.merged(this, inputs[0]);
  }
}
