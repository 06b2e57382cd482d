package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.nn.optim.SharpnessAware;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes a model through steps and epochs.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="trainer"}
 *
 * <p>Ctrl-C, or whatever else tells the program to end, would end it within a step. With
 * checkpoints and {@link Shutdown} around the call, the step is finished and a checkpoint written
 * first; the same program, started again, goes on from there to the same bits:
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="resume"}
 *
 * <p>A trainer holds nothing that changes. A run depends on the state it is given, the data and the
 * trainer's settings; the same three give the same bits. The order of examples and all random
 * layers draw from the state's key, the number of the epoch and that of the step.
 *
 * @param <M> the root of the model
 */
public final class Trainer<M extends Component> {

  final Differentiation.Goal<M> goal;
  final Optimizer optimizer;
  final int accumulation;
  final UnaryOperator<Values> clipping;
  final UnaryOperator<Values> constraint;
  final ImmutableList<Evaluation<? super M>> evaluations;
  final @Nullable EarlyStopping stopping;
  final @Nullable ReduceOnPlateau plateau;
  final String plateauFigure;
  final @Nullable StateStore checkpoints;
  final ImmutableList<TrainingListener> listeners;
  final boolean isCompiled;

  private Trainer(Builder<M> builder) {
    this.goal =
        new Differentiation.Goal<>(
            builder.model,
            builder.loss,
            ImmutableMap.copyOf(builder.penalties),
            builder.optimizer.trainable(),
            builder.radius);
    this.optimizer = builder.optimizer;
    this.accumulation = builder.accumulation;
    this.clipping = builder.clipping;
    this.constraint = builder.constraint;
    this.evaluations = ImmutableList.copyOf(builder.evaluations);
    this.stopping = builder.stopping;
    this.plateau = builder.plateau;
    this.plateauFigure = builder.plateauFigure;
    this.checkpoints = builder.checkpoints;
    this.listeners = ImmutableList.copyOf(builder.listeners);
    this.isCompiled = builder.isCompiled;
  }

  /** Runs a training pass of which nothing is kept. */
  void tryOut(Values values, Batch batch, Key key) {
    goal.loss().of(goal.model().root(), batch, goal.model().training(values, key));
  }

  /** Returns a builder of a trainer that does nothing besides. */
  public static <M extends Component> Builder<M> of(
      Model<M> model, BatchLoss<? super M> loss, Optimizer optimizer) {
    return new Builder<>(model, loss, optimizer);
  }

  /** Returns the state before the first step, the values drawn from the key. */
  public TrainingState start(Key key) {
    return start(goal.model().initialize(key.fold("initial")), key);
  }

  /** Returns the state before the first step, with values of one's own. */
  public TrainingState start(Values values, Key key) {
    return TrainingState.start(values, optimizer.start(values), key);
  }

  /**
   * Returns the state of the latest checkpoint, or before the first step if there is none: for a
   * program that is started again until it is done.
   *
   * @throws IllegalArgumentException if the checkpoint does not fit model and optimiser; the
   *     message names all differences
   * @throws IllegalStateException if the trainer writes no checkpoints
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public TrainingState resumeOrStart(Key key) {
    Preconditions.checkState(
        checkpoints != null,
        "resume: the trainer has no checkpoints; name their folder with checkpoints(...)");
    return checkpoints.latest(goal.model(), optimizer).orElseGet(() -> start(key));
  }

  /**
   * Trains from a state on.
   *
   * <p>An interrupt of the thread ends training after the step at hand, with a checkpoint and
   * without an exception; the thread's flag is then cleared, and the outcome says so. Ctrl-C is an
   * interrupt only within {@link Shutdown#waiting}.
   *
   * <p>However training ends, by an exception too, all {@linkplain TrainingListener listeners} are
   * told.
   *
   * @throws DivergenceException if a loss or a gradient is NaN or infinite; the values before that
   *     step are written as a checkpoint
   * @throws IllegalArgumentException if the data set has no batches, or a last batch of one example
   *     with which the model does not train (this is tried before the first step), a watched figure
   *     is not measured, or a state from within an epoch is resumed with batches of another size or
   *     a data set of another size; between epochs that is only told to the listeners
   * @throws java.io.UncheckedIOException if a checkpoint cannot be written
   */
  public Outcome train(DataSet data, Batching batching, Limit limit, TrainingState state) {
    return new TrainingRun<>(this, data, batching, limit, state).run();
  }

  /**
   * Makes a trainer.
   *
   * @param <M> the root of the model
   */
  public static final class Builder<M extends Component> {

