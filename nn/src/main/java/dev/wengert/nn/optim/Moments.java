package dev.wengert.nn.optim;

/**
 * Links of optimisers that keep running means of gradients and of their squares, by the names that
 * they have in optax. Each looks at each number by itself, but for {@link #scaleByFactoredRms}.
 */
public final class Moments {

  private Moments() {}

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

  /**
   * Does what {@link #scaleByAdam} does, by the largest mean square that there was. Source: Reddi,
   * Kale and Kumar, "On the convergence of Adam and beyond", 2018, algorithm 2, with the
   * corrections of the start that PyTorch's {@code amsgrad} has.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByAmsgrad(
      double beta1, double beta2, double epsilon) {
    return new ScaleByAmsgrad(beta1, beta2, epsilon);
  }

  /**
   * Divides a running mean, corrected for its start, by {@code u' = max(beta2 * u, |g| + epsilon)}.
   * Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 2.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByAdamax(
      double beta1, double beta2, double epsilon) {
    return new ScaleByAdamax(beta1, beta2, epsilon);
  }

  /**
   * Does what {@link #scaleByAdam} does, with a mean square that is rectified for the few gradients
   * it is of: with {@code r = 2 / (1 - beta2) - 1} and {@code l = r - 2 t beta2^t / (1 - beta2^t)}
   * the step is longer by {@code sqrt((l - 4) (l - 2) r / ((r - 4) (r - 2) l))} where l is above 5,
   * and the mean alone before. Source: Liu et al., "On the variance of the adaptive learning rate
   * and beyond", 2020, algorithm 2.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByRadam(double beta1, double beta2, double epsilon) {
    return new ScaleByRadam(beta1, beta2, epsilon);
  }

  /**
   * Does what {@link #scaleByAdam} does, by the mean square of what the mean did not foresee,
   * {@code s' = beta2 * s + (1 - beta2) (g - m')^2 + epsilon}. Source: Zhuang et al., "AdaBelief
   * optimizer", 2020, algorithm 2.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByBelief(
      double beta1, double beta2, double epsilon) {
    return new ScaleByBelief(beta1, beta2, epsilon);
  }

  /**
   * Divides by a running standard deviation, {@code sqrt(s' - m'^2) + epsilon}: RMSProp, centered.
   * Source: Graves, "Generating sequences with recurrent neural networks", 2013, equations 38 to
   * 40.
   *
   * @throws IllegalArgumentException if beta is not in [0, 1) or epsilon is not positive
   */
  public static GradientTransformation<?> scaleByStddev(double beta, double epsilon) {
    return new ScaleByStddev(beta, epsilon);
  }

  /**
   * Takes a running mean, {@code m' = beta * m + (1 - beta) * g}, divided by {@code 1 - beta^t}.
   *
   * @throws IllegalArgumentException if beta is not in [0, 1)
   */
  public static GradientTransformation<?> ema(double beta) {
    return new Ema(beta);
  }

  /** Takes the sign. Source: Bernstein et al., "signSGD", 2018, algorithm 1. */
  public static GradientTransformation<?> scaleBySign() {
    return Sign.INSTANCE;
  }

  /**
   * Divides by a running root mean square, of which only the means along the two longest axes are
   * kept where both have so many positions: {@link Adafactor} has the formula. The share of the old
   * is {@code 1 - t^-decay}.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public static GradientTransformation<?> scaleByFactoredRms(
      double decay, int leastSide, double epsilon) {
    return new ScaleByFactoredRms(decay, leastSide, epsilon);
  }
}
