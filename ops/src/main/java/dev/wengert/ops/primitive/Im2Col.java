package dev.wengert.ops.primitive;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowPatches;
import java.util.Arrays;

/**
 * The primitive that lays out what a window sees at each of its places: [b, spatial...] to [b,
 * window size, places], 0 where it sees padding. Its transpose is {@link Col2Im}.
 *
 * @param window how it slides
 */
public record Im2Col(Window window) implements Linear {

  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int[] sides = inputs[0].shape().sides();
    int places = 1;
    for (int side : window.places("unfold", Arrays.copyOfRange(sides, 1, sides.length))) {
      places = Math.multiplyExact(places, side);
    }
    return new Spec[] {inputs[0].withShape(Shape.of(sides[0], window.size(), places))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new WindowPatches(window);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Col2Im(window, input.shape()).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Axes.merged(this, inputs[0]);
  }
}
