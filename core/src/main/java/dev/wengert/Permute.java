package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reorder;
import java.util.Arrays;

/**
 * The primitive that reorders axes.
 *
 * @param axes for each axis of the result which axis of the input it is
 */
public record Permute(ImmutableIntArray axes) implements Linear {

  /**
   * Returns x with its axes reordered.
   *
   * @throws IllegalArgumentException if the axes are not a permutation
   */
  public static Tensor of(Tensor x, int... axes) {
    check(x.shape(), axes);
    int[] normalised = axes.clone();
    for (int i = 0; i < axes.length; i++) {
      normalised[i] = x.shape().axis("transpose", axes[i]);
    }
    return new Permute(ImmutableIntArray.copyOf(normalised)).apply(x);
  }

  private static void check(Shape shape, int[] axes) {
    shape.axes("transpose", axes);
    if (axes.length != shape.rank()) {
      throw new IllegalArgumentException(
          "transpose: not a permutation of the axes: "
              + Arrays.toString(axes)
              + " for shape "
              + shape
              + "; name each of its "
              + shape.rank()
              + " axes once");
    }
  }

  @Override
  public String name() {
    return "transpose";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    check(inputs[0].shape(), axes.toArray());
    int[] sides = new int[axes.length()];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = inputs[0].shape().side(axes.get(i));
    }
    return new Spec[] {inputs[0].withShape(Shape.of(sides))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Reorder(axes);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    int[] inverse = new int[axes.length()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[axes.get(i)] = i;
    }
    return new Permute(ImmutableIntArray.copyOf(inverse)).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Permute(Batching.withFirst(0, Batching.behind(axes))).applyAll(inputs);
  }
}
