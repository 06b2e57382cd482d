package dev.wengert.ops.primitive;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.RunningSum;

/**
 * The primitive of running sums; its transpose runs from the other end.
 *
 * @param axis the axis, counted from the front
 * @param fromEnd whether it starts at the end of the axis
 */
public record CumulativeSum(int axis, boolean fromEnd) implements Linear {

  @Override
  public String name() {
    return "cumsum";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    inputs[0].dtype().checkNumber("cumsum");
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new RunningSum(axis, fromEnd);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new CumulativeSum(axis, !fromEnd).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new CumulativeSum(axis + 1, fromEnd).applyAll(inputs);
  }
}
