package dev.wengert.gradcheck.point;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.ProbeException;
import dev.wengert.gradcheck.coverage.DerivativeCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The function under check at its point: it can be evaluated near the point and differentiated. */
public final class Subject {

  private final ImmutableList<Argument> arguments;
  private final Function<List<Tensor>, Tensor> function;

  /** What is evaluated near the point, in FLOAT64; null if it is the function itself. */
  private final @Nullable Function<List<Tensor>, Tensor> twin;

  private final ImmutableList<State> states;
  private final Outputs outputs;
  private long evaluations;
  private long fastest = Long.MAX_VALUE;

  /** Where the function threw first, and what; null if it never did. */
  private @Nullable String failure;

  /**
   * Makes a subject.
   *
   * @param function what is differentiated
   * @param twin what is evaluated in FLOAT64; null if it is the function itself, in its own dtype
   * @param outputs how several outputs make up the one
   */
  public Subject(
      ImmutableList<Argument> arguments,
      Function<List<Tensor>, Tensor> function,
      @Nullable Function<List<Tensor>, Tensor> twin,
      ImmutableList<State> states,
      Outputs outputs) {
    this.arguments = arguments;
    this.function = function;
    this.twin = twin;
    this.states = states;
    this.outputs = outputs;
  }

  public ImmutableList<Argument> arguments() {
    return arguments;
  }

  public ImmutableList<State> states() {
    return states;
  }

  public Function<List<Tensor>, Tensor> function() {
    return function;
  }

  /** Returns the function for taking a derivative: somebody may collect which are taken. */
  public Function<List<Tensor>, Tensor> observed() {
    return DerivativeCoverage.observed(function);
  }

  public @Nullable Function<List<Tensor>, Tensor> twin() {
    return twin;
  }

  /** Returns the values of all arguments. */
  public ImmutableList<double[]> values() {
    ImmutableList.Builder<double[]> result = ImmutableList.builder();
    for (Argument argument : arguments) {
      result.add(argument.numbers());
    }
    return result.build();
  }

  public Outputs outputs() {
    return outputs;
  }

  public long evaluations() {
    return evaluations;
  }

  /** Returns the nanoseconds of the evaluation that took least. */
  public long fastest() {
    return fastest;
  }

  /** Notes that the function threw at a probe. */
  public void failed(String where, RuntimeException cause) {
    if (failure == null) {
      failure = "the function fails at " + where + ": " + cause.getMessage();
    }
  }

  /** Returns where the function threw first since this was asked; null if it did not. */
  public @Nullable String takeFailure() {
    String taken = failure;
    failure = null;
    return taken;
  }

  /** Returns the dtype in which an argument is perturbed. */
  public DType dtype(int argument) {
    DType own = arguments.get(argument).value().dtype();
    return twin != null && own.isFloating() ? DType.FLOAT64 : own;
  }

  /** Returns the output at the point. */
  public Tensor evaluate() {
    try {
      return evaluate(-1, new double[0]);
    } catch (RuntimeException e) {
      throw ProbeException.of("at the point itself", e);
    }
  }

  /** Returns the output at the point, but with other values for one argument. */
  public Tensor evaluate(int argument, double[] values) {
    double[] @Nullable [] moved = new double[arguments.size()][];
    if (argument >= 0) {
      moved[argument] = values;
    }
    return evaluate(moved);
  }

  /** Returns the output at the point, but with other values for the arguments that have some. */
  public Tensor evaluate(double[] @Nullable [] moved) {
    List<Tensor> inputs = new ArrayList<>(arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      Tensor own = arguments.get(i).value();
      double[] values = moved[i];
      inputs.add(values == null ? own.to(dtype(i)) : tensor(values, dtype(i), own.shape()));
    }
    evaluations++;
    restore();
    long begin = System.nanoTime();
    Tensor output = (twin == null ? function : twin).apply(inputs).detach();
    fastest = Math.min(fastest, System.nanoTime() - begin);
    return output;
  }

  public void restore() {
    for (State state : states) {
      state.restore();
    }
  }

  public static Tensor tensor(double[] values, DType dtype, Shape shape) {
    Tensor wide = Tensor.wrap(values, shape.sides());
    return dtype == DType.FLOAT64 ? wide : wide.to(dtype);
  }

  /** Runs the function once and returns its value and pullback over the inputs. */
  public Autodiff.Vjp<List<Tensor>, Tensor> vjp() {
    return vjp(inputs());
  }

  /** Does the same at another point. */
  public Autodiff.Vjp<List<Tensor>, Tensor> vjp(List<Tensor> point) {
    restore();
    Function<List<Tensor>, Tensor> observed = observed();
    return Autodiff.vjp(inputs -> observed.apply(withConstants(inputs)), point);
  }

  /** Returns the inputs, each element some 8 to 24 units in the last place off. */
  public List<Tensor> nearby(Signs signs) {
    List<Tensor> nearby = new ArrayList<>();
    for (Argument argument : arguments) {
      if (!argument.differentiated()) {
        continue;
      }
      Tensor input = argument.value();
      double epsilon = input.dtype().epsilon();
      double[] values = signs.nearby(input.toDoubleArray(), epsilon);
      for (int i = 0; i < values.length; i++) {
        values[i] = argument.reach().nearest(values[i]);
      }
      nearby.add(tensor(values, input.dtype(), input.shape()));
    }
    return nearby;
  }

  /** Returns the tensors that are differentiated. */
  public List<Tensor> inputs() {
    List<Tensor> inputs = new ArrayList<>();
    for (Argument argument : arguments) {
      if (argument.differentiated()) {
        inputs.add(argument.value());
      }
    }
    return inputs;
  }

  /** Returns the same, with other values for one argument. */
  public List<Tensor> inputs(int argument, double[] values) {
    double[] @Nullable [] moved = new double[arguments.size()][];
    moved[argument] = values;
    return inputs(moved);
  }

  /** Returns the same, with other values for the arguments that have some. */
  public List<Tensor> inputs(double[] @Nullable [] moved) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Tensor own = arguments.get(i).value();
      double[] values = moved[i];
      if (arguments.get(i).differentiated()) {
        inputs.add(values == null ? own : tensor(values, own.dtype(), own.shape()));
      }
    }
    return inputs;
  }

  /** Returns the same function at another point. */
  public Subject at(int argument, double[] values) {
    ImmutableList.Builder<Argument> moved = ImmutableList.builder();
    for (int i = 0; i < arguments.size(); i++) {
      Argument own = arguments.get(i);
      moved.add(i == argument ? own.at(values) : own);
    }
    return new Subject(moved.build(), function, twin, states, outputs);
  }

  /** Returns all arguments, given those that are differentiated. */
  public List<Tensor> withConstants(List<Tensor> inputs) {
    return withConstants(inputs, UnaryOperator.identity());
  }

  /** Does the same, with what is made of each constant. */
  public List<Tensor> withConstants(List<Tensor> inputs, UnaryOperator<Tensor> made) {
    List<Tensor> all = new ArrayList<>(arguments.size());
    for (Argument argument : arguments) {
      all.add(argument.differentiated() ? argument.value() : made.apply(argument.value()));
    }
    return replaced(all, inputs);
  }

  /** Returns all arguments, with others for those that are differentiated. */
  public List<Tensor> replaced(List<Tensor> all, List<Tensor> inputs) {
    List<Tensor> result = new ArrayList<>(all);
    int next = 0;
    for (int i = 0; i < all.size(); i++) {
      if (arguments.get(i).differentiated()) {
        result.set(i, inputs.get(next++));
      }
    }
    return result;
  }
}
