package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import java.util.function.Predicate;

/**
 * Transformations around a whole optimiser, a chain or one that has a name: they decide when it
 * takes a step, where, and for which parameters.
 */
public final class Wrappers {

  private Wrappers() {}

  /**
   * Takes a step of an optimiser after every so many, by the mean of their gradients; in between
   * the parameters stay. It counts its own steps; its schedules go by all. A {@link
   * dev.wengert.nn.train.Trainer} does that, too, with {@code accumulation}, without computing
   * steps that are not taken.
   *
   * @throws IllegalArgumentException if there are not 1 or more steps
   */
  public static GradientTransformation<?> multiSteps(
      int steps, GradientTransformation<?> optimizer) {
    return new MultiSteps(steps, Chain.of(optimizer));
  }

  /**
   * Applies a transformation to some parameters; the updates of the others pass it by. Groups with
   * {@linkplain ParameterGroup#withRule an optimiser of their own} are the same for a whole chain.
   *
   * @param members which parameters, by path
   */
  public static GradientTransformation<?> masked(
      Predicate<String> members, GradientTransformation<?> transformation) {
    return new Masked(members, Chain.of(transformation));
  }

  /**
   * Takes the steps of an optimiser whose gradients are all finite; by others neither parameters
   * nor state change, and they are not counted. A {@link dev.wengert.nn.train.Trainer} then leaves
   * such a step out, and one whose loss is not finite, where it would end otherwise; but not within
   * {@link #multiSteps}, whose mean would be one of fewer steps.
   *
   * @param most after how many such steps in a row a trainer ends all the same; a loop by hand
   *     decides for itself
   * @throws IllegalArgumentException if it is not 1 or more
   */
  public static GradientTransformation<?> skipNonFinite(
      int most, GradientTransformation<?> optimizer) {
    return new SkipNonFinite(Chain.of(optimizer), most);
  }

  /**
   * Takes the place of a schedule that falls: the steps of an optimiser lead from z to z, its
   * gradients are taken at {@code y = (1 - beta) z + beta x}, which the parameters are, and what is
   * {@linkplain Optimizer#evaluated evaluated} is x, the mean of all z, weighted by the square of
   * the largest rate so far. It stands last. The optimiser is one without momentum, {@code new
   * AdamW(new Adam(rate, 0, 0.999, 1e-8), decay)} say, whose rate does not fall.
   *
   * <p>Source: Defazio et al., "The road less scheduled", 2024; the weights are those of optax and
   * of the code that the authors published.
   *
   * @param beta 0.9 as a rule
   * @throws IllegalArgumentException if beta is not in (0, 1), or the optimiser has no learning
   *     rate
   */
  public static GradientTransformation<?> scheduleFree(
      GradientTransformation<?> optimizer, double beta) {
    Chain chain = Chain.of(optimizer);
    Schedule rate = Section.rate(chain);
    Preconditions.checkArgument(
        rate != null,
        "scheduleFree: no link of %s has a learning rate; add scaleByLearningRate(...)",
        chain.links().keySet());
    return new ScheduleFree(chain, beta, rate);
  }
}
