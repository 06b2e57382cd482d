package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.nn.train.Outcome.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link Trainer#train}: the loop over epochs and steps, and the state between them.
 *
 * @param <M> the root of the model
 */
final class TrainingRun<M extends Component> {

  private final Trainer<M> trainer;
  private final DataSet data;
  private final Batching batching;
  private final Limit limit;
  private final Listeners listeners;
  private final RunChecks<M> checks;
  private final Key orders;
  private final Key passes;
  private final TrainingState.Feed feed;
  private final @Nullable CompiledSteps<M> programs;

  /** Where training stands; without tensors while programs hold the newest. */
  private TrainingState state;

  private boolean isWritten;

  /** How many steps were left out in a row. */
  private int leftOut;

  private boolean isFirstStep = true;

  TrainingRun(
      Trainer<M> trainer, DataSet data, Batching batching, Limit limit, TrainingState start) {
    this.trainer = trainer;
    this.data = data;
    this.batching = batching;
    this.limit = limit;
    this.listeners = new Listeners(trainer.listeners);
    this.checks = new RunChecks<>(trainer, data, batching, limit);
    this.state = start;
    this.orders = start.key().fold("order");
    this.passes = start.key().fold("pass");
    this.feed = new TrainingState.Feed(batching.size(), data.size().orElse(-1));
    this.programs =
        trainer.isCompiled ? new CompiledSteps<>(trainer, TrainingRun::say, this::warn) : null;
  }

  /** Returns where training stands, with a copy of tensors that programs hold. */
  private TrainingState whole() {
    return programs == null ? state : programs.whole(state);
  }

  /** Runs, and tells the listeners of the end, whichever way it comes. */
  Outcome run() {
    Outcome outcome;
    try {
      outcome = outcome();
    } catch (RuntimeException | Error failure) {
      listeners.failed(whole(), failure);
      throw failure;
    }
    listeners.ended(outcome);
    return outcome;
  }

  private Outcome outcome() {
    checks.otherFeed(state, feed).ifPresent(this::warn);
    checks.checkWatched();
    checks.checkLastBatch(state, passKey());
    if (trainer.checkpoints != null) {
      trainer.checkpoints.prepare();
    }
    // A state that early stopping ended already stays as it is: a program started again ends too.
    Reason reason =
        trainer.stopping != null && trainer.stopping.isOver(state.stopping())
            ? Reason.EARLY_STOPPING
            : null;
    while (reason == null) {
      reason =
          state.epoch() < limit.epochs() && state.step() < limit.steps() ? epoch() : Reason.LIMIT;
    }
    write();
    TrainingState last = whole();
    Values best = last.stopping().values();
    return new Outcome(reason, best == null ? evaluated(last) : best, last);
  }

  /** Runs an epoch to its end, and returns why training ends, if it does. */
  private @Nullable Reason epoch() {
    long begun = System.nanoTime();
    OptionalLong size = data.size();
    long done = state.examples();
    listeners.tell(listener -> listener.epochStarted(state.epoch() + 1, size, done));
    if (programs != null) {
      programs.epochStarts();
    }
    try (Batches batches = data.shuffled(batching, orders, state.epoch())) {
      batches.skip(state.batch());
      while (true) {
        List<Batch> group = read(batches);
        if (group == null) {
          return Reason.INTERRUPTED;
        }
        if (group.isEmpty()) {
          break;
        }
        step(group);
        boolean isInterrupted = Thread.interrupted();
        if (isInterrupted || isLast(batches)) {
          return isInterrupted ? Reason.INTERRUPTED : Reason.LIMIT;
        }
        if (trainer.checkpoints != null && state.step() % trainer.checkpoints.every() == 0) {
          write();
        }
      }
    }
    Preconditions.checkArgument(
        state.batch() > 0,
        "training: the data set %s gives no batch of %s; give it more examples, or smaller batches",
        data,
        batching.size());
    return finish((System.nanoTime() - begun) / 1e9);
  }

