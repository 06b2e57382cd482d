package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Order;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that puts the numbers from 0 to n - 1 into the order of n random words.
 *
 * <p>Its input is INT32 [n]; equal words keep their order. It has derivative zero.
 */
public record Permutation() implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "permutation";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].dtype() != DType.INT32 || inputs[0].shape().rank() != 1) {
      throw new IllegalArgumentException(
          "permutation: the words are " + inputs[0] + "; give an INT32 tensor [n]");
    }
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Order(0, false);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return null;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {null};
  }
}
