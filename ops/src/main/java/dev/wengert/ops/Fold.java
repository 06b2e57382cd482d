package dev.wengert.ops;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Folding;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Window;

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
    return new Folding(window);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Unfold(window).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Windows.merged(new Fold(window, shape.withSide(0, size * shape.side(0))), inputs[0]);
  }
}
