package dev.wengert.gradcheck.assertj;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.assertj.core.api.AbstractAssert;

/** Assertions on tensors. */
public final class TensorAssert extends AbstractAssert<TensorAssert, Tensor> {

  TensorAssert(Tensor actual) {
    super(actual, TensorAssert.class);
  }

  /** Requires a shape. */
  public TensorAssert hasShape(int... sides) {
    isNotNull();
    if (!actual.shape().equals(Shape.of(sides))) {
      failWithMessage("Expected the shape %s, but it is %s", Shape.of(sides), actual.shape());
    }
    return this;
  }

  /** Requires a dtype. */
  public TensorAssert hasDType(DType dtype) {
    isNotNull();
    if (actual.dtype() != dtype) {
      failWithMessage("Expected the dtype %s, but it is %s", dtype, actual.dtype());
    }
    return this;
  }

  /** Requires dtype and shape of another tensor, and its elements bit for bit. */
  public TensorAssert isIdenticalTo(Tensor expected) {
    return compare(expected, 0, 0);
  }

  /** Requires dtype and shape of another tensor, and its elements within a distance. */
  public TensorAssert isCloseTo(Tensor expected, double tolerance) {
    return compare(expected, tolerance, 0);
  }

  /**
   * Requires dtype and shape of another tensor, and its elements within a share of their own
   * magnitude.
   */
  public TensorAssert isRelativelyCloseTo(Tensor expected, double tolerance) {
    return compare(expected, 0, tolerance);
  }

  private TensorAssert compare(Tensor expected, double absolute, double relative) {
    isNotNull();
    if (!actual.spec().equals(expected.spec())) {
      failWithMessage("Expected %s, but it is %s", expected.spec(), actual.spec());
    }
    double[] found = numbers(actual);
    double[] wanted = numbers(expected);
    int worst = -1;
    int wrong = 0;
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      double excess = excess(found[i], wanted[i], absolute + relative * Math.abs(wanted[i]));
      wrong += excess > 0 ? 1 : 0;
      if (excess > largest) {
        largest = excess;
        worst = i;
      }
    }
    if (worst >= 0) {
      failWithMessage(
          "Expected %s%nbut was  %s%n%s of %s elements differ, the worst at flat index %s: %s"
              + " instead of %s",
          expected, actual, wrong, found.length, worst, found[worst], wanted[worst]);
    }
    return this;
  }

  /** Returns by how much two numbers are too far apart; all NaNs are equal. */
  private static double excess(double found, double wanted, double tolerance) {
    if (Double.compare(found, wanted) == 0 || (tolerance > 0 && found == wanted)) {
      return 0;
    }
    double distance = Math.abs(found - wanted);
    if (Double.isNaN(distance) || (tolerance == 0 && distance == 0)) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(0, distance - tolerance);
  }

  private static double[] numbers(Tensor tensor) {
    return (tensor.dtype() == DType.BOOL ? tensor.to(DType.FLOAT64) : tensor).toDoubleArray();
  }
}
