package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The check of the textbooks: {@code ||g - n|| / (||g|| + ||n||)} against 1e-7, g the gradient and
 * n central differences at one step.
 *
 * <p>{@link GradCheck#of} tells more: which element is wrong, and whether the differences could
 * have shown it.
 */
public final class Classic {

  private static final double THRESHOLD = 1e-7;

  private final double[] gradient;
  private final double[] approximation;

  private Classic(double[] gradient, double[] approximation) {
    this.gradient = gradient;
    this.approximation = approximation;
  }

  static Classic of(Function<List<Tensor>, Tensor> f, List<Tensor> parameters, double epsilon) {
    Preconditions.checkArgument(
        epsilon > 0, "classic: the step is not positive: %s; give 1e-7, say", epsilon);
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, parameters);
    Preconditions.checkArgument(
        vjp.value().size() == 1,
        "classic: the function's value must be a scalar, its shape is %s; reduce it with sum(...)",
        vjp.value().shape());
    double[] gradient = flattened(vjp.pullback().apply(Tensor.full(vjp.value().spec(), 1)));
    double[] theta = flattened(parameters);
    double[] approximation = new double[theta.length];
    for (int i = 0; i < theta.length; i++) {
      double plus = shifted(f, parameters, theta, i, epsilon);
      double minus = shifted(f, parameters, theta, i, -epsilon);
      approximation[i] = (plus - minus) / (2 * epsilon);
    }
    return new Classic(gradient, approximation);
  }

  private static double shifted(
      Function<List<Tensor>, Tensor> f,
      List<Tensor> parameters,
      double[] theta,
      int element,
      double step) {
    double[] moved = theta.clone();
    moved[element] += step;
    List<Tensor> inputs = new ArrayList<>();
    int from = 0;
    for (Tensor parameter : parameters) {
      double[] own = new double[parameter.size()];
      System.arraycopy(moved, from, own, 0, own.length);
      from += own.length;
      inputs.add(Subject.tensor(own, parameter.dtype(), parameter.shape()));
    }
    return f.apply(inputs).to(DType.FLOAT64).item();
  }

  private static double[] flattened(List<Tensor> tensors) {
    int size = 0;
    for (Tensor tensor : tensors) {
      size += tensor.size();
    }
    double[] result = new double[size];
    int at = 0;
    for (Tensor tensor : tensors) {
      double[] values = tensor.toDoubleArray();
      System.arraycopy(values, 0, result, at, values.length);
      at += values.length;
    }
    return result;
  }

  /** Returns the gradient, one element a parameter. */
  public double[] gradient() {
    return gradient.clone();
  }

  /** Returns the central differences, one element a parameter. */
  public double[] approximation() {
    return approximation.clone();
  }

  /** Returns {@code ||g - n|| / (||g|| + ||n||)}; 0 if both are zero. */
  public double difference() {
    double numerator = 0;
    double g = 0;
    double n = 0;
    for (int i = 0; i < gradient.length; i++) {
      numerator += (gradient[i] - approximation[i]) * (gradient[i] - approximation[i]);
      g += gradient[i] * gradient[i];
      n += approximation[i] * approximation[i];
    }
    return numerator == 0 ? 0 : Math.sqrt(numerator) / (Math.sqrt(g) + Math.sqrt(n));
  }

  /** Returns whether the difference is below 1e-7. */
  public boolean isCorrect() {
    return difference() < THRESHOLD;
  }

  /** Returns what textbooks print: for one parameter in one way, for several in another. */
  @Override
  public String toString() {
    if (gradient.length == 1) {
      return (isCorrect() ? "The gradient is correct!" : "The gradient is wrong!")
          + "\ndifference = "
          + difference();
    }
    return (isCorrect()
            ? "Your backward propagation works perfectly fine! difference = "
            : "There is a mistake in the backward propagation! difference = ")
        + difference();
  }
}