    private final Model<M> model;
    private final BatchLoss<? super M> loss;
    private final Optimizer optimizer;
    private final Map<String, Penalty> penalties = new LinkedHashMap<>();
    private final List<Evaluation<? super M>> evaluations = new ArrayList<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private int accumulation = 1;
    private UnaryOperator<Values> clipping = UnaryOperator.identity();
    private UnaryOperator<Values> constraint = UnaryOperator.identity();
    private @Nullable EarlyStopping stopping;
    private @Nullable ReduceOnPlateau plateau;
    private String plateauFigure = "";
    private @Nullable StateStore checkpoints;
    private OptionalDouble radius = OptionalDouble.empty();
    private boolean isCompiled = true;

    private Builder(Model<M> model, BatchLoss<? super M> loss, Optimizer optimizer) {
      this.model = model;
      this.loss = loss;
      this.optimizer = optimizer;
    }

    /** Adds a penalty to the loss, under a name that reports use. */
    public Builder<M> penalty(String name, Penalty penalty) {
      penalties.put(name, penalty);
      return this;
    }

    /**
     * Lets each step see several batches, as if they were one: the gradients are those of the mean
     * over all their examples, or over all else that the loss {@linkplain BatchLoss#counted
     * counts}: a loss that leaves padding out says so by {@link BatchLoss#ignoring}. Statistics are
     * taken from one batch after the other, and kept after the step.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder<M> accumulation(int batches) {
      Preconditions.checkArgument(
          batches > 0, "trainer: %s batches a step; give 1 or more", batches);
      accumulation = batches;
      return this;
    }

    /**
     * Changes all gradients before each step: {@code g -> Clipping.byGlobalNorm(g, 1)} for example.
     */
    public Builder<M> clipping(UnaryOperator<Values> change) {
      clipping = change;
      return this;
    }

    /**
     * Takes each step by the gradients at {@link SharpnessAware#perturbed} values, so that it leads
     * to where the loss is low all around; a step then costs two. With several batches a step, each
     * has values of its own. What is told of the loss, and statistics, are those of the values
     * themselves.
     *
     * @param distance from the values, 0.05 in the source
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Builder<M> sharpness(double distance) {
      Preconditions.checkArgument(
          distance > 0 && Double.isFinite(distance),
          "trainer: the radius of sharpness is %s; give a positive number",
          distance);
      radius = OptionalDouble.of(distance);
      return this;
    }

    /**
     * Changes all values after each step: {@code v -> MaxNorm.of(3).apply(model, v)} for example.
     */
    public Builder<M> constraint(UnaryOperator<Values> change) {
      constraint = change;
      return this;
    }

    /**
     * Measures something after each epoch, of the values that the optimiser {@linkplain
     * Optimizer#evaluated evaluates}: an average, say.
     */
    public Builder<M> evaluation(Evaluation<? super M> evaluation) {
      evaluations.add(evaluation);
      return this;
    }

    /** Ends training when a measured figure does not improve any more. */
    public Builder<M> earlyStopping(EarlyStopping early) {
      stopping = early;
      return this;
    }

    /** Lowers the learning rate when a measured figure, lower being better, does not fall. */
    public Builder<M> reduceOnPlateau(String figure, ReduceOnPlateau reduction) {
      plateau = reduction;
      plateauFigure = figure;
      return this;
    }

    /** Writes checkpoints: every so many steps, at the end, and where training is broken off. */
    public Builder<M> checkpoints(StateStore written) {
      checkpoints = written;
      return this;
    }

    /** Tells somebody how training goes. */
    public Builder<M> listener(TrainingListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Decides whether steps are compiled, as they are by default: the whole of a step, from the
     * forward run to the optimiser's update, becomes a {@linkplain dev.wengert.program.StateProgram
     * program} that writes the parameters in place, for each shape of batch that comes again. It
     * gives the same bits in less time and memory.
     *
     * <p>With the first two batches of a shape the step is recorded. Where both recordings agree, a
     * program serves from the second on. Where they do not, because the loss reads something that
     * is no tensor and has changed, a field that a listener anneals, say, or where it reads a
     * value, steps stay as they are, and a line of the log says why.
     *
     * <p>What changes more rarely than from step to step cannot be seen before it does. So a step
     * is recorded again at the start of epochs, and after some steps, 100 at most; if it has
     * changed, steps are taken as they are from there, and the listeners are {@linkplain
     * TrainingListener#warned warned}. A loss that reads such a thing is for {@code
     * compiled(false)}; or it takes it from the batch.
     */
    public Builder<M> compiled(boolean compiled) {
      isCompiled = compiled;
      return this;
    }

    /** Returns the trainer. */
    public Trainer<M> build() {
      return new Trainer<>(this);
    }
  }
}
