package dev.wengert.nn.optim;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Values;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;

/**
 * Links of optimisers, by the names that they have in optax: bounds, factors, what goes by whole
 * parameters or by the step, averages. Running means of gradients are in {@link Moments}, what goes
 * around a whole optimiser in {@link Wrappers}.
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
    return Stateless.of("clipByValue", (updates, context) -> Clipping.byValue(updates, bound));
  }

  /**
   * Scales each parameter's update down so that its norm is at most a bound.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static GradientTransformation<Values> clipByNorm(double bound) {
    Hyperparameters.positive("clipByNorm", "bound", bound);
    return Stateless.of("clipByNorm", (updates, context) -> Clipping.byNorm(updates, bound));
  }

  /**
   * Scales all updates down so that the norm of them all together is at most a bound, as {@link
   * Clipping#byGlobalNorm} does.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static GradientTransformation<Values> clipByGlobalNorm(double bound) {
    Hyperparameters.positive("clipByGlobalNorm", "bound", bound);
    return Stateless.of(
        "clipByGlobalNorm", (updates, context) -> Clipping.byGlobalNorm(updates, bound));
  }

  /**
   * Scales the gradient of each {@linkplain dev.wengert.nn.Parameter#unitAxis unit} down so that
   * its norm is at most a share of the norm of the unit's weights; a vector is one unit. Weights
   * whose norm is below 0.001 count as that. Source: Brock et al., "High-performance large-scale
   * image recognition without normalization", 2021, equation 3.
   *
   * @param share 0.01 in the source
   * @throws IllegalArgumentException if the share is not positive and finite
   */
  public static GradientTransformation<Values> adaptiveGradClip(double share) {
    Hyperparameters.positive("adaptiveGradClip", "share", share);
    return Stateless.of(
        "adaptiveGradClip", (updates, context) -> UnitClipping.of(updates, context, share));
  }

  /** Replaces NaN by 0. */
  public static GradientTransformation<Values> zeroNans() {
    return Stateless.of(
        "zeroNans",
        (updates, context) ->
            updates.map((path, u) -> Selection.where(Comparisons.isNaN(u), 0, u)));
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

  // By whole parameters

  /**
   * Takes from each gradient of rank 2 or more the mean of each {@linkplain
   * dev.wengert.nn.Parameter#unitAxis unit}. Source: Yong et al., "Gradient centralization", 2020,
   * equation 1.
   */
  public static GradientTransformation<Values> centralize() {
    return Stateless.of(
        "centralize",
        (updates, context) ->
            updates.map(
                (path, g) ->
                    g.rank() < 2
                        ? g
                        : g.minus(Reductions.mean(g, true, context.axesOfUnit(path, g.rank())))));
  }

  /**
   * Multiplies each parameter's update by {@code coefficient * |w| / (|u| + epsilon)}, and by 1
   * where one of the norms is 0. {@link Lamb} does this behind Adam's moments, {@link Lars} before
   * momentum.
   *
   * @throws IllegalArgumentException if the coefficient is not positive, or epsilon is negative
   */
  public static GradientTransformation<Values> scaleByTrustRatio(
      double coefficient, double epsilon) {
    TrustRatio ratio = new TrustRatio(coefficient, epsilon);
    return Stateless.of("scaleByTrustRatio", ratio::of);
  }

  /**
   * Divides each parameter's update by {@code max(1, rms / bound)}, rms being its root mean square.
   * Source: Shazeer and Stern, "Adafactor", 2018, section 6.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static GradientTransformation<Values> clipByBlockRms(double bound) {
    Hyperparameters.positive("clipByBlockRms", "bound", bound);
    return Stateless.of(
        "clipByBlockRms", (updates, context) -> BlockRms.clipped(updates, context, bound));
  }

  /**
   * Multiplies each parameter's update by the parameter's root mean square, or by what it is at
   * least. Source: Shazeer and Stern, "Adafactor", 2018, section 8.
   *
   * @throws IllegalArgumentException if the least is not positive and finite
   */
  public static GradientTransformation<Values> scaleByParameterRms(double least) {
    Hyperparameters.positive("scaleByParameterRms", "least", least);
    return Stateless.of(
        "scaleByParameterRms", (updates, context) -> BlockRms.scaled(updates, context, least));
  }

  /**
   * Brings the singular values of each matrix near 1, between 0.7 and 1.2, and keeps its singular
   * vectors: {@link Muon} has the formula. Tensors of higher rank are matrices of their first axis
   * and all others.
   *
   * @throws IllegalArgumentException if the number of iterations is not positive; an {@link
   *     Optimizer} with a parameter that is no matrix is refused
   */
  public static GradientTransformation<Values> orthogonalize(int iterations) {
    return new Orthogonalize(iterations);
  }

  // By the step

  /**
   * Adds normal noise of variance {@code eta / t^gamma}, drawn from the step's key. Source:
   * Neelakantan et al., "Adding gradient noise improves learning for very deep networks", 2015.
   *
   * @throws IllegalArgumentException if a number is negative or not finite
   */
  public static GradientTransformation<Values> addNoise(double eta, double gamma) {
    Hyperparameters.notNegative("addNoise", "eta", eta);
    Hyperparameters.notNegative("addNoise", "gamma", gamma);
    return Stateless.of(
        "addNoise",
        (updates, context) -> {
          Tensor scale = context.of(context.step().pow(-gamma / 2).times(Math.sqrt(eta)));
          Key key = context.key().fold("addNoise");
          return updates.map(
              (path, update) -> update.plus(key.fold(path).normal(update.spec()).times(scale)));
        });
  }

  /**
   * Multiplies by the length of step with which a linear loss would fall to 0, {@code min(loss /
   * (|g|^2 + epsilon), longest)}, and by 0 where the loss is negative. It is for losses whose
   * minimum is near 0. Source: Loizou et al., "Stochastic Polyak step-size for SGD", 2021.
   *
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  public static GradientTransformation<Values> scaleByPolyak(double longest, double epsilon) {
    Hyperparameters.positive("scaleByPolyak", "longest step", longest);
    Hyperparameters.positive("scaleByPolyak", "epsilon", epsilon);
    return Stateless.of(
        "scaleByPolyak",
        (updates, context) -> {
          Tensor norm = Clipping.globalNorm(updates).to(DType.FLOAT64);
          Tensor length = context.loss().div(norm.times(norm).plus(epsilon));
          Tensor factor = context.of(Elementary.clamp(length, 0, longest));
          return updates.map((path, update) -> update.times(factor));
        });
  }

  /**
   * Gathers updates and lets their sum through after every so many steps; in between they are 0.
   *
   * @throws IllegalArgumentException if there are not 1 or more steps
   */
  public static GradientTransformation<?> applyEvery(int steps) {
    return new ApplyEvery(steps);
  }

  // Other points than the parameters

  /**
   * Keeps slow weights, which after every so many steps go a share of the way to the parameters,
   * and sets the parameters to them. It stands last; what is {@linkplain Optimizer#evaluated
   * evaluated} are the slow weights. Source: Zhang et al., "Lookahead optimizer: k steps forward, 1
   * step back", 2019, algorithm 1, with 5 or 10 steps and a share of 0.5.
   *
   * @throws IllegalArgumentException if there are not 1 or more steps, or the share is not in (0,
   *     1]
   */
  public static GradientTransformation<?> lookahead(int steps, double share) {
    return new Lookahead(steps, share);
  }

  /**
   * Keeps a moving average of the parameters, {@code a' = decay * a + (1 - decay) * w'}, which
   * begins with their first values. It stands last; what is {@linkplain Optimizer#evaluated
   * evaluated} is the average. Statistics, as those of batch normalization, are no parameters, and
   * stay as they are. What changes values behind a chain, a group's L1 penalty or a trainer's
   * constraint, is not in it.
   *
   * @param decay the share of the old, 0.999 as a rule
   * @throws IllegalArgumentException if the decay is not in [0, 1)
   */
  public static GradientTransformation<?> averageParameters(double decay) {
    Hyperparameters.share("averageParameters", "the decay", decay);
    return averageParameters(Schedule.constant(decay));
  }

  /**
   * Returns {@link #averageParameters(double)} of a share that changes from step to step: {@code
   * step -> step / (step + 1.0)} is the mean of all, {@code step -> Math.min(0.999, (1 + step) /
   * (10.0 + step))} begins quickly.
   */
  public static GradientTransformation<?> averageParameters(Schedule decay) {
    return new AverageParameters(decay);
  }
}
