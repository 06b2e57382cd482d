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
 * The primitive that adds up what {@link Unfold} laid out, each element where it came from: [b,
 * window size, places] to [b, spatial...]. Its transpose is {@link Unfold}.
 *
 * @param window how it slides
 * @param shape the shape of the result
 */
record Fold(Window window, Shape shape) implements Linear {

  @Override
  public String name() {
    return "fold";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0].withShape(shape)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(
        (buffers, results) -> {
          Buffer result = results[0];
          WindowRuns runs = new WindowRuns("fold", window, shape.sides());
          runs.forEachImage(
              (from, to) -> {
                for (int image = from; image < to; image++) {
                  if (result.dtype() == DType.FLOAT32) {
                    fold(runs, image, buffers[0].floats(), result.floats());
                  } else {
                    fold(runs, image, buffers[0].doubles(), result.doubles());
                  }
                }
              });
        });
  }

  private void fold(WindowRuns runs, int image, float[] seen, float[] x) {
    int step = runs.step();
    int places = runs.places();
    int source = image * window.size() * places;
    int target = image * runs.imageSize();
    Arrays.fill(x, target, target + runs.imageSize(), 0);
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.element(run) * places + runs.place(run);
      int into = target + runs.from(run);
      int length = runs.length(run);
      for (int i = 0; i < length; i++) {
        x[into + i * step] += seen[at + i];
      }
    }
  }

  private void fold(WindowRuns runs, int image, double[] seen, double[] x) {
    int step = runs.step();
    int places = runs.places();
    int source = image * window.size() * places;
    int target = image * runs.imageSize();
    Arrays.fill(x, target, target + runs.imageSize(), 0);
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.element(run) * places + runs.place(run);
      int into = target + runs.from(run);
      int length = runs.length(run);
      for (int i = 0; i < length; i++) {
        x[into + i * step] += seen[at + i];
      }
    }
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Unfold(window).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Window.merged(new Fold(window, shape.withSide(0, size * shape.side(0))), inputs[0]);
  }
}
