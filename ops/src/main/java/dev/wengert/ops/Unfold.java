package dev.wengert.ops;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;

/**
 * The primitive that lays out what a window sees at each of its places: [b, spatial...] to [b,
 * window size, places], 0 where it sees padding. Its transpose is {@link Fold}.
 *
 * @param window how it slides
 */
record Unfold(Window window) implements Linear {

  @Override
  public String name() {
    return "unfold";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int[] sides = inputs[0].shape().sides();
    int places = 1;
    for (int side : window.places("unfold", WindowRuns.spatial(sides))) {
      places = Math.multiplyExact(places, side);
    }
    return new Spec[] {inputs[0].withShape(Shape.of(sides[0], window.size(), places))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int[] sides = inputs[0].shape().sides();
    return new Host(
        (buffers, results) -> {
          Buffer result = results[0];
          WindowRuns runs = new WindowRuns("unfold", window, sides);
          runs.forEachImage(
              (from, to) -> {
                for (int image = from; image < to; image++) {
                  if (result.dtype() == DType.FLOAT32) {
                    unfold(runs, image, buffers[0].floats(), result.floats());
                  } else {
                    unfold(runs, image, buffers[0].doubles(), result.doubles());
                  }
                }
              });
        });
  }

  private void unfold(WindowRuns runs, int image, float[] x, float[] seen) {
    int step = runs.step();
    int places = runs.places();
    int source = image * runs.imageSize();
    int target = image * window.size() * places;
    int done = target;
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.from(run);
      int into = target + runs.element(run) * places + runs.place(run);
      int length = runs.length(run);
      Arrays.fill(seen, done, into, 0);
      done = into + length;
      if (step == 1) {
        System.arraycopy(x, at, seen, into, length);
      } else {
        for (int i = 0; i < length; i++) {
          seen[into + i] = x[at + i * step];
        }
      }
    }
    Arrays.fill(seen, done, target + window.size() * places, 0);
  }

  private void unfold(WindowRuns runs, int image, double[] x, double[] seen) {
    int step = runs.step();
    int places = runs.places();
    int source = image * runs.imageSize();
    int target = image * window.size() * places;
    int done = target;
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.from(run);
      int into = target + runs.element(run) * places + runs.place(run);
      int length = runs.length(run);
      Arrays.fill(seen, done, into, 0);
      done = into + length;
      if (step == 1) {
        System.arraycopy(x, at, seen, into, length);
      } else {
        for (int i = 0; i < length; i++) {
          seen[into + i] = x[at + i * step];
        }
      }
    }
    Arrays.fill(seen, done, target + window.size() * places, 0);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Fold(window, input.shape()).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Window.merged(this, inputs[0]);
  }
}
