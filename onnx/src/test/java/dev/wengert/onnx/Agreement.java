package dev.wengert.onnx;

import dev.wengert.Tensor;
import dev.wengert.array.DType;

/** How far two tensors are apart. */
final class Agreement {

  private Agreement() {}

  /** Returns the largest difference of two numbers, in units of the larger one or 1. */
  static double error(Tensor here, Tensor there) {
    double[] a = here.to(DType.FLOAT64).toDoubleArray();
    double[] b = there.to(DType.FLOAT64).toDoubleArray();
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      if (Double.doubleToLongBits(a[i]) != Double.doubleToLongBits(b[i])) {
        double apart = Math.abs(a[i] - b[i]) / Math.max(1, Math.abs(b[i]));
        largest = a[i] == b[i] ? largest : Double.isNaN(apart) ? 1 / 0.0 : Math.max(largest, apart);
      }
    }
    return largest;
  }

  /** Returns in words how two tensors differ; nothing where they agree. */
  static String difference(Tensor here, Tensor there, double tolerance) {
    if (!here.spec().equals(there.spec())) {
      return "is " + here.spec() + " here and " + there.spec() + " there";
    }
    double error = error(here, there);
    return error <= tolerance ? "" : "differs by " + error + ": " + here + " and " + there;
  }
}