  /** Returns whether the limit of steps ends training before the epoch ends. */
  private boolean isLast(Batches batches) {
    return state.step() >= limit.steps() && batches.hasNext();
  }

  /**
   * Returns the batches of the next step, none at the end of the epoch; null if an interrupt kept
   * them from being read.
   */
  private @Nullable List<Batch> read(Batches batches) {
    List<Batch> group = new ArrayList<>();
    try {
      while (group.size() < trainer.accumulation && batches.hasNext()) {
        group.add(batches.next());
      }
      return group;
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        return null;
      }
      throw e;
    }
  }

  /** A data set that does not know its size tells of a last batch of one example only here. */
  private Accumulation accumulated(List<Batch> group) {
    try {
      return Accumulation.of(trainer.goal, state.values(), group, passKey(), isFirstStep);
    } catch (IllegalArgumentException e) {
      long before = state.batch() + group.size() - 1;
      if (before > 0 && batching.size() > 1 && group.getLast().size() == 1) {
        throw checks.ofOneExample(before * batching.size() + 1, e);
      }
      throw e;
    }
  }

  private void step(List<Batch> group) {
    double rate = trainer.optimizer.rate(state.optimizer());
    Totals totals =
        programs != null && programs.serves(group, state)
            ? compiledStep(programs, group)
            : eagerStep(group);
    if (!totals.isFinite()) {
      leaveOut(group, totals);
      return;
    }
    leftOut = 0;
    StepReport report =
        new StepReport(
            state.step(),
            state.epoch() + 1,
            state.examples(),
            totals.examples(),
            totals.terms(),
            totals.gradientNorm(),
            rate);
    listeners.tell(listener -> listener.stepped(report));
  }

  private Totals eagerStep(List<Batch> group) {
    state = whole();
    Accumulation sum = accumulated(group);
    Totals totals = sum.totals();
    if (!totals.isFinite()) {
      return totals;
    }
    if (isFirstStep) {
      isFirstStep = false;
      RunChecks.unreached(sum.unconnected()).ifPresent(this::warn);
      checks.moving(sum.statistics()).ifPresent(this::warn);
    }
    Optimizer.Result next =
        trainer.optimizer.step(
            state.values(),
            trainer.clipping.apply(sum.gradients()),
            state.optimizer(),
            new Signals(sum.terms(), passKey().fold(0)));
    Values values = trainer.constraint.apply(next.values().with(sum.statistics()));
    isWritten = false;
    state = state.stepped(new Optimizer.Result(values, next.state()), group.size(), feed, totals);
    if (programs != null) {
      programs.leave();
      programs.rehearse(group, state);
    }
    return totals;
  }

  private Totals compiledStep(CompiledSteps<M> steps, List<Batch> group) {
    Totals totals;
    try {
      totals = steps.step(group, passKey(), state);
    } catch (RuntimeException e) {
      // The same step as it is says in which layer that was.
      state = whole();
      accumulated(group);
      throw e;
    }
    if (!totals.isFinite()) {
      return totals;
    }
    isWritten = false;
    Optimizer.State before = state.optimizer();
    Optimizer.State next = new Optimizer.State(before.step() + 1, before.scale(), Values.empty());
    state = state.stepped(new Optimizer.Result(Values.empty(), next), group.size(), feed, totals);
    return totals;
  }

  /** Ends training, unless the optimiser lets such a step pass: then nothing changes by it. */
  private void leaveOut(List<Batch> group, Totals totals) {
    if (++leftOut > trainer.optimizer.mostSkipped()) {
      throw diverged(group, totals);
    }
    warn(
        "training: step %s is left out: the loss is %s and the norm of the gradients %s"
            .formatted(state.step() + 1, totals.terms().total(), totals.gradientNorm()));
    isWritten = false;
    state = state.leftOut(group.size(), feed, totals.examples());
  }

  /** Returns the values to measure and to ship. */
  private Values evaluated(TrainingState reached) {
    return trainer.optimizer.evaluated(reached.values(), reached.optimizer());
  }

  private Key passKey() {
    return passes.fold((int) state.step());
  }

  private DivergenceException diverged(List<Batch> group, Totals totals) {
    state = whole();
    if (state.brokenPaths().isEmpty()) {
      write();
    }
    String found = FirstBadTensor.find(trainer.goal, state.values(), group, passKey());
    return new DivergenceException(
        "training: the loss is "
            + totals.terms().total()
            + " and the norm of the gradients "
            + totals.gradientNorm()
            + " at step "
            + (state.step() + 1)
            + " (epoch "
            + (state.epoch() + 1)
            + "): "
            + found,
        state);
  }

  private static void say(String message) {
    System.getLogger("dev.wengert").log(System.Logger.Level.INFO, message);
  }

  private void warn(String message) {
    System.getLogger("dev.wengert").log(System.Logger.Level.WARNING, message);
    listeners.tell(listener -> listener.warned(message));
  }

  /** Ends an epoch: measures, and looks whether to go on and how. */
  private @Nullable Reason finish(double seconds) {
    Values reached = trainer.evaluations.isEmpty() ? state.values() : evaluated(whole());
    ImmutableMap<String, Double> figures = measured(reached);
    if (figures == null) {
      return Reason.INTERRUPTED;
    }
    EpochReport report =
        new EpochReport(
            state.epoch() + 1,
            state.step(),
            state.examples(),
            state.sums().times(1.0 / Math.max(1, state.counted())),
            figures,
            trainer.optimizer.rate(state.optimizer()),
            seconds);
    ReduceOnPlateau.Watch lowered = state.plateau();
    if (trainer.plateau != null) {
      lowered = trainer.plateau.next(lowered, figure(figures, trainer.plateauFigure));
    }
    EarlyStopping stopping = trainer.stopping;
    EarlyStopping.Watch watch = state.stopping();
    if (stopping != null) {
      watch = stopping.next(watch, figure(figures, stopping.figure()), reached);
    }
    isWritten = false;
    state = state.nextEpoch(lowered, watch);
    listeners.tell(listener -> listener.epochEnded(report));
    return stopping != null && stopping.isOver(watch) ? Reason.EARLY_STOPPING : null;
  }

  /** Returns what the evaluations measure; null if an interrupt kept one from reading its data. */
  private @Nullable ImmutableMap<String, Double> measured(Values values) {
    Map<String, Double> measured = new LinkedHashMap<>();
    try {
      for (Evaluation<? super M> evaluation : trainer.evaluations) {
        evaluation
            .of(trainer.goal.model(), values)
            .forEach(
                (name, value) ->
                    Preconditions.checkArgument(
                        measured.put(name, value) == null,
                        "training: two evaluations give the figure %s; give each data set a name"
                            + " of its own",
                        name));
      }
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        return null;
      }
      throw e;
    }
    return ImmutableMap.copyOf(measured);
  }

  private static double figure(ImmutableMap<String, Double> figures, String name) {
    Double value = figures.get(name);
    Preconditions.checkArgument(
        value != null,
        "training: the figure %s is watched but not measured; measured are %s; add an evaluation"
            + " that gives it",
        name,
        figures.keySet());
    return value;
  }

  /** Writes the state as a checkpoint, never one from which training could not go on. */
  private void write() {
    if (trainer.checkpoints != null && !isWritten) {
      TrainingState reached = whole();
      List<String> broken = reached.brokenPaths();
      if (!broken.isEmpty()) {
        throw new DivergenceException(
            "training: after step "
                + state.step()
                + " the values "
                + broken
                + " are NaN or infinite: the update was too large; lower the rate, or clip the"
                + " gradients",
            reached);
      }
      trainer.checkpoints.write(reached);
      isWritten = true;
    }
  }
}
