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
    int places = Shape.of(window.places("maxPool", WindowRuns.spatial(sides))).size();
    return new Spec[] {new Spec(DType.INT32, Shape.of(sides[0], places))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::find);
  }

  private Buffer[] find(Buffer[] inputs, Spec[] results) {
    WindowRuns runs = new WindowRuns("maxPool", window, inputs[0].shape().sides());
    int[] found = new int[results[0].shape().size()];
    Arrays.fill(found, -1);
    if (inputs[0].dtype() == DType.FLOAT32) {
      find(runs, inputs[0].floats(), found);
    } else {
      find(runs, inputs[0].doubles(), found);
    }
    return new Buffer[] {Buffer.wrap(results[0], found)};
  }

  /** Elements come in the window's order, so a later one must be larger to take the place. */
  private static void find(WindowRuns runs, float[] x, int[] found) {
    int places = runs.places();
    int imageSize = runs.imageSize();
    int step = runs.step();
    runs.forEach(
        (image, element, place, from, count) -> {
          int base = image * imageSize;
          int at = image * places + place;
          for (int i = 0; i < count; i++) {
            int position = from + i * step;
            int best = found[at + i];
            if (best < 0 || beats(x[base + position], x[base + best])) {
              found[at + i] = position;
            }
          }
        });
  }

  private static void find(WindowRuns runs, double[] x, int[] found) {
    int places = runs.places();
    int imageSize = runs.imageSize();
    int step = runs.step();
    runs.forEach(
        (image, element, place, from, count) -> {
          int base = image * imageSize;
          int at = image * places + place;
          for (int i = 0; i < count; i++) {
            int position = from + i * step;
            int best = found[at + i];
            if (best < 0 || beats(x[base + position], x[base + best])) {
              found[at + i] = position;
            }
          }
        });
  }

  /** Whether a value takes the place of the best so far; the first NaN keeps it. */
  private static boolean beats(double value, double best) {
    return !(value <= best) && !Double.isNaN(best);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Window.merged(this, inputs[0]);
  }
}
