package dev.wengert.nn.optim;

import dev.wengert.nn.Values;

/**
 * The links of optimisers, by the names that they have in optax. A chain of them goes from
 * gradients to what is added to the parameters.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="chain"}
 */
public final class Transformations {

  private Transformations() {}

  // Bounds

  /**
   * Brings each number into [-bound, bound], as {@link Clipping#byValue} does.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static GradientTransformation<Values> clipByValue(double bound) {
    Hyperparameters.positive("clipByValue", "bound", bound);
    return GradientTransformation.stateless(
        "clipByValue", (updates, context) -> Clipping.byValue(updates, bound));
  }

  /**
   * Scales each parameter's update down so that its norm is at most a bound.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static GradientTransformation<Values> clipByNorm(double bound) {
    Hyperparameters.positive("clipByNorm", "bound", bound);
    return GradientTransformation.stateless(
        "clipByNorm", (updates, context) -> Clipping.byNorm(updates, bound));
  }

  /**
   * Scales all updates down so that the norm of them all together is at most a bound, as {@link
   * Clipping#byGlobalNorm} does.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static GradientTransformation<Values> clipByGlobalNorm(double bound) {
    Hyperparameters.positive("clipByGlobalNorm", "bound", bound);
    return GradientTransformation.stateless(
        "clipByGlobalNorm", (updates, context) -> Clipping.byGlobalNorm(updates, bound));
  }

  // Factors

  /**
   * Multiplies by a number; by -0.1 it is a step of rate 0.1 down.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public static GradientTransformation<Values> scale(double factor) {
    return new Scale(factor);
  }

  /** Multiplies by what a schedule gives. */
  public static GradientTransformation<Values> scaleBySchedule(Schedule schedule) {
    return new ScaleBySchedule(schedule);
  }

  /**
   * Multiplies by minus the learning rate: what turns a gradient into a step down. A group's own
   * rate takes the place of this one.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static GradientTransformation<Values> scaleByLearningRate(double rate) {
    return scaleByLearningRate(Hyperparameters.rate("scaleByLearningRate", rate));
  }

  /** Multiplies by minus what a schedule of learning rates gives. */
  public static GradientTransformation<Values> scaleByLearningRate(Schedule rate) {
    return new ScaleByLearningRate(rate);
  }

  /**
   * Adds {@code decay * w}, for weights, and for groups with a decay of their own, which takes the
   * place of this one. Behind what divides by moments, and before the rate, decay is decoupled from
   * the gradient; at the front it is the gradient of an L2 penalty.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public static GradientTransformation<Values> addDecayedWeights(double decay) {
    return new AddDecayedWeights(decay);
  }

  // Means of gradients and of their squares

  /**
   * Takes a sum of gradients that fade, {@code v' = momentum * v + g}: the velocity of a heavy
   * ball.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1)
   */
  public static GradientTransformation<?> trace(double momentum) {
    return new Trace(momentum, false);
  }

  /**
   * Takes {@code g + momentum * v'} with {@code v' = momentum * v + g}: Nesterov's momentum.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1)
   */
  public static GradientTransformation<?> nesterovTrace(double momentum) {
    return new Trace(momentum, true);
  }

  /**
   * Divides a running mean by the running root mean square, both corrected for their start, as
   * {@link Adam} does.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByAdam(double beta1, double beta2, double epsilon) {
    return new ScaleByAdam(beta1, beta2, epsilon);
  }

  /** Returns {@link #scaleByAdam(double, double, double)} of 0.9, 0.999 and 1e-8. */
  public static GradientTransformation<?> scaleByAdam() {
    return scaleByAdam(0.9, 0.999, 1e-8);
  }

  /**
   * Does what {@link Nadam} does, without the rate.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByNadam(double beta1, double beta2, double epsilon) {
    return new ScaleByNadam(beta1, beta2, epsilon);
  }

  /**
   * Divides by a running root mean square, as {@link RmsProp} does.
   *
   * @throws IllegalArgumentException if beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByRms(double beta, double epsilon) {
    return new ScaleByRms(beta, epsilon);
  }

  /**
   * Divides by the root of the sum of all squares, as {@link Adagrad} does.
   *
   * @throws IllegalArgumentException if epsilon is not positive
   */
  public static GradientTransformation<?> scaleByRss(double epsilon) {
    return new ScaleByRss(epsilon);
  }

  /**
   * Does what {@link Adadelta} does, without the rate.
   *
   * @throws IllegalArgumentException if rho is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByAdadelta(double rho, double epsilon) {
    return new ScaleByAdadelta(rho, epsilon);
  }

  /**
   * Takes the sign of a mean, as {@link Lion} does.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1)
   */
  public static GradientTransformation<?> scaleByLion(double beta1, double beta2) {
    return new ScaleByLion(beta1, beta2);
  }
}
