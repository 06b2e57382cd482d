package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that gives each example of a mapped function the values of all, along a new first
 * axis. Its second input is the number of the example, INT32 [].
 *
 * @param axis the axis that the function is mapped over
 */
record AxisGather(MappedAxis axis) implements Primitive {

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "allGather";
  }

  @Override
  public String title() {
    return "allGather[" + axis.name() + "]";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {Rows.stacked(inputs[0], axis.size())};
  }

  /** Where nothing is mapped all examples have the same. */
  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor index = inputs[1];
    return cotangents -> {
      Tensor total = new AxisSum(axis).apply(cotangents[0]);
      return new @Nullable Tensor[] {new Gather(0, 0).apply(total, index), null};
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {tangent == null ? null : apply(tangent, inputs[1])};
  }

  /** Over another axis than its own, which comes behind. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    if (mapped[1]) {
      return Batching.sliceBySlice(this, inputs, mapped, size);
    }
    return new Tensor[] {Rows.swapped(applyAll(inputs)[0])};
  }
}
