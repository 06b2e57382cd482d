package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Key;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run is looked at for before its first step and after it: what would end it late, and what
 * nobody may have meant.
 *
 * @param <M> the root of the model
 */
record RunChecks<M extends Component>(
    Trainer<M> trainer, DataSet data, Batching batching, Limit limit) {

  /** Which figures there are shows at the end of an epoch; that there are none shows now. */
  void checkWatched() {
    String watched =
        trainer.stopping != null
            ? trainer.stopping.figure()
            : trainer.plateau != null ? trainer.plateauFigure : null;
    Preconditions.checkArgument(
        watched == null || !trainer.evaluations.isEmpty(),
        "training: the figure %s is watched but nothing is measured; add an evaluation that gives"
            + " it",
        watched);
  }

  /**
   * A last batch of one example is too small for some layers, and would end training at the end of
   * the first epoch. One example tells before.
   */
  void checkLastBatch(TrainingState start, Key key) {
    long size = data.size().orElse(0);
    if (batching.dropLast()
        || batching.size() == 1
        || size <= 1
        || size % batching.size() != 1
        || !reachesLastBatch(size, start)) {
      return;
    }
    IllegalArgumentException refusal = refusalOf(1, start, key);
    if (refusal != null && refusalOf(2, start, key) == null) {
      throw ofOneExample(size, refusal);
    }
  }

  IllegalArgumentException ofOneExample(long size, IllegalArgumentException refusal) {
    return new IllegalArgumentException(
        "training: the last batch of the data set has one example ("
            + size
            + " examples in batches of "
            + batching.size()
            + "), and with one example the model does not train: "
            + refusal.getMessage()
            + "; leave that batch out with droppingLast(), or choose another size",
        refusal);
  }

  private boolean reachesLastBatch(long size, TrainingState start) {
    long left = batching.count(size) - start.batch();
    return start.epoch() < limit.epochs()
        && limit.steps() - start.step() >= Math.ceilDiv(left, trainer.accumulation)
        && !Thread.currentThread().isInterrupted();
  }

  /** Returns why the model does not train with so many examples; null if it does. */
  private @Nullable IllegalArgumentException refusalOf(int examples, TrainingState start, Key key) {
    try (Batches batches = data.inOrder(Batching.of(examples))) {
      if (batches.hasNext()) {
        trainer.tryOut(start.values(), batches.next(), key);
      }
      return null;
    } catch (IllegalArgumentException e) {
      return e;
    }
  }

  /**
   * Returns a warning of batches that are not those of before; within an epoch they are refused.
   */
  Optional<String> otherFeed(TrainingState start, TrainingState.Feed feed) {
    TrainingState.Feed before = start.feed();
    if (start.step() == 0 || before.equals(feed)) {
      return Optional.empty();
    }
    String difference = "the state has been trained on " + before + ", this run is on " + feed;
    Preconditions.checkArgument(
        start.batch() == 0,
        "training: %s, %s batches into epoch %s; resume with the batches and the data of before",
        difference,
        start.batch(),
        start.epoch() + 1);
    return Optional.of(
        "training: " + difference + "; the same bits as without a break need the same of both");
  }

  /** Returns a warning of parameters that the loss does not reach. */
  static Optional<String> unreached(ImmutableSet<String> unconnected) {
    return unconnected.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "training: no gradient of the loss reaches the parameters "
                + unconnected
                + "; they take no part in it, whatever penalties do with them: use them, leave them"
                + " out of the model, or put them into a frozen group");
  }

  /**
   * Returns a warning of statistics that move beside frozen parameters: what is frozen in a layer
   * is its parameters; that its statistics stay is for its pass to say.
   */
  Optional<String> moving(Values statistics) {
    ImmutableSet<String> frozen = trainer.optimizer.frozen();
    ImmutableSet<String> moving =
        ImmutableSet.copyOf(
            Sets.filter(statistics.byPath().keySet(), path -> isAmongFrozen(path, frozen)));
    return frozen.isEmpty() || moving.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "training: the statistics "
                + moving
                + " move, although all parameters beside them are frozen: "
                + "freezing holds parameters only; run that part with pass.inference()");
  }

  /** Returns whether the innermost component around a statistic that has parameters is frozen. */
  private boolean isAmongFrozen(String statistic, ImmutableSet<String> frozen) {
    for (int dot = statistic.lastIndexOf('.');
        dot >= 0;
        dot = statistic.lastIndexOf('.', dot - 1)) {
      String prefix = statistic.substring(0, dot + 1);
      Set<String> beside =
          Sets.filter(trainer.goal.model().parameters().keySet(), path -> path.startsWith(prefix));
      if (!beside.isEmpty()) {
        return frozen.containsAll(beside);
      }
    }
    return frozen.size() == trainer.goal.model().parameters().size();
  }
}
