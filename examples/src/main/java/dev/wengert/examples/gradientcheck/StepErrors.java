package dev.wengert.examples.gradientcheck;

import dev.wengert.Tensor;
import java.util.function.UnaryOperator;

/**
 * How far two difference quotients are from a derivative, by the step: {@code (f(x + h) - f(x)) /
 * h}, whose error falls as h, and {@code (f(x + h) - f(x - h)) / 2h}, whose error falls as h^2,
 * until rounding, which grows as 1/h, takes over.
 *
 * @param steps h
 * @param oneSided relative errors of the first
 * @param central relative errors of the second
 */
@SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
record StepErrors(double[] steps, double[] oneSided, double[] central) {

  /** What is drawn where an error is exactly 0: below all that can be seen. */
  private static final double LEAST = 1e-16;

  /** Measures quotients of a function at a point over steps 10^from to 10^to, four a decade. */
  static StepErrors measure(
      UnaryOperator<Tensor> f, double x, double derivative, int from, int to) {
    int count = 4 * (to - from) + 1;
    StepErrors errors = new StepErrors(new double[count], new double[count], new double[count]);
    double middle = value(f, x);
    for (int i = 0; i < count; i++) {
      double h = Math.pow(10, from + i / 4.0);
      double plus = value(f, x + h);
      errors.steps[i] = h;
      errors.oneSided[i] = error((plus - middle) / h, derivative);
      errors.central[i] = error((plus - value(f, x - h)) / (2 * h), derivative);
    }
    return errors;
  }

  private static double value(UnaryOperator<Tensor> f, double x) {
    return f.apply(Tensor.scalar(x)).item();
  }

  private static double error(double quotient, double derivative) {
    return Math.max(LEAST, Math.abs(quotient / derivative - 1));
  }

  /** Returns the place of the smallest error. */
  static int best(double[] errors) {
    int best = 0;
    for (int i = 1; i < errors.length; i++) {
      best = errors[i] < errors[best] ? i : best;
    }
    return best;
  }
}
