package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
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
    /** All of it: of the batch, the key's bits and the optimiser's scalars. */
    WHOLE,
    /** The first batch of several: of the batch and the key's bits. */
    FIRST,
    /** Another batch: of the batch, the key's bits and its share in the mean. */
    NEXT,
    /**
     * What is done with all of them: of the loss, the first key's bits, the optimiser's scalars.
     */
    APPLY
  }

  /** Returns a part as a transition. */
  Transition<ImmutableMap<String, Values>> of(Part part) {
    return switch (part) {
      case WHOLE -> this::whole;
      case FIRST -> this::first;
      case NEXT -> this::next;
      case APPLY -> this::apply;
    };
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
      ImmutableMap<String, Values> state, List<Tensor> inputs) {
    Differentiation pass = differentiation(part(state, VALUES), inputs);
    Optimizer.Result next =
        step(
            state,
            pass.gradients(),
            pass.statistics(),
            inputs.subList(4, inputs.size()),
            new Signals(pass.tensors(), Key.ofBits(inputs.get(3))));
    ImmutableList<Tensor> outputs =
        ImmutableList.<Tensor>builder()
            .addAll(pass.tensors())
            .add(Clipping.globalNorm(pass.gradients()))
            .build();
    return new Transition.Next<>(state(next.values(), next.state().slots()), outputs);
  }

  private Transition.Next<ImmutableMap<String, Values>> first(
      ImmutableMap<String, Values> state, List<Tensor> inputs) {
    Values values = part(state, VALUES);
    Differentiation pass = differentiation(values, inputs);
    Values statistics =
        values.only(part(state, STATISTICS).byPath().keySet()).with(pass.statistics());
    return new Transition.Next<>(gathering(state, pass.gradients(), statistics), pass.tensors());
  }

  private Transition.Next<ImmutableMap<String, Values>> next(
      ImmutableMap<String, Values> state, List<Tensor> inputs) {
    Values statistics = part(state, STATISTICS);
    Differentiation pass = differentiation(part(state, VALUES).with(statistics), inputs);
    return new Transition.Next<>(
        gathering(
            state,
            Accumulation.mean(part(state, GRADIENTS), pass.gradients(), inputs.get(4)),
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

  private Differentiation differentiation(Values values, List<Tensor> inputs) {
    return Differentiation.of(
        trainer.goal,
        values,
        new Batch(inputs.get(0), inputs.get(1), inputs.get(2)),
        Key.ofBits(inputs.get(3)),
        false);
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
