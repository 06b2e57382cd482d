package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.List;

/** Dtypes and shapes of several tensors. */
final class Specs {

  private Specs() {}

  static ImmutableList<Spec> of(List<Tensor> tensors) {
    ImmutableList.Builder<Spec> specs = ImmutableList.builderWithExpectedSize(tensors.size());
    for (Tensor tensor : tensors) {
      specs.add(tensor.spec());
    }
    return specs.build();
  }
}
