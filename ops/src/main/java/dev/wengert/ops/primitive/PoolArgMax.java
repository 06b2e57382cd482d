package dev.wengert.ops.primitive;

import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowArgMax;
import java.util.Arrays;

/**
 * The primitive that finds where in each place of a window the largest element lies: [b,
 * spatial...] to positions [b, places], counted in row-major order of the spatial axes. The first
 * of equal ones is found, the first NaN if there is one; padding never is.
 *
 * @param window how it slides
 */
public record PoolArgMax(Window window) implements PiecewiseConstant {

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
    int places =
        Shape.of(window.places("maxPool", Arrays.copyOfRange(sides, 1, sides.length))).size();
    return new Spec[] {new Spec(DType.INT32, Shape.of(sides[0], places))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new WindowArgMax(window);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Axes.merged(this, inputs[0]);
  }
}
