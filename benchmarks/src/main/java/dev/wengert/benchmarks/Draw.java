package dev.wengert.benchmarks;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;

/** Data and first parameters of the workloads, FLOAT32. */
final class Draw {

  private Draw() {}

  /** Returns normal numbers. */
  static Tensor normal(Key key, int... sides) {
    return key.normal(new Spec(DType.FLOAT32, Shape.of(sides)));
  }

  /** Returns a weight [in, out] that keeps the variance: normal, divided by the root of in. */
  static Tensor weight(Key key, int in, int out) {
    return normal(key, in, out).times(1 / Math.sqrt(in));
  }

  /** Returns the weight of a convolution [out, in, side, side] that keeps the variance. */
  static Tensor kernel(Key key, int out, int in, int side) {
    return normal(key, out, in, side, side).times(1 / Math.sqrt(in * side * side));
  }

  /** Returns positions below a number of classes: INT32 [n]. */
  static Tensor classes(Key key, int n, int classes) {
    double[] uniform = key.uniform(new Spec(DType.FLOAT64, Shape.of(n))).toDoubleArray();
    return Tensor.of(Arrays.stream(uniform).mapToInt(u -> (int) (u * classes)).toArray());
  }
}
