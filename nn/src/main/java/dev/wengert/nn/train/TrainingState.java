package dev.wengert.nn.train;

import dev.wengert.Key;
import dev.wengert.nn.Values;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the rest of a training run depends on, between two steps.
 *
 * @param values the model's parameters and statistics
 * @param optimizer the optimiser's state, with the number of steps taken
 * @param key what the orders of examples and all random layers draw from
 * @param epoch the number of the epoch, from 0
 * @param batch how many batches of it were taken
 * @param feed what they were taken from
 * @param sums the loss terms of the epoch so far, each times the number of terms it is a mean of
 * @param examples the number of examples of the epoch so far
 * @param counted the number of terms that {@linkplain BatchLoss#counted counted} in the epoch so
 *     far: that of the examples, unless the loss says otherwise
 * @param plateau what the rate's reduction has seen
 * @param stopping what early stopping has seen
 */
public record TrainingState(
    Values values,
    Optimizer.State optimizer,
    Key key,
    int epoch,
    long batch,
    Feed feed,
    LossTerms sums,
    long examples,
    long counted,
    ReduceOnPlateau.Watch plateau,
    EarlyStopping.Watch stopping) {

  /**
   * What batches are taken from. A state within an epoch can only go on with the same: other
   * batches, or other data, would skip some examples and take others twice.
   *
   * @param batchSize the examples of a batch; 0 before the first step
   * @param examples the number of examples of the data set; -1 if it does not know
   */
  public record Feed(int batchSize, long examples) {

    static final Feed NONE = new Feed(0, -1);

    @Override
    public String toString() {
      return "batches of "
          + batchSize
          + " of "
          + (examples < 0 ? "an unknown number of" : Long.toString(examples))
          + " examples";
    }
  }

  /** Returns the state before the first step. */
  public static TrainingState start(Values values, Optimizer.State optimizer, Key key) {
    return new TrainingState(
        values,
        optimizer,
        key,
        0,
        0,
        Feed.NONE,
        LossTerms.NONE,
        0,
        0,
        new ReduceOnPlateau.Watch(Double.POSITIVE_INFINITY, 0, 1),
        EarlyStopping.start());
  }

  /** Returns the number of steps taken. */
  public long step() {
    return optimizer.step();
  }

  /** Returns the state after a step on some batches of the epoch. */
  TrainingState stepped(Optimizer.Result next, long batches, Feed from, Totals step) {
    return new TrainingState(
        next.values(),
        next.state(),
        key,
        epoch,
        batch + batches,
        from,
        sums.plus(step.terms(), (double) step.counted()),
        examples + step.examples(),
        counted + step.counted(),
        plateau,
        stopping);
  }

  /** Returns the state after a step that changed nothing but the place in the epoch. */
  TrainingState leftOut(long batches, Feed from, long seen) {
    return new TrainingState(
        values,
        new Optimizer.State(optimizer.step() + 1, optimizer.scale(), optimizer.slots()),
        key,
        epoch,
        batch + batches,
        from,
        sums,
        examples + seen,
        counted,
        plateau,
        stopping);
  }

  /** Returns this state with other tensors. */
  TrainingState with(Values newest, Values slots) {
    return new TrainingState(
        newest,
        new Optimizer.State(optimizer.step(), optimizer.scale(), slots),
        key,
        epoch,
        batch,
        feed,
        sums,
        examples,
        counted,
        plateau,
        stopping);
  }

  /** Returns the state at the start of the next epoch. */
  TrainingState nextEpoch(ReduceOnPlateau.Watch lowered, EarlyStopping.Watch watched) {
    return new TrainingState(
        values,
        optimizer.withScale(lowered.scale()),
        key,
        epoch + 1,
        0,
        feed,
        LossTerms.NONE,
        0,
        0,
        lowered,
        watched);
  }

  /** Returns the paths of values that are NaN or infinite: an update was too large for them. */
  List<String> brokenPaths() {
    List<String> paths = new ArrayList<>();
    values
        .byPath()
        .forEach(
            (path, value) -> {
              // Zero times a number is 0 unless the number is NaN or infinite.
              if (value.dtype().isFloating() && Reductions.sum(value.times(0)).item() != 0) {
                paths.add(path);
              }
            });
    return paths;
  }
}
