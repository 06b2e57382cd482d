package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.train.StepTransitions.Part;
import dev.wengert.program.State;
import dev.wengert.program.StateProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>A step on several batches is several programs: one for each of them, and one that applies what
 * these have gathered.
 *
 * @param <M> the root of the model
 */
final class CompiledSteps<M extends Component> {

  /** How many kinds of programs there are at most; shapes beyond that hardly come again. */
  private static final int KINDS = 32;

  private final Trainer<M> trainer;
  private final StepTransitions<M> transitions;
  private final Consumer<String> say;
  private final Consumer<String> warn;
  private final Map<Kind, Rehearsal> rehearsals = new LinkedHashMap<>();

  /** Tensors as those of the state are, which take no memory; null before the first step. */
  private @Nullable ImmutableMap<String, Values> like;

  /** The tensors, once a program serves. */
  private @Nullable State<ImmutableMap<String, Values>> state;

  /** Whether the tensors of the state are the newest there are. */
  private boolean isAhead;

  private boolean hasSaid;

  /**
   * Makes steps of which none is compiled yet.
   *
   * @param say is told once why steps are not compiled
   * @param warn is told if a program took steps that were not as recorded any more
   */
  CompiledSteps(Trainer<M> trainer, Consumer<String> say, Consumer<String> warn) {
    this.trainer = trainer;
    this.transitions = new StepTransitions<>(trainer);
    this.say = say;
    this.warn = warn;
  }

  /**
   * What tells one program from others: which part of a step, on batches of which kind.
   *
   * @param part the part
   * @param form what a batch is made of, without its tensors: what of it is none is a constant of
   *     the program
   * @param batch the tensors' dtypes and shapes, and that of the indices
   */
  private record Kind(Part part, Object form, ImmutableList<Spec> batch) {

    static Kind of(Part part, Batch batch) {
      Leaves<Object> examples = Leaves.of(batch.examples());
      ImmutableList.Builder<Spec> specs = ImmutableList.builder();
      for (Tensor tensor : examples.tensors()) {
        specs.add(tensor.spec());
      }
      return new Kind(part, examples.form(), specs.add(batch.indices().spec()).build());
    }

    @Override
    public String toString() {
      return batch.isEmpty() ? "any batches" : "batches of " + batch.get(0);
    }
  }

  private static final Kind APPLY = new Kind(Part.APPLY, "", ImmutableList.of());

  /** Returns where training stands, with a copy of the newest tensors. */
  TrainingState whole(TrainingState reached) {
    if (!isAhead || state == null) {
      return reached;
    }
    ImmutableMap<String, Values> newest = state.get();
    return reached.with(
        StepTransitions.part(newest, StepTransitions.VALUES),
        StepTransitions.part(newest, StepTransitions.SLOTS));
  }

  /** Notes that a step was taken elsewhere. */
  void leave() {
    isAhead = false;
  }

  /** Notes that an epoch begins. */
  void epochStarts() {
    rehearsals.values().forEach(Rehearsal::epochStarts);
  }

  /** Notes that a step was taken as it is: what of it is seen for the first time is recorded. */
  void rehearse(List<Batch> group, TrainingState reached) {
    if (isTraced(group) || isTraced(reached.values())) {
      return;
    }
    for (int i = 0; i < group.size(); i++) {
      rehearse(kind(group, i), group.get(i), reached);
    }
    if (trainer.accumulation > 1) {
      rehearse(APPLY, group.get(0), reached);
    }
  }

  /** What keeps one part of a step from being compiled mostly keeps them all. */
  private void sayOnce(String message) {
    if (!hasSaid) {
      hasSaid = true;
      say.accept(message);
    }
  }

  private void rehearse(Kind kind, Batch batch, TrainingState reached) {
    if (rehearsals.size() < KINDS && !rehearsals.containsKey(kind)) {
      Rehearsal rehearsal = new Rehearsal(kind.toString(), this::sayOnce, warn);
      rehearsals.put(kind, rehearsal);
      rehearsal.record(() -> recorded(kind, batch, reached));
    }
  }

  /** Returns whether programs take the step on some batches. */
  boolean serves(List<Batch> group, TrainingState reached) {
    boolean serves = !isTraced(group) && (isAhead || !isTraced(reached.values()));
    for (int i = 0; i < group.size(); i++) {
      serves &= serves(kind(group, i), group.get(i), reached);
      // What counts for nothing is left out of the mean.
      serves &= trainer.accumulation == 1 || trainer.goal.loss().counted(group.get(i)) > 0;
    }
    return serves && (trainer.accumulation == 1 || serves(APPLY, group.get(0), reached));
  }

  /** Whoever traces the data or the values is to see what is done with them. */
  private static boolean isTraced(List<Batch> group) {
    return group.stream()
        .anyMatch(
            batch -> Leaves.of(batch.examples()).tensors().stream().anyMatch(Tensor::isTraced));
  }

  private static boolean isTraced(Values values) {
    return values.byPath().values().stream().anyMatch(Tensor::isTraced);
  }

