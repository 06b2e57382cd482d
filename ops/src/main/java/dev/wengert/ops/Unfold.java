package dev.wengert.ops;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;

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
          Buffer result = Buffer.allocate(results[0]);
          WindowRuns runs = new WindowRuns("unfold", window, sides);
          if (buffers[0].dtype() == DType.FLOAT32) {
            unfold(runs, buffers[0].floats(), result.floats());
          } else {
            unfold(runs, buffers[0].doubles(), result.doubles());
          }
          return new Buffer[] {result};
        });
  }

  private void unfold(WindowRuns runs, float[] x, float[] seen) {
    int size = window.size();
    int places = runs.places();
    int imageSize = runs.imageSize();
    int step = runs.step();
    runs.forEach(
        (image, element, place, from, count) -> {
          int into = (image * size + element) * places + place;
          int at = image * imageSize + from;
          if (step == 1) {
            System.arraycopy(x, at, seen, into, count);
          } else {
            for (int i = 0; i < count; i++) {
              seen[into + i] = x[at + i * step];
            }
          }
        });
  }

  private void unfold(WindowRuns runs, double[] x, double[] seen) {
    int size = window.size();
    int places = runs.places();
    int imageSize = runs.imageSize();
    int step = runs.step();
    runs.forEach(
        (image, element, place, from, count) -> {
          int into = (image * size + element) * places + place;
          int at = image * imageSize + from;
          if (step == 1) {
            System.arraycopy(x, at, seen, into, count);
          } else {
            for (int i = 0; i < count; i++) {
              seen[into + i] = x[at + i * step];
            }
          }
        });
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
