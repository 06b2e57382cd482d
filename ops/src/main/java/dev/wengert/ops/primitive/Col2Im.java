package dev.wengert.ops.primitive;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowSums;

/**
 * The primitive that adds up what {@link Im2Col} laid out, each element where it came from: [b,
 * window size, places] to [b, spatial...]. Its transpose is {@link Im2Col}.
 *
 * @param window how it slides
 * @param shape the shape of the result
 */
public record Col2Im(Window window, Shape shape) implements Linear {

  @Override
  public String name() {
    return "col2im";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0].withShape(shape)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new WindowSums(window);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Im2Col(window).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Axes.merged(new Col2Im(window, shape.withSide(0, size * shape.side(0))), inputs[0]);
  }
}
