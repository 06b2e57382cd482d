package dev.wengert.ops;

import dev.wengert.PiecewiseConstant;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;

/**
 * The primitive that finds where along an axis the extreme lies: the first of equal ones, the first
 * NaN if there is one.
 *
 * @param largest whether it is the largest
 * @param axis the axis, counted from the front
 */
record ArgExtreme(boolean largest, int axis) implements PiecewiseConstant {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return largest ? "argmax" : "argmin";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Shape shape = inputs[0].shape();
    if (inputs[0].dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          name() + ": not defined for BOOL; convert with to(INT32) first");
    }
    if (shape.side(axis) == 0) {
      throw new IllegalArgumentException(
          name()
              + ": nothing to choose from: axis "
              + axis
              + " of shape "
              + shape
              + " is empty; reduce along an axis that is not empty");
    }
    return new Spec[] {new Spec(DType.INT32, shape.reduced(new int[] {axis}, false))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::find);
  }

  private Buffer[] find(Buffer[] inputs, Spec[] results) {
    Lines lines = Lines.of(inputs[0], axis);
    int[] found = new int[results[0].shape().size()];
    double[] line = new double[lines.length()];
    for (int i = 0; i < found.length; i++) {
      lines.read(i, line);
      found[i] = find(line);
    }
    return new Buffer[] {Buffer.wrap(results[0], found)};
  }

  private int find(double[] line) {
    int best = 0;
    for (int j = 1; j < line.length; j++) {
      boolean better = largest ? line[j] > line[best] : line[j] < line[best];
      if (!Double.isNaN(line[best]) && (better || Double.isNaN(line[j]))) {
        best = j;
      }
    }
    return best;
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new ArgExtreme(largest, axis + 1).applyAll(inputs);
  }
}
