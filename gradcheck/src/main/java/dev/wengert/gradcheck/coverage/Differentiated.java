package dev.wengert.gradcheck.coverage;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;

/**
 * The identity on a cotangent that an operation's pullback has found; where it is differentiated
 * itself, so is the pullback.
 *
 * @param operation whose pullback it is
 */
record Differentiated(String operation, DerivativeCoverage coverage) implements Linear {

  @Override
  public String name() {
    return "differentiated";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    coverage.note(operation, Exercise.SECOND_ORDER);
    return cotangent;
  }
}
