package dev.wengert.ops;

import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;

/**
 * The primitive that lets numbers from 0 to a greatest one pass and names any other: classes and
 * lengths do not count from the end where negative, as positions do.
 *
 * @param operation the operation an error names
 * @param what what the numbers are
 * @param greatest the greatest of them
 * @param of what there are so many of
 */
record InRange(String operation, String what, int greatest, String of)
    implements PiecewiseConstant {

  /** Returns classes of so many, each of them checked. */
  static Tensor classes(String operation, String what, Tensor classes, int count) {
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
    return new Host(this::check);
  }

  private void check(Buffer[] inputs, Buffer[] results) {
    int[] values = inputs[0].ints();
    int size = inputs[0].shape().size();
    for (int i = 0; i < size; i++) {
      if (values[i] < 0 || values[i] > greatest) {
        throw new IndexOutOfBoundsException(
            operation
                + ": the "
                + what
                + " at "
                + Arrays.toString(results[0].shape().indices(i))
                + " is out of range: "
                + values[i]
                + " of "
                + of
                + (greatest < 0 ? "; there is none to give" : "; give 0 to " + greatest));
      }
    }
    System.arraycopy(values, 0, results[0].ints(), 0, size);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
