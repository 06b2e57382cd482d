package dev.wengert.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.program.State;
import dev.wengert.program.StateProgram;
import dev.wengert.program.Transition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run as programs, for each shape of batch that comes again. Parameters, statistics
 * and the optimiser's tensors lie in a {@link State} then, which all these programs write in place.
 *
 * <p>A step is recorded twice, with its first batch of a shape and with its second. If both agree
 * in all instructions and constants, a program takes the step from the second on. If not, the step
 * depends on something that is no tensor, and stays as it is. Nobody can see whether something of
 * that kind will change later; so the step is recorded once more now and then, and at the start of
 * epochs.
 *
 * @param <M> the root of the model
 */
final class CompiledSteps<M extends Component> {

  /** How many shapes of batches are looked at; more than that hardly come again. */
  private static final int SHAPES = 16;

  /** How many steps lie at most between two looks whether a step is still what was recorded. */
  private static final int MOST_STEPS = 100;

  /** How many steps before the start of an epoch are worth a look there. */
  private static final int STEPS_OF_AN_EPOCH = 25;

  private static final String VALUES = "values";
  private static final String SLOTS = "slots";

  private final Trainer<M> trainer;
  private final Consumer<String> say;
  private final Consumer<String> warn;
  private final Map<Shapes, Rehearsal> rehearsals = new LinkedHashMap<>();

  /**
   * Tensors as those of the state are, of zeros that take no memory; null before the first step.
   */
  private @Nullable ImmutableMap<String, Values> like;

  /** The tensors, once a program serves. */
  private @Nullable State<ImmutableMap<String, Values>> state;

  /** Whether the tensors of the state are the newest there are. */
  private boolean isAhead;

  /**
   * Makes steps of which none is compiled yet.
   *
   * @param say is told why steps are not compiled
   * @param warn is told if a program took steps that were not as recorded any more
   */
  CompiledSteps(Trainer<M> trainer, Consumer<String> say, Consumer<String> warn) {
    this.trainer = trainer;
    this.say = say;
    this.warn = warn;
  }

  /** What tells batches of one kind from others. */
  private record Shapes(Spec x, Spec y) {
    static Shapes of(Batch batch) {
      return new Shapes(batch.x().spec(), batch.y().spec());
    }
  }

  /** What is known of the step with batches of one shape. */
  private static final class Rehearsal {
    private @Nullable StateProgram<ImmutableMap<String, Values>> program;
    private boolean serves;
    private boolean isRefused;
    private boolean isDue;

    /** How many steps the program took in all, and since it was last compared. */
    private long taken;

    private int steps;

    boolean needsLook() {
      // After 1 step, 2, 4 and so on: what changes at all mostly does so soon.
      boolean isLate = steps >= Math.clamp(taken / 2, 1, MOST_STEPS);
      return !isRefused && (!serves || isDue || isLate);
    }
  }

  /** Returns where training stands, with a copy of the newest tensors. */
  TrainingState whole(TrainingState reached) {
    if (!isAhead || state == null) {
      return reached;
    }
    ImmutableMap<String, Values> newest = state.get();
    return reached.with(tensors(newest, VALUES), tensors(newest, SLOTS));
  }

  /** Notes that a step was taken elsewhere. */
  void leave() {
    isAhead = false;
  }

  /** Lets the steps be recorded once more, unless they were a moment ago. */
  void lookAgain() {
    rehearsals.values().forEach(each -> each.isDue |= each.steps >= STEPS_OF_AN_EPOCH);
  }

  /**
   * Notes that a step on a batch was taken as it is: if it was the first of that shape it is
   * recorded.
   */
  void rehearse(Batch batch, TrainingState reached) {
    Shapes shapes = Shapes.of(batch);
    if (rehearsals.size() < SHAPES && !rehearsals.containsKey(shapes)) {
      Rehearsal rehearsal = new Rehearsal();
      rehearsals.put(shapes, rehearsal);
      record(rehearsal, batch, reached);
    }
  }

  /** Returns whether a program takes the step on a batch. */
  boolean serves(Batch batch, TrainingState reached) {
    Rehearsal rehearsal = rehearsals.get(Shapes.of(batch));
    if (rehearsal != null && rehearsal.needsLook()) {
      record(rehearsal, batch, reached);
    }
    return rehearsal != null && rehearsal.serves;
  }

