package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;

/**
 * A number, the learning rate as a rule, as a function of the optimiser's step.
 *
 * <p>Steps count from 0. A schedule is plain Java: it is asked before the step, and its answer
 * enters the step as a tensor, so that a recorded step need not be recorded anew. The answers are
 * the same on every machine.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="schedule"}
 */
@FunctionalInterface
public interface Schedule {

  /**
   * Returns the number for a step.
   *
   * @param step how many steps were taken before, from 0; the schedules here refuse less
   */
  double at(long step);

  /** Returns one number for ever. */
  static Schedule constant(double value) {
    Hyperparameters.finite("schedule", "value", value);
    return new ConstantSchedule(value);
  }

  /** Returns a number that is multiplied by a factor after every so many steps. */
  static Schedule stepwise(double start, double factor, long every) {
    Hyperparameters.finite("schedule", "start", start);
    Hyperparameters.positive("schedule", "factor", factor);
    positive("every", every);
    return step -> start * StrictMath.pow(factor, (double) Math.floorDiv(counted(step), every));
  }

  /** Returns {@code start * factor^step}. */
  static Schedule exponential(double start, double factor) {
    return stepwise(start, factor, 1);
  }

  /**
   * Returns a number that goes from one value to another on a straight line, and stays there. From
   * 0 it is a warm-up. Source: Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.2.
   */
  static Schedule linear(double start, double end, long steps) {
    return polynomial(start, end, steps, 1);
  }

  /**
   * Returns {@code end + (start - end) (1 - step / steps)^power}, and {@code end} afterwards.
   *
   * @param power 1 is a straight line
   */
  static Schedule polynomial(double start, double end, long steps, double power) {
    Hyperparameters.finite("schedule", "start", start);
    Hyperparameters.finite("schedule", "end", end);
    Hyperparameters.positive("schedule", "power", power);
    positive("steps", steps);
    return step -> between(start, end, StrictMath.pow(left(step, steps), power));
  }

  /** Returns {@link #cosine(double, double, long)} down to 0. */
  static Schedule cosine(double start, long steps) {
    return cosine(start, 0, steps);
  }

  /**
   * Returns {@code end + (start - end) (1 + cos(pi step / steps)) / 2}, and {@code end} afterwards.
   * Source: Loshchilov and Hutter, "SGDR", 2017, equation 5.
   */
  static Schedule cosine(double start, double end, long steps) {
    Hyperparameters.finite("schedule", "start", start);
    Hyperparameters.finite("schedule", "end", end);
    positive("steps", steps);
    return step -> halfCosine(start, end, 1 - left(step, steps));
  }

  /**
   * Returns the one-cycle policy of so many steps: from {@code peak / 25} to the peak, which it
   * would reach at {@code 3/10 steps - 1}, then down to {@code peak / 250,000} at the last step,
   * both on a half cosine, and that afterwards. Source: Smith and Topin, "Super-convergence", 2018;
   * the form and every value are those of PyTorch's {@code OneCycleLR}.
   *
   * @param steps of the whole cycle, 4 or more
   */
  static Schedule oneCycle(double peak, long steps) {
    Hyperparameters.finite("schedule", "peak", peak);
    Preconditions.checkArgument(
        steps >= 4, "schedule: too few steps for a cycle: %s; give 4 or more", steps);
    double start = peak / 25;
    double end = start / 1e4;
    // The peak lies between two steps unless the steps divide by ten.
    double top = 0.3 * steps - 1;
    double last = steps - 1;
    return step ->
        counted(step) <= top
            ? halfCosine(start, peak, step / top)
            : halfCosine(peak, end, Math.min((step - top) / (last - top), 1));
  }

  /** Returns this schedule, begun only after some steps of another. */
  default Schedule after(Schedule first, long steps) {
    positive("steps", steps);
    return step -> counted(step) < steps ? first.at(step) : at(step - steps);
  }

  /** Returns this schedule after a straight warm-up from 0 to its first value. */
  default Schedule warmedUp(long steps) {
    return after(linear(0, at(0), steps), steps);
  }

  /** Returns this schedule begun anew after every so many steps. */
  default Schedule repeated(long steps) {
    positive("steps", steps);
    return step -> at(counted(step) % steps);
  }

  /** Returns this schedule times a factor. */
  default Schedule times(double factor) {
    Hyperparameters.finite("schedule", "factor", factor);
    return step -> factor * at(step);
  }

  private static double halfCosine(double start, double end, double done) {
    return between(start, end, (1 + StrictMath.cos(Math.PI * done)) / 2);
  }

  /** A share of the start and the rest of the end; rounding does not carry it past either. */
  private static double between(double start, double end, double share) {
    double value = share == 1 ? start : end + (start - end) * share;
    return Math.clamp(value, Math.min(start, end), Math.max(start, end));
  }

  private static double left(long step, long steps) {
    return 1 - Math.min((double) counted(step) / steps, 1);
  }

  private static long counted(long step) {
    Preconditions.checkArgument(step >= 0, "schedule: the step is %s; steps count from 0", step);
    return step;
  }

  private static void positive(String what, long steps) {
    Preconditions.checkArgument(
        steps > 0, "schedule: the number of steps '%s' is %s; give 1 or more", what, steps);
  }
}
