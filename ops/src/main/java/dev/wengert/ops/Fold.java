package dev.wengert.ops;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;

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
          Buffer result = Buffer.allocate(results[0]);
          new WindowCopy(window, shape.sides()).fold(buffers[0].array(), result.array());
          return new Buffer[] {result};
        });
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