  private boolean serves(Kind kind, Batch batch, TrainingState reached) {
    Rehearsal rehearsal = rehearsals.get(kind);
    return rehearsal != null && rehearsal.serves(() -> recorded(kind, batch, reached));
  }

  private Kind kind(List<Batch> group, int i) {
    Part part = trainer.accumulation == 1 ? Part.WHOLE : i == 0 ? Part.FIRST : Part.NEXT;
    return Kind.of(part, group.get(i));
  }

  private StateProgram<ImmutableMap<String, Values>> recorded(
      Kind kind, Batch batch, TrainingState reached) {
    ImmutableMap<String, Values> zeros = like;
    if (zeros == null) {
      zeros =
          transitions.state(
              StepTransitions.zeros(reached.values()),
              StepTransitions.zeros(reached.optimizer().slots()));
      like = zeros;
    }
    return StateProgram.of(
        transitions.of(kind.part(), batch),
        zeros,
        inputs(kind.part(), batch, reached.key(), 1, reached).stream()
            .map(Tensor::spec)
            .toArray(Spec[]::new));
  }

  /**
   * Returns what a part takes besides the state.
   *
   * @param key the key of the batch, or of the first of several
   * @param number what share of the mean the batch has, or the loss of several
   */
  private ImmutableList<Tensor> inputs(
      Part part, Batch batch, Key key, double number, TrainingState reached) {
    ImmutableList.Builder<Tensor> inputs = ImmutableList.builder();
    if (part == Part.APPLY) {
      inputs.add(Tensor.scalar(number), key.bits());
    } else {
      inputs.addAll(StepTransitions.given(batch, key));
    }
    if (part == Part.NEXT) {
      inputs.add(Tensor.full(new Spec(trainer.goal.model().dtype(), Shape.SCALAR), number));
    }
    if (part == Part.WHOLE || part == Part.APPLY) {
      inputs.addAll(trainer.optimizer.scalars(reached.optimizer()));
    }
    return inputs.build();
  }

  /**
   * Takes a step by programs that {@linkplain #serves serve}, and returns what it says of itself;
   * if that is not finite, the values stay as they were.
   */
  Totals step(List<Batch> group, Key key, TrainingState reached) {
    State<ImmutableMap<String, Values>> memory = memory(reached);
    return trainer.accumulation == 1
        ? one(memory, group.get(0), key, reached)
        : several(memory, group, key, reached);
  }

  private State<ImmutableMap<String, Values>> memory(TrainingState reached) {
    State<ImmutableMap<String, Values>> memory = state;
    if (memory == null || !isAhead) {
      ImmutableMap<String, Values> newest =
          transitions.state(reached.values(), reached.optimizer().slots());
      if (memory == null) {
        memory = State.of(newest);
        state = memory;
      } else {
        memory.set(newest);
      }
      isAhead = true;
    }
    return memory;
  }

  private StateProgram<ImmutableMap<String, Values>> program(Kind kind) {
    return Preconditions.checkNotNull(rehearsals.get(kind)).run();
  }

  private Totals one(
      State<ImmutableMap<String, Values>> memory, Batch batch, Key key, TrainingState reached) {
    long counted = trainer.goal.loss().counted(batch);
    ImmutableList<Tensor> outputs =
        memory.run(
            program(Kind.of(Part.WHOLE, batch)),
            inputs(Part.WHOLE, batch, key.fold(0), 1, reached),
            found -> totals(found, batch, counted).isFinite());
    return totals(outputs, batch, counted);
  }

  private Totals totals(List<Tensor> outputs, Batch batch, long counted) {
    int last = outputs.size() - 1;
    return new Totals(
        terms(outputs.subList(0, last)), outputs.get(last).item(), batch.size(), counted);
  }

  private LossTerms terms(List<Tensor> outputs) {
    Map<String, Tensor> penalties = new LinkedHashMap<>();
    for (String name : trainer.goal.penalties().keySet()) {
      penalties.put(name, outputs.get(1 + penalties.size()));
    }
    return LossTerms.of(outputs.get(0), penalties);
  }

  private Totals several(
      State<ImmutableMap<String, Values>> memory,
      List<Batch> group,
      Key key,
      TrainingState reached) {
    LossTerms mean = LossTerms.NONE;
    long examples = 0;
    long counted = 0;
    for (int i = 0; i < group.size(); i++) {
      Batch batch = group.get(i);
      long own = trainer.goal.loss().counted(batch);
      examples += batch.size();
      counted += own;
      double share = (double) own / counted;
      Kind kind = kind(group, i);
      LossTerms terms =
          terms(memory.run(program(kind), inputs(kind.part(), batch, key.fold(i), share, reached)));
      mean = i == 0 ? terms : mean.times(1 - share).plus(terms, share);
    }
    Totals found = new Totals(mean, 0, examples, counted);
    ImmutableList<Tensor> norm =
        memory.run(
            program(APPLY),
            inputs(Part.APPLY, group.get(0), key.fold(0), mean.total(), reached),
            outputs -> found.withNorm(outputs.get(0)).isFinite());
    return found.withNorm(norm.get(0));
  }
}
