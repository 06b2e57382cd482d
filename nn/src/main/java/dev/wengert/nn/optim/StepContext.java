package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Values;
import java.util.Map;

/**
 * What a {@link GradientTransformation} may know of a step besides its updates and its state. All
 * that changes from step to step is a tensor, so that a recorded step takes it as input.
 */
public final class StepContext {

  /**
   * The numbers of a step.
   *
   * @param step the number of the step, from 1
   * @param rates the learning rates
   * @param numbers what other schedules give
   */
  record Numbers(Tensor step, Map<Schedule, Tensor> rates, Map<Schedule, Tensor> numbers) {}

  private final DType dtype;
  private final Values parameters;
  private final ImmutableMap<String, Treatment> treatments;
  private final Numbers numbers;
  private final StepSignals signals;

  StepContext(
      DType dtype,
      Values parameters,
      ImmutableMap<String, Treatment> treatments,
      Numbers numbers,
      StepSignals signals) {
    this.dtype = dtype;
    this.parameters = parameters;
    this.treatments = treatments;
    this.numbers = numbers;
    this.signals = signals;
  }

  /** Returns the values of the parameters before the step, those without a gradient, too. */
  public Values parameters() {
    return parameters;
  }

  /** Returns the dtype of the parameters. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the number t of this step, from 1, a FLOAT64 scalar. */
  public Tensor step() {
    return numbers.step();
  }

  /**
   * Returns the learning rate of a parameter, a FLOAT64 scalar: that of its group, if it has one,
   * times {@link Optimizer.State#scale}.
   *
   * @param usual the schedule for all others, one of {@link GradientTransformation#rates}
   */
  public Tensor rate(String path, Schedule usual) {
    return rate(treatment(path).rate(usual));
  }

  Tensor rate(Schedule schedule) {
    return found(numbers.rates(), schedule, "rates");
  }

  /**
   * Returns what a schedule gives for this step, a FLOAT64 scalar.
   *
   * @param schedule one of {@link GradientTransformation#schedules}
   */
  public Tensor number(Schedule schedule) {
    return found(numbers.numbers(), schedule, "schedules");
  }

  private static Tensor found(Map<Schedule, Tensor> all, Schedule schedule, String method) {
    Tensor number = all.get(schedule);
    Preconditions.checkArgument(
        number != null,
        "optimizer: a transformation asks for the schedule %s and does not say so; let its %s()"
            + " return it, and parts() those of transformations within",
        schedule,
        method);
    return number;
  }

  /**
   * Returns the loss, a FLOAT64 scalar.
   *
   * @throws IllegalStateException if the step was not given it
   */
  public Tensor loss() {
    return signals.loss();
  }

  /**
   * Returns a key of this step alone; fold in the name of the transformation and the path, and two
   * draws are independent.
   *
   * @throws IllegalStateException if the step was not given one
   */
  public Key key() {
    return signals.key();
  }

  /** Returns a scalar of the parameters' dtype. */
  public Tensor of(Tensor scalar) {
    return scalar.to(dtype);
  }

  /** Returns a constant of the parameters' dtype. */
  public Tensor of(double constant) {
    return Tensor.full(new Spec(dtype, Shape.SCALAR), constant);
  }

  /** Returns this with another number of the step, for who counts for itself. */
  public StepContext withStep(Tensor step) {
    Numbers counted = new Numbers(step, numbers.rates(), numbers.numbers());
    return new StepContext(dtype, parameters, treatments, counted, signals);
  }

  /** Returns this with other values of the parameters. */
  public StepContext withParameters(Values others) {
    return new StepContext(dtype, others, treatments, numbers, signals);
  }

  /** Returns the axes of a parameter within one of its units: all but the one that counts them. */
  int[] axesOfUnit(String path, int rank) {
    int unit = treatment(path).unitAxis();
    int[] axes = new int[Math.max(0, rank - 1)];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i < unit ? i : i + 1;
    }
    return axes;
  }

  Treatment treatment(String path) {
    Treatment treatment = treatments.get(path);
    Preconditions.checkArgument(
        treatment != null,
        "optimizer: a transformation asks for %s, which is none of its parameters: those are %s",
        path,
        treatments.keySet());
    return treatment;
  }
}
