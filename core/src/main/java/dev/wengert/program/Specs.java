package dev.wengert.program;

import com.google.common.base.Preconditions;
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

  /** Returns whether tensors are of these dtypes and shapes. */
  static boolean fit(List<Spec> specs, List<Tensor> tensors) {
    if (tensors.size() != specs.size()) {
      return false;
    }
    for (int i = 0; i < tensors.size(); i++) {
      if (!tensors.get(i).spec().equals(specs.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses arguments of a program that are of other dtypes and shapes, or that a trace sees.
   *
   * @param recorder what records programs for whatever it is given
   * @param untraced what to use where a trace sees an argument
   */
  static void check(List<Spec> specs, List<Tensor> arguments, String recorder, String untraced) {
    if (!fit(specs, arguments)) {
      throw new IllegalArgumentException(
          "program: the arguments are not those it was recorded for: "
              + of(arguments)
              + " for "
              + specs
              + "; record it for these, or use "
              + recorder
              + ", which does");
    }
    for (int i = 0; i < arguments.size(); i++) {
      Preconditions.checkArgument(
          !arguments.get(i).isTraced(),
          "program: a trace sees argument %s, %s, and a program has no derivative; %s",
          i,
          arguments.get(i).spec(),
          untraced);
    }
  }
}