  /** Records a step, and compares it with what was recorded before, if anything was. */
  private void record(Rehearsal rehearsal, Batch batch, TrainingState reached) {
    StateProgram<ImmutableMap<String, Values>> before = rehearsal.program;
    int steps = rehearsal.steps;
    rehearsal.isDue = false;
    rehearsal.steps = 0;
    try {
      StateProgram<ImmutableMap<String, Values>> program =
          StateProgram.of(this::step, like(reached), inputs(batch, reached));
      if (before == null) {
        rehearsal.program = program;
        return;
      }
      Optional<String> difference = before.difference(program);
      rehearsal.serves = difference.isEmpty();
      difference.ifPresent(
          found ->
              refuse(
                  rehearsal,
                  batch,
                  "two recordings of a step differ: "
                      + found
                      + "; hand over with the batch what changes from step to step, or train"
                      + " uncompiled",
                  steps));
    } catch (RuntimeException e) {
      refuse(rehearsal, batch, String.valueOf(e.getMessage()), steps);
    }
  }

  /**
   * Lets steps on batches of a shape be taken as they are.
   *
   * @param steps how many were taken by a program since it was last known to be right
   */
  private void refuse(Rehearsal rehearsal, Batch batch, String why, int steps) {
    rehearsal.isRefused = true;
    rehearsal.serves = false;
    rehearsal.program = null;
    String message =
        "training: steps on batches of " + batch.x().spec() + " run uncompiled: " + why;
    if (steps == 0) {
      say.accept(message);
    } else {
      warn.accept(message + "; up to " + steps + " steps were taken as it had been before");
    }
  }

  private ImmutableMap<String, Values> like(TrainingState reached) {
    ImmutableMap<String, Values> zeros = like;
    if (zeros == null) {
      zeros =
          tensors(
              reached.values().map((path, value) -> Tensor.zeros(value.spec())),
              reached.optimizer().slots().map((path, value) -> Tensor.zeros(value.spec())));
      like = zeros;
    }
    return zeros;
  }

  /**
   * Takes a step by a program that {@linkplain #serves serves}, and returns what it says of itself;
   * if that is not finite, the tensors stay as they were.
   */
  Totals step(Batch batch, Key key, TrainingState reached) {
    Rehearsal rehearsal = Objects.requireNonNull(rehearsals.get(Shapes.of(batch)));
    rehearsal.steps++;
    rehearsal.taken++;
    State<ImmutableMap<String, Values>> memory = state;
    if (memory == null) {
      memory = State.of(tensors(reached));
      state = memory;
    } else if (!isAhead) {
      memory.set(tensors(reached));
    }
    isAhead = true;
    long counted = trainer.goal.loss().counted(batch);
    return totals(
        memory.run(
            Objects.requireNonNull(rehearsal.program),
            arguments(batch, key, reached),
            outputs -> totals(outputs, batch, counted).isFinite()),
        batch,
        counted);
  }

  private Totals totals(List<Tensor> outputs, Batch batch, long counted) {
    Map<String, Tensor> penalties = new LinkedHashMap<>();
    for (String name : trainer.goal.penalties().keySet()) {
      penalties.put(name, outputs.get(2 + penalties.size()));
    }
    return new Totals(
        LossTerms.of(outputs.get(0), penalties), outputs.get(1).item(), batch.size(), counted);
  }

  /** The step as a function of tensors: what is recorded. */
  private Transition.Next<ImmutableMap<String, Values>> step(
      ImmutableMap<String, Values> old, List<Tensor> inputs) {
    Values values = tensors(old, VALUES);
    Differentiation pass =
        Differentiation.of(
            trainer.goal,
            values,
            new Batch(inputs.get(0), inputs.get(1), inputs.get(2)),
            Key.ofBits(inputs.get(3)).fold(0),
            false);
    Optimizer.Result next =
        trainer.optimizer.step(
            values,
            trainer.clipping.apply(pass.gradients()),
            new Optimizer.State(0, 1, tensors(old, SLOTS)),
            inputs.subList(4, inputs.size()));
    ImmutableList<Tensor> outputs =
        ImmutableList.<Tensor>builder()
            .add(pass.data(), Clipping.globalNorm(pass.gradients()))
            .addAll(pass.penalties().values())
            .build();
    return new Transition.Next<>(
        tensors(
            trainer.constraint.apply(next.values().with(pass.statistics())), next.state().slots()),
        outputs);
  }

  private Spec[] inputs(Batch batch, TrainingState reached) {
    return arguments(batch, reached.key(), reached).stream().map(Tensor::spec).toArray(Spec[]::new);
  }

  private ImmutableList<Tensor> arguments(Batch batch, Key key, TrainingState reached) {
    return ImmutableList.<Tensor>builder()
        .add(batch.x(), batch.y(), batch.indices(), key.bits())
        .addAll(trainer.optimizer.scalars(reached.optimizer()))
        .build();
  }

  private static ImmutableMap<String, Values> tensors(TrainingState reached) {
    return tensors(reached.values(), reached.optimizer().slots());
  }

  private static ImmutableMap<String, Values> tensors(Values values, Values slots) {
    return ImmutableMap.of(VALUES, values, SLOTS, slots);
  }

  private static Values tensors(ImmutableMap<String, Values> state, String which) {
    return Objects.requireNonNull(state.get(which));
  }
}
