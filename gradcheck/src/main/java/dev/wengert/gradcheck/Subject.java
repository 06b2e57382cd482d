package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The function under check at its point: it can be evaluated near the point and differentiated. */
final class Subject {

  private final ImmutableList<Argument> arguments;
  private final Function<List<Tensor>, Tensor> function;
  private final Function<List<Tensor>, Tensor> probed;

  /** The dtype in which floating arguments are perturbed; null for their own. */
  private final @Nullable DType probedDType;

  private long evaluations;

  /**
   * Makes a subject.
   *
   * @param function what is differentiated
   * @param probed what is evaluated near the point: the same function, or its twin
   * @param probedDType the dtype of floating arguments of the latter; null for their own
   */
  Subject(
      ImmutableList<Argument> arguments,
      Function<List<Tensor>, Tensor> function,
      Function<List<Tensor>, Tensor> probed,
      @Nullable DType probedDType) {
    this.arguments = arguments;
    this.function = function;
    this.probed = probed;
    this.probedDType = probedDType;
  }

  ImmutableList<Argument> arguments() {
    return arguments;
  }

  /** Returns the values of all arguments. */
  ImmutableList<double[]> values() {
    ImmutableList.Builder<double[]> result = ImmutableList.builder();
    for (Argument argument : arguments) {
      Tensor value = argument.value();
      result.add((value.dtype() == DType.BOOL ? value.to(DType.FLOAT64) : value).toDoubleArray());
    }
    return result.build();
  }

  long evaluations() {
    return evaluations;
  }

  /** Returns the dtype in which an argument is perturbed. */
  DType dtype(int argument) {
    DType own = arguments.get(argument).value().dtype();
    return probedDType != null && own.isFloating() ? probedDType : own;
  }

  /**
   * Returns the output at the point, but with other values for one argument.
   *
   * @param argument which one; -1 for none
   */
  Tensor evaluate(int argument, double[] values) {
    List<Tensor> inputs = new ArrayList<>(arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      Tensor own = arguments.get(i).value();
      inputs.add(i == argument ? tensor(values, dtype(i), own.shape()) : own.to(dtype(i)));
    }
    evaluations++;
    return probed.apply(inputs);
  }

  static Tensor tensor(double[] values, DType dtype, Shape shape) {
    if (dtype == DType.FLOAT64) {
      return Tensor.wrap(values, shape.sides());
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Tensor.wrap(narrow, shape.sides());
  }

  /**
   * Runs the function once and returns its value and pullback over the differentiated arguments.
   */
  Autodiff.Vjp vjp() {
    List<Tensor> watched = new ArrayList<>();
    for (Argument argument : arguments) {
      if (argument.differentiated()) {
        watched.add(argument.value());
      }
    }
    return Autodiff.vjp(xs -> function.apply(withConstants(xs)), watched);
  }

  private List<Tensor> withConstants(List<Tensor> differentiated) {
    List<Tensor> inputs = new ArrayList<>(arguments.size());
    int next = 0;
    for (Argument argument : arguments) {
      inputs.add(argument.differentiated() ? differentiated.get(next++) : argument.value());
    }
    return inputs;
  }
}
