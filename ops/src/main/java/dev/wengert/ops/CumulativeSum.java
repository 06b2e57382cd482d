package dev.wengert.ops;

import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;

/**
 * The primitive of running sums; its transpose runs from the other end.
 *
 * @param axis the axis, counted from the front
 * @param fromEnd whether it starts at the end of the axis
 */
record CumulativeSum(int axis, boolean fromEnd) implements Linear {

  @Override
  public String name() {
    return "cumsum";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          "cumsum: not defined for BOOL; convert with to(INT32) first");
    }
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::add);
  }

  private Buffer[] add(Buffer[] inputs, Spec[] results) {
    Buffer result = Buffer.allocate(results[0]);
    Lines from = Lines.of(inputs[0], axis);
    Lines into = Lines.of(result, axis);
    double[] line = new double[from.length()];
    for (int i = 0; i < from.count(); i++) {
      from.read(i, line);
      if (fromEnd) {
        for (int j = line.length - 2; j >= 0; j--) {
          line[j] += line[j + 1];
        }
      } else {
        for (int j = 1; j < line.length; j++) {
          line[j] += line[j - 1];
        }
      }
      into.write(i, line);
    }
    return new Buffer[] {result};
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new CumulativeSum(axis, !fromEnd).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new CumulativeSum(axis + 1, fromEnd).applyAll(inputs);
  }
}
