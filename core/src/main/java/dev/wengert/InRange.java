package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.RangeCheck;

/**
 * The primitive that lets numbers from 0 to a greatest one pass and names any other: classes and
 * lengths do not count from the end where negative, as positions do.
 *
 * @param operation the operation an error names
 * @param what what the numbers are
 * @param greatest the greatest of them
 * @param of what there are so many of
 */
public record InRange(String operation, String what, int greatest, String of)
    implements PiecewiseConstant {

  /** Returns classes of so many, each of them checked. */
  public static Tensor classes(String operation, String what, Tensor classes, int count) {
    return new InRange(operation, what, count - 1, count + " classes").apply(classes);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "inRange";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].dtype() != DType.INT32) {
      throw new IllegalArgumentException(
          operation
              + ": the "
              + what
              + " is "
              + inputs[0].dtype()
              + "; give INT32, by to(INT32) if need be");
    }
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new RangeCheck(operation, what, greatest, of);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
