package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.StepSignals;
import dev.wengert.program.Transition;
import java.util.List;

/**
 * A training step as functions of tensors, which can be recorded: what {@link TrainingRun} does
 * with numbers is left to whoever has the outputs.
 *
 * <p>The state is values by name. A step on one batch is one transition; one on several is a
 * transition for each batch, which gathers gradients and statistics in the state, and one that
 * applies them.
 *
 * @param trainer whose steps they are
 * @param <M> the root of the model
 */
record StepTransitions<M extends Component>(Trainer<M> trainer) {

  static final String VALUES = "values";
  static final String SLOTS = "slots";

  /** The mean of the gradients so far, of a step on several batches. */
  private static final String GRADIENTS = "gradients";

  /** The values with the statistics so far, of a step on several batches. */
  private static final String STATISTICS = "statistics";

  /** A part of a step. */
  enum Part {
    /** All of it: of what is {@link Given}, and the optimiser's scalars. */
    WHOLE,
    /** The first batch of several: of what is {@link Given}. */
    FIRST,
    /** Another batch: of what is {@link Given}, and its share in the mean. */
    NEXT,
    /**
     * What is done with all of them: of the loss, the first key's bits, the optimiser's scalars.
     */
    APPLY
  }

  /**
   * What each part on a batch takes first: the batch's tensors, its indices and the key's bits.
   *
   * @param batch the batch
   * @param key what is drawn from
   * @param rest what the part takes besides
   */
  private record Given(Batch batch, Key key, List<Tensor> rest) {

    static Given of(Leaves<Object> examples, List<Tensor> inputs) {
      int count = examples.tensors().size();
      return new Given(
          new Batch(examples.with(inputs.subList(0, count)), inputs.get(count)),
          Key.ofBits(inputs.get(count + 1)),
          inputs.subList(count + 2, inputs.size()));
    }
  }

  /**
   * Returns a part as a transition.
   *
   * @param like what a batch is made of; only how is looked at
   */
  Transition<ImmutableMap<String, Values>> of(Part part, Batch like) {
    Leaves<Object> examples = Leaves.of(like.examples());
    return switch (part) {
      case WHOLE -> (state, inputs) -> whole(state, Given.of(examples, inputs));
      case FIRST -> (state, inputs) -> first(state, Given.of(examples, inputs));
      case NEXT -> (state, inputs) -> next(state, Given.of(examples, inputs));
      case APPLY -> this::apply;
    };
  }

  /** Returns the tensors of what is {@link Given}. */
  static ImmutableList<Tensor> given(Batch batch, Key key) {
    return ImmutableList.<Tensor>builder()
        .addAll(Leaves.of(batch.examples()).tensors())
        .add(batch.indices(), key.bits())
        .build();
  }

  /** Returns the state of a step on values and an optimiser's tensors. */
  ImmutableMap<String, Values> state(Values values, Values slots) {
    if (trainer.accumulation == 1) {
      return ImmutableMap.of(VALUES, values, SLOTS, slots);
    }
    return ImmutableMap.of(
        VALUES,
        values,
        SLOTS,
        slots,
        GRADIENTS,
        zeros(values.only(trainer.goal.trainable())),
        STATISTICS,
        zeros(values.only(trainer.goal.model().statistics().keySet())));
  }

  /** Returns zeros that take no memory. */
  static Values zeros(Values like) {
    return like.map((path, value) -> Tensor.zeros(value.spec()));
  }

  static Values part(ImmutableMap<String, Values> state, String which) {
    return Preconditions.checkNotNull(state.get(which));
  }

  private Transition.Next<ImmutableMap<String, Values>> whole(
      ImmutableMap<String, Values> state, Given given) {
    Differentiation pass = differentiation(part(state, VALUES), given);
    Optimizer.Result next =
        step(
            state,
            pass.gradients(),
            pass.statistics(),
            given.rest(),
            new Signals(pass.tensors(), given.key()));
    ImmutableList<Tensor> outputs =
        ImmutableList.<Tensor>builder()
            .addAll(pass.tensors())
            .add(Clipping.globalNorm(pass.gradients()))
            .build();
    return new Transition.Next<>(state(next.values(), next.state().slots()), outputs);
  }

  private Transition.Next<ImmutableMap<String, Values>> first(
      ImmutableMap<String, Values> state, Given given) {
    Values values = part(state, VALUES);
    Differentiation pass = differentiation(values, given);
    Values statistics =
        values.only(part(state, STATISTICS).byPath().keySet()).with(pass.statistics());
    return new Transition.Next<>(gathering(state, pass.gradients(), statistics), pass.tensors());
  }

  private Transition.Next<ImmutableMap<String, Values>> next(
      ImmutableMap<String, Values> state, Given given) {
    Values statistics = part(state, STATISTICS);
    Differentiation pass = differentiation(part(state, VALUES).with(statistics), given);
    return new Transition.Next<>(
        gathering(
            state,
            Accumulation.mean(part(state, GRADIENTS), pass.gradients(), given.rest().get(0)),
            statistics.with(pass.statistics())),
        pass.tensors());
  }

  private Transition.Next<ImmutableMap<String, Values>> apply(
      ImmutableMap<String, Values> state, List<Tensor> inputs) {
    Values gradients = part(state, GRADIENTS);
    Values statistics = part(state, STATISTICS);
    Optimizer.Result next =
        step(
            state,
            gradients,
            statistics,
            inputs.subList(2, inputs.size()),
            new Signals(inputs.subList(0, 1), Key.ofBits(inputs.get(1))));
    return new Transition.Next<>(
        ImmutableMap.of(
            VALUES,
            next.values(),
            SLOTS,
            next.state().slots(),
            GRADIENTS,
            gradients,
            STATISTICS,
            statistics),
        List.of(Clipping.globalNorm(gradients)));
  }

  private static ImmutableMap<String, Values> gathering(
      ImmutableMap<String, Values> state, Values gradients, Values statistics) {
    return ImmutableMap.of(
        VALUES,
        part(state, VALUES),
        SLOTS,
        part(state, SLOTS),
        GRADIENTS,
        gradients,
        STATISTICS,
        statistics);
  }

  private Differentiation differentiation(Values values, Given given) {
    return Differentiation.of(trainer.goal, values, given.batch(), given.key(), false);
  }

  private Optimizer.Result step(
      ImmutableMap<String, Values> state,
      Values gradients,
      Values statistics,
      List<Tensor> scalars,
      StepSignals signals) {
    Optimizer.Result next =
        trainer.optimizer.step(
            part(state, VALUES),
            trainer.clipping.apply(gradients),
            new Optimizer.State(0, 1, part(state, SLOTS)),
            scalars,
            signals);
    return new Optimizer.Result(
        trainer.constraint.apply(next.values().with(statistics)), next.state());
  }
}
