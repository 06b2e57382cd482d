package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Random;

/** Tensors to test with, and how they compare. */
final class Samples {

  private Samples() {}

  /** Returns normal numbers of Java's own generator. */
  static Tensor normal(Random random, int... sides) {
    double[] values = new double[Shape.of(sides).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.wrap(values, sides);
  }

  /** Returns numbers from 0.5 to 1.5, where every operator is smooth. */
  static Tensor positive(Random random, int... sides) {
    double[] values = new double[Shape.of(sides).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5 + random.nextDouble();
    }
    return Tensor.wrap(values, sides);
  }

  /** Returns 0, 1, 2, ... */
  static Tensor counting(DType dtype, int... sides) {
    int[] values = new int[Shape.of(sides).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return Tensor.wrap(values, sides).to(dtype);
  }

  static Tensor sum(Tensor x) {
    return Sum.of(x, false);
  }

  /** Returns the sum of the products of elements, by a plain loop. */
  static double dot(Tensor a, Tensor b) {
    double[] x = a.toDoubleArray();
    double[] y = b.toDoubleArray();
    double total = 0;
    for (int i = 0; i < x.length; i++) {
      total += x[i] * y[i];
    }
    return total;
  }

  /** Asserts the shape and the elements, each within a tolerance relative to the larger of 1. */
  static void assertClose(Tensor actual, Shape shape, double tolerance, double... expected) {
    assertThat(actual.shape()).isEqualTo(shape);
    double[] values = actual.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      assertThat(values[i] == expected[i] || Math.abs(values[i] - expected[i]) <= allowed)
          .as("element %s of %s is %s, not %s", i, shape, values[i], expected[i])
          .isTrue();
    }
  }

  static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.dtype()).isEqualTo(expected.dtype());
    assertClose(actual, expected.shape(), tolerance, expected.toDoubleArray());
  }
}
