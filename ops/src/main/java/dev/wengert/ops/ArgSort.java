package dev.wengert.ops;

import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntComparator;

/**
 * The primitive that finds the order which sorts along an axis; stable, NaN last.
 *
 * @param axis the axis, counted from the front
 * @param descending whether the largest comes first
 */
record ArgSort(int axis, boolean descending) implements PiecewiseConstant {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "argsort";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          "argsort: not defined for BOOL; convert with to(INT32) first");
    }
    return new Spec[] {inputs[0].withDType(DType.INT32)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::sort);
  }

  private void sort(Buffer[] inputs, Buffer[] results) {
    Lines from = Lines.of(inputs[0], axis);
    Lines into = Lines.of(results[0], axis);
    double[] line = new double[from.length()];
    double[] positions = new double[line.length];
    int[] order = new int[line.length];
    IntComparator comparator = (i, j) -> compare(line[i], line[j]);
    for (int l = 0; l < from.count(); l++) {
      from.read(l, line);
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      IntArrays.mergeSort(order, comparator);
      for (int i = 0; i < order.length; i++) {
        positions[i] = order[i];
      }
      into.write(l, positions);
    }
  }

  private int compare(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    // By value, not by Double.compare: 0 and -0 are equal here.
    int ascending = a < b ? -1 : a > b ? 1 : 0;
    return descending ? -ascending : ascending;
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new ArgSort(axis + 1, descending).applyAll(inputs);
  }
}
