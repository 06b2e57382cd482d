package dev.wengert.program;

import dev.wengert.Tensor;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import java.util.Optional;

/** In what two recordings of one function differ. */
final class Difference {

  private final Body first;
  private final Body second;

  private Difference(Body first, Body second) {
    this.first = first;
    this.second = second;
  }

  /** Returns the first difference in words; nothing if there is none. */
  static Optional<String> between(Body first, Body second) {
    return new Difference(first, second).found();
  }

  private Optional<String> found() {
    if (!first.inputs().equals(second.inputs())) {
      return Optional.of("the inputs are " + first.inputs() + " and " + second.inputs());
    }
    int common = Math.min(first.instructions().size(), second.instructions().size());
    for (int at = 0; at < common; at++) {
      Instruction one = first.instructions().get(at);
      Instruction two = second.instructions().get(at);
      String place = "%" + one.firstResult() + " = " + one.title();
      if (!isSame(one, two)) {
        return Optional.of(place + " is %" + two.firstResult() + " = " + two.title());
      }
      Optional<String> operand =
          operands(place, one.operands().toArray(), two.operands().toArray());
      if (operand.isPresent()) {
        return operand;
      }
    }
    if (first.instructions().size() != second.instructions().size()) {
      return Optional.of(
          "there are "
              + first.instructions().size()
              + " instructions and "
              + second.instructions().size());
    }
    return operands("return", first.outputs().toArray(), second.outputs().toArray());
  }

  private Optional<String> operands(String place, int[] one, int[] two) {
    if (one.length != two.length) {
      return Optional.of(place + " takes " + one.length + " values and " + two.length);
    }
    for (int i = 0; i < one.length; i++) {
      boolean areConstants = one[i] < 0 && two[i] < 0;
      if (areConstants
          ? !isSame(first.constant(one[i]), second.constant(two[i]))
          : one[i] != two[i]) {
        return Optional.of(
            place
                + " takes "
                + (areConstants ? "the constant " : "")
                + called(first, one[i])
                + " and "
                + called(second, two[i]));
      }
    }
    return Optional.empty();
  }

  private static String called(Body body, int value) {
    boolean isTensor = value < 0 && body.constant(value).rank() > 0;
    return isTensor ? body.constant(value).spec().toString() : Listing.name(body, value);
  }

  @SuppressWarnings("ReferenceEquality") // the same tensor has the same numbers
  private static boolean isSame(Tensor one, Tensor two) {
    return one == two || (one.spec().equals(two.spec()) && ConstantFolding.isSame(one, two));
  }

  private static boolean isSame(Instruction one, Instruction two) {
    return one.results().equals(two.results())
        && one.firstResult() == two.firstResult()
        && (one.operation().equals(two.operation())
            || (one.title().equals(two.title())
                && one.operation() instanceof Operation.Compute(Kernel kernel)
                && two.operation() instanceof Operation.Compute(Kernel other)
                && isSameCode(kernel, other)));
  }

  /**
   * Returns whether both are the same Java function: what is made anew in each run is no equal of
   * itself, and what it depends on stands in the title.
   */
  private static boolean isSameCode(Kernel one, Kernel two) {
    return switch (one) {
      case Host(Host.Function function) ->
          two instanceof Host(Host.Function other) && function.getClass() == other.getClass();
      case MatrixFunction function ->
          two instanceof MatrixFunction other
              && function.function().getClass() == other.function().getClass();
      default -> false;
    };
  }
}
