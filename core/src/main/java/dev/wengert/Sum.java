package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reduction;

/**
 * The primitive that adds up a tensor along some axes.
 *
 * @param axes the axes, ascending, counted from the front
 * @param keep whether they stay, with side 1
 */
public record Sum(ImmutableIntArray axes, boolean keep) implements Linear {

  /** Returns the sum along axes; over all of them when none is given. */
  public static Tensor of(Tensor x, boolean keep, int... axes) {
    return new Sum(ImmutableIntArray.copyOf(x.shape().axes("sum", axes)), keep).apply(x);
  }

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].dtype() == DType.BOOL) {
      throw new IllegalArgumentException("sum: not defined for BOOL; count with to(INT32) first");
    }
    Shape shape = inputs[0].shape();
    int[] reduced = axes.isEmpty() ? new int[0] : shape.axes("sum", axes.toArray());
    return new Spec[] {inputs[0].withShape(shape.reduced(reduced, keep))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return Reduction.of(Fold.SUM, axes);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    Shape kept = input.shape().reduced(axes.toArray(), true);
    return Broadcast.to(cotangent.reshape(kept), input.shape());
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Sum(Batching.behind(axes), keep).applyAll(inputs);
  }
}
