package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.nn.Values;
import java.util.function.BiFunction;

/**
 * A link of an optimiser: a function from gradients, or what links before it made of them, to
 * updates, with a state of its own. optax calls it so, too.
 *
 * <p>What comes out at the end of a {@link Chain} is added to the parameters; so somewhere in it
 * the sign turns, in {@link Transformations#scaleByLearningRate} as a rule. The links that there
 * are stand in {@link Transformations}, {@link Moments} and {@link Wrappers}; one of one's own is a
 * few lines:
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="transformation"}
 *
 * <p>A transformation is a function of tensors alone. It reads no value of any, so that a step can
 * be recorded, differentiated and mapped over; what changes from step to step it takes from the
 * {@link StepContext}. It holds nothing that changes.
 *
 * <p>Where some parameters have no gradient, there is no update of them either: a transformation
 * keeps their state as it is, which {@link Values#with(Values)} does.
 *
 * @param <S> the state: a tensor, {@link Values}, a record, list or map of them, or another
 *     structure of which {@link dev.wengert.Leaves} tells; {@link Values#empty} for none
 */
public interface GradientTransformation<S> {

  /**
   * What a transformation comes to.
   *
   * @param updates what takes the place of the gradients, of the same paths, dtypes and shapes
   * @param state the next state, made as the old one is, each tensor of the same dtype and shape
   * @param <S> the state
   */
  record Update<S>(Values updates, S state) {}

  /** Returns the name, for messages and for the state's tensors in checkpoints. */
  String name();

  /** Returns the state before the first step, for parameters of these values. */
  S init(Values parameters);

  /**
   * Returns the updates and the state after a step.
   *
   * @param updates the gradients, or what the links before this one made of them
   */
  Update<S> update(Values updates, S state, StepContext context);

  /** Returns the transformations that this one is made of. */
  default ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.of();
  }

  /**
   * Returns the schedules of learning rates that it asks its {@linkplain StepContext#rate context}
   * for. A group's own rate takes their place, and {@link Optimizer.State#scale} multiplies them.
   */
  default ImmutableList<Schedule> rates() {
    return ImmutableList.of();
  }

  /** Returns the schedules of other numbers that it asks its context for. */
  default ImmutableList<Schedule> schedules() {
    return ImmutableList.of();
  }

  /**
   * Returns the values to measure and to ship: the parameters themselves, unless the transformation
   * keeps better ones, an average say.
   *
   * @param parameters as they are trained
   */
  default Values evaluated(Values parameters, S state) {
    return parameters;
  }

  /** Returns a transformation without state. */
  static GradientTransformation<Values> stateless(
      String name, BiFunction<Values, StepContext, Values> function) {
    return new Stateless(name, function, false);
  }
}
