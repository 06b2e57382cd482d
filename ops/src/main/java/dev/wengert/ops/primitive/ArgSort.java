package dev.wengert.ops.primitive;

import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Order;

/**
 * The primitive that finds the order which sorts along an axis; stable, NaN last.
 *
 * @param axis the axis, counted from the front
 * @param descending whether the largest comes first
 */
public record ArgSort(int axis, boolean descending) implements PiecewiseConstant {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "argsort";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    inputs[0].dtype().checkNumber("argsort");
    return new Spec[] {inputs[0].withDType(DType.INT32)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Order(axis, descending);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new ArgSort(axis + 1, descending).applyAll(inputs);
  }
}
