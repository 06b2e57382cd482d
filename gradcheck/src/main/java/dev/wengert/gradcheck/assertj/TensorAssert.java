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

  /**
   * Requires dtype and shape of another tensor, and its elements within a distance. An infinity is
   * close to itself only.
   *
   * @throws IllegalArgumentException if the tolerance is negative, infinite or NaN
   */
  public TensorAssert isCloseTo(Tensor expected, double tolerance) {
    checkTolerance("isCloseTo", tolerance);
    return compare(expected, tolerance, 0);
  }

  /**
   * Requires dtype and shape of another tensor, and its elements within a share of their own
   * magnitude. An infinity is close to itself only.
   *
   * @throws IllegalArgumentException if the tolerance is negative, infinite or NaN
   */
  public TensorAssert isRelativelyCloseTo(Tensor expected, double tolerance) {
    checkTolerance("isRelativelyCloseTo", tolerance);
    return compare(expected, 0, tolerance);
  }

  private static void checkTolerance(String operation, double tolerance) {
    if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          operation + ": not a tolerance: " + tolerance + "; give a finite number, 0 or more");
    }
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
      double excess = excess(found[i], wanted[i], absolute, relative);
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
  private static double excess(double found, double wanted, double absolute, double relative) {
    if (Double.compare(found, wanted) == 0) {
      return 0;
    }
    // From here on no NaN and no infinity: a share of an infinity would let everything pass.
    if (!Double.isFinite(found) || !Double.isFinite(wanted)) {
      return Double.POSITIVE_INFINITY;
    }
    if (found == wanted) {
      return absolute + relative > 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.max(0, Math.abs(found - wanted) - (absolute + relative * Math.abs(wanted)));
  }

  private static double[] numbers(Tensor tensor) {
    return (tensor.dtype() == DType.BOOL ? tensor.to(DType.FLOAT64) : tensor).toDoubleArray();
  }
}
