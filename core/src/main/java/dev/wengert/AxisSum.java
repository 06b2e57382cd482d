package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;

/**
 * The primitive that sums over the examples of a mapped function. What does not differ from example
 * to example is as often in the sum.
 *
 * @param axis the axis that the function is mapped over
 */
record AxisSum(MappedAxis axis) implements Linear {

  @Override
  public String name() {
    return "psum";
  }

  @Override
  public String title() {
    return "psum[" + axis.name() + "]";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int size = axis.size();
    return Elementwise.of("psum", x -> x.times(size)).lower(inputs);
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return apply(cotangent);
  }

  /** Over another axis than its own. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
