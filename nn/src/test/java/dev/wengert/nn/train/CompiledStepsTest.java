package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.MaxNorm;
import dev.wengert.nn.Model;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.Momentum;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.optim.UpdateRule;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Reductions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledStepsTest {

  /** Three batches an epoch, the last of them smaller. */
  private static final int EXAMPLES = 19;

  private static final Batching EIGHT = Batching.of(8);

  private static final int EPOCHS = 4;

  /**
   * What is trained.
   *
   * @param net from examples to three logits
   * @param inputs the shape of an example
   * @param threads how many are used
   */
  record Problem(Layer net, DType dtype, UpdateRule rule, Shape inputs, int threads) {}

  static Stream<Arguments> problems() {
    return Stream.of(
        arguments(
            named(
                "MLP",
                new Problem(
                    Sequential.of(
                        Dense.of(5, 16),
                        BatchNorm.of(16),
                        Activation.relu(),
                        new Dropout(0.8),
                        Dense.of(16, 3)),
                    DType.FLOAT32,
                    Momentum.of(0.1),
                    Shape.of(5),
                    1))),
        arguments(
            named(
                "MLP in FLOAT64",
                new Problem(
                    Sequential.of(Dense.of(5, 9), Activation.tanh(), Dense.of(9, 3)),
                    DType.FLOAT64,
                    Adam.of(0.05),
                    Shape.of(5),
                    2))),
        arguments(
            named(
                "CNN",
                new Problem(
                    Sequential.of(
                        Convolution.of2d(1, 4, 3, 3),
                        BatchNorm.of(4),
                        Activation.relu(),
                        MaxPool.of(2, 2),
                        Flatten.of(),
                        new Dropout(0.7),
                        Dense.of(36, 3)),
                    DType.FLOAT32,
                    Adam.of(Schedule.cosine(0.01, 12)),
                    Shape.of(1, 8, 8),
                    3))),
        arguments(
            named(
                "GRU",
                new Problem(
                    Sequential.of(
                        Gru.of(3, 6), (x, pass) -> x.get(Index.all(), Index.at(4)), Dense.of(6, 3)),
                    DType.FLOAT32,
                    AdamW.of(0.01, 0.1),
                    Shape.of(5, 3),
                    2))),
        arguments(
            named(
                "transformer",
                new Problem(
                    Sequential.of(
                        Dense.of(3, 8),
                        TransformerEncoderBlock.of(
                            TransformerSettings.of(8, 2)
                                .withHidden(16)
                                .withNormFirst()
                                .withKeepProbability(0.9)),
                        (x, pass) -> x.get(Index.all(), Index.at(0)),
                        Dense.of(8, 3)),
                    DType.FLOAT32,
                    AdamW.of(Schedule.exponential(0.01, 0.9), 0.01),
                    Shape.of(4, 3),
                    3))));
  }

  private static Examples examples(Problem problem) {
    int[] sides = problem.inputs().prepend(EXAMPLES).sides();
    Tensor x = Key.of(5).normal(new Spec(problem.dtype(), Shape.of(sides)));
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = i % 3;
    }
    return DataSet.of(x, Tensor.wrap(labels, EXAMPLES));
  }

  private static TrainingListener noting(List<StepReport> reports) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        reports.add(report);
      }
    };
  }

  /** A compiled run is at the same bits as an eager one, after each step and at the end. */
  @ParameterizedTest
  @MethodSource("problems")
  void aCompiledRunHasTheBitsOfAnEagerOne(Problem problem) {
    Model<Layer> model = Model.of(problem.net(), problem.dtype());
    AtomicInteger eagerRuns = new AtomicInteger();
    BatchLoss<Layer> loss =
        (net, batch, pass) -> {
          eagerRuns.addAndGet(batch.x().isTraced() ? 0 : 1);
          return Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());
        };
    List<List<StepReport>> reports = List.of(new ArrayList<>(), new ArrayList<>());
    List<Outcome> outcomes = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Layer> trainer =
          Trainer.<Layer>of(model, loss, Optimizer.of(model, problem.rule()))
              .penalty("l2", Penalty.l2(1e-3))
              .penalty("l1", Penalty.l1(1e-4))
              .clipping(g -> Clipping.byGlobalNorm(g, 0.5))
              .constraint(v -> MaxNorm.of(2).apply(model, v))
              .listener(noting(reports.get(isCompiled ? 1 : 0)))
              .compiled(isCompiled)
              .build();
      eagerRuns.set(0);
      Wengert.withThreads(
          isCompiled ? problem.threads() : 1,
          () ->
              outcomes.add(
                  trainer.train(
                      examples(problem), EIGHT, Limit.epochs(EPOCHS), trainer.start(Key.of(7)))));
      // One eager step for each of two shapes, and nobody looks at the loss elsewhere.
      assertThat(eagerRuns.get()).isEqualTo(isCompiled ? 2 : 3 * EPOCHS);
    }
    assertThat(reports.get(1)).isEqualTo(reports.get(0)).hasSize(3 * EPOCHS);
    States.assertSame(outcomes.get(1).state(), outcomes.get(0).state());
    States.assertSame(outcomes.get(1).values(), outcomes.get(0).values());
  }

  /** Steps on two batches, the last on one; of five batches an epoch the last is smaller. */
  @ParameterizedTest
  @MethodSource("problems")
  void stepsOnSeveralBatchesHaveTheBitsOfEagerOnes(Problem problem) {
    Model<Layer> model = Model.of(problem.net(), problem.dtype());
    AtomicInteger eagerRuns = new AtomicInteger();
    BatchLoss<Layer> loss =
        (net, batch, pass) -> {
          eagerRuns.addAndGet(batch.x().isTraced() ? 0 : 1);
          return Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());
        };
    List<List<StepReport>> reports = List.of(new ArrayList<>(), new ArrayList<>());
    List<TrainingState> states = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Layer> trainer =
          Trainer.<Layer>of(model, loss, Optimizer.of(model, problem.rule()))
              .accumulation(2)
              .penalty("l2", Penalty.l2(1e-3))
              .clipping(g -> Clipping.byGlobalNorm(g, 0.5))
              .listener(noting(reports.get(isCompiled ? 1 : 0)))
              .compiled(isCompiled)
              .build();
      eagerRuns.set(0);
      states.add(
          trainer
              .train(
                  examples(problem), Batching.of(4), Limit.epochs(EPOCHS), trainer.start(Key.of(7)))
              .state());
      // Two batches of the first step, and the smaller one of the first epoch.
      assertThat(eagerRuns.get()).isEqualTo(isCompiled ? 3 : 5 * EPOCHS);
    }
    assertThat(reports.get(1)).isEqualTo(reports.get(0)).hasSize(3 * EPOCHS);
    States.assertSame(states.get(1), states.get(0));
  }

  private static final Model<Layer> PLAIN =
      Model.of(Sequential.of(Dense.of(5, 4), Activation.tanh(), Dense.of(4, 3)), DType.FLOAT64);

  private static Trainer.Builder<Layer> plain(BatchLoss<Layer> loss) {
    return Trainer.of(PLAIN, loss, Optimizer.of(PLAIN, Momentum.of(0.01)));
  }

  private static Batch threeExamples() {
    try (Batches batches = plainExamples().inOrder(Batching.of(3))) {
      return batches.next();
    }
  }

  private static Examples plainExamples() {
    return examples(new Problem(PLAIN.root(), DType.FLOAT64, Momentum.of(0.1), Shape.of(5), 1));
  }

  /** What a loss takes from a field is a constant, and another one after it was changed. */
  @Test
  void aStepThatDependsOnAFieldStaysAsItIs() {
    double[] weight = {0.5};
    Trainer<Layer> trainer =
        plain((net, batch, pass) -> Blobs.LOSS.of(net, batch, pass).times(weight[0])).build();
    List<String> said = new ArrayList<>();
    List<String> warned = new ArrayList<>();
    CompiledSteps<Layer> steps = new CompiledSteps<>(trainer, said::add, warned::add);
    TrainingState start = trainer.start(Key.of(1));
    Batch batch = threeExamples();
    assertThat(steps.serves(List.of(batch), start)).isFalse();
    steps.rehearse(List.of(batch), start);
    weight[0] = 0.25;
    assertThat(steps.serves(List.of(batch), start)).isFalse();
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith(
            "training: steps on batches of FLOAT64[3, 5] run uncompiled: two recordings of a step"
                + " differ: %")
        .endsWith(
            "takes the constant 0.5 and 0.25; hand over with the batch what changes from step to"
                + " step, or train uncompiled");
    weight[0] = 0.5;
    assertThat(steps.serves(List.of(batch), start)).as("for good").isFalse();
    assertThat(said).hasSize(1);
    assertThat(warned).isEmpty();
  }

  @Test
  void aStepThatReadsAValueStaysAsItIs() {
    Trainer<Layer> trainer =
        plain(
                (net, batch, pass) -> {
                  Tensor loss = Blobs.LOSS.of(net, batch, pass);
                  return loss.times(loss.item() > 0 ? 1 : 2);
                })
            .build();
    List<String> said = new ArrayList<>();
    CompiledSteps<Layer> steps = new CompiledSteps<>(trainer, said::add, said::add);
    TrainingState start = trainer.start(Key.of(1));
    Batch batch = threeExamples();
    steps.rehearse(List.of(batch), start);
    assertThat(steps.serves(List.of(batch), start)).isFalse();
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith("training: steps on batches of FLOAT64[3, 5] run uncompiled: ")
        .contains(": a value is read while a program is recorded");
  }

  /** A run that is differentiated as a whole is so to the same bits, and none of it is compiled. */
  @Test
  void aRunMayBeDifferentiated() {
    Examples data = plainExamples();
    List<Double> slopes = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Layer> trainer = plain(Blobs.LOSS).compiled(isCompiled).build();
      TrainingState start = trainer.start(Key.of(3));
      slopes.add(
          Autodiff.grad(
                  scale -> {
                    Values scaled = start.values().map((path, value) -> value.times(scale));
                    TrainingState end =
                        trainer
                            .train(data, EIGHT, Limit.epochs(3), trainer.start(scaled, Key.of(3)))
                            .state();
                    return Reductions.sum(end.values().toVector());
                  })
              .apply(Tensor.scalar(1.0))
              .item());
    }
    assertThat(slopes.get(0)).isNotZero();
    assertThat(slopes.get(1)).isEqualTo(slopes.get(0));
  }

  /** What changes late is found at the start of an epoch, before it makes a difference. */
  @Test
  void aFieldThatChangesBetweenEpochsIsSeen() {
    List<TrainingState> states = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      double[] weight = {1};
      List<String> warned = new ArrayList<>();
      Trainer<Layer> trainer =
          plain((net, batch, pass) -> Blobs.LOSS.of(net, batch, pass).times(weight[0]))
              .compiled(isCompiled)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void epochEnded(EpochReport report) {
                      weight[0] = report.epoch() < 3 ? 1 : 0.5;
                    }

                    @Override
                    public void warned(String message) {
                      warned.add(message);
                    }
                  })
              .build();
      // 32 steps an epoch.
      Examples data =
          DataSet.of(
              Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(64, 5))),
              Tensor.zeros(DType.INT32, 64));
      states.add(
          trainer.train(data, Batching.of(2), Limit.epochs(5), trainer.start(Key.of(2))).state());
      assertThat(warned).hasSize(isCompiled ? 1 : 0);
      if (isCompiled) {
        assertThat(warned.get(0))
            .contains("takes the constant 1.0 and 0.5")
            .endsWith("steps were taken as it had been before");
      }
    }
    States.assertSame(states.get(1), states.get(0));
  }

  /** An error is that of the layer, and training stands where it stood. */
  @Test
  void aPositionOutsideOfATableIsNamedByTheLayer() {
    Model<Layer> model =
        Model.of(
            Sequential.of(
                Embedding.of(4, 3), (x, pass) -> Reductions.mean(x, false, 1), Dense.of(3, 3)));
    int[] words = new int[3 * EXAMPLES];
    for (int i = 0; i < words.length; i++) {
      words[i] = i % 4;
    }
    words[3 * 18] = 4;
    DataSet data = DataSet.of(Tensor.wrap(words, EXAMPLES, 3), Tensor.zeros(DType.INT32, EXAMPLES));
    List<String> messages = new ArrayList<>();
    List<TrainingState> reached = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Layer> trainer =
          Trainer.<Layer>of(model, Blobs.LOSS, Optimizer.of(model, Momentum.of(0.1)))
              .compiled(isCompiled)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void failed(TrainingState state, Throwable cause) {
                      reached.add(state);
                    }
                  })
              .build();
      IndexOutOfBoundsException thrown =
          catchThrowableOfType(
              IndexOutOfBoundsException.class,
              () -> trainer.train(data, Batching.of(1), Limit.epochs(9), trainer.start(Key.of(4))));
      messages.add(thrown.getMessage());
    }
    assertThat(messages.get(1)).isEqualTo(messages.get(0)).contains("(0)");
    assertThat(reached.get(0).step()).as("steps before").isGreaterThan(3);
    States.assertSame(reached.get(1), reached.get(0));
  }

  /**
   * Three of twelve examples count for nothing, one by one: steps on one of them stay as they are.
   */
  @Test
  void whatCountsForNothingIsLeftOutOfTheMean() {
    AtomicInteger eagerRuns = new AtomicInteger();
    BatchLoss<Layer> known =
        (net, batch, pass) -> {
          eagerRuns.addAndGet(batch.x().isTraced() ? 0 : 1);
          Tensor losses =
              Losses.crossEntropy(
                  net.forward(batch.x(), pass), Elementary.maximum(batch.y(), 0), 0, Reduce.NONE);
          // Of nothing it is NaN.
          return Losses.weighted(losses, batch.y().ge(0).to(DType.FLOAT64), Reduce.MEAN);
        };
    Examples data =
        DataSet.of(
            Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(12, 5))),
            Tensor.of(0, 1, 2, -1, 0, 1, 2, -1, 0, 1, 2, -1));
    List<List<StepReport>> reports = List.of(new ArrayList<>(), new ArrayList<>());
    List<TrainingState> states = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Layer> trainer =
          plain(known.ignoring(-1))
              .accumulation(4)
              .listener(noting(reports.get(isCompiled ? 1 : 0)))
              .compiled(isCompiled)
              .build();
      eagerRuns.set(0);
      states.add(
          trainer.train(data, Batching.of(1), Limit.epochs(8), trainer.start(Key.of(7))).state());
      int all = 12 * 8;
      assertThat(eagerRuns.get()).isBetween(isCompiled ? 5 : all, isCompiled ? all - 5 : all);
    }
    assertThat(reports.get(1)).isEqualTo(reports.get(0)).hasSize(3 * 8);
    States.assertSame(states.get(1), states.get(0));
  }

  /** A step whose loss is finite, and whose update is not, is no checkpoint. */
  @Test
  void valuesThatAnUpdateMadeInfiniteAreFound(@TempDir Path folder) {
    BatchLoss<Layer> steep =
        (net, batch, pass) -> Reductions.sum(net.forward(batch.x(), pass)).times(1e10);
    UpdateRule leaping = AdamW.of(step -> step < 5 ? 1e-14 : 1e300, 1e10);
    List<String> messages = new ArrayList<>();
    List<TrainingState> reached = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Optimizer optimizer = Optimizer.of(PLAIN, leaping);
      Checkpoints checkpoints =
          new Checkpoints(folder.resolve(isCompiled ? "compiled" : "eager"), 2, 9);
      Trainer<Layer> trainer =
          Trainer.of(PLAIN, steep, optimizer).checkpoints(checkpoints).compiled(isCompiled).build();
      DivergenceException thrown =
          catchThrowableOfType(
              DivergenceException.class,
              () ->
                  trainer.train(
                      plainExamples(), Batching.of(4), Limit.epochs(9), trainer.start(Key.of(3))));
      messages.add(thrown.getMessage());
      reached.add(thrown.state());
      assertThat(checkpoints.latest(PLAIN, optimizer).orElseThrow().step()).isEqualTo(4);
    }
    assertThat(messages.get(1))
        .isEqualTo(messages.get(0))
        .startsWith("training: after step 6 the values [");
    States.assertSame(reached.get(1), reached.get(0));
  }

  /** What made a NaN is found by the values of before it, which a program has not overwritten. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void divergenceIsToldAsInAnEagerRun(int accumulation) {
    BatchLoss<Layer> falling =
        (net, batch, pass) -> {
          Tensor mean = Reductions.mean(net.forward(batch.x(), pass));
          // The mean falls until the logarithm of a number below 0 is taken.
          return mean.plus(Elementary.log(mean.plus(1)).times(0));
        };
    List<String> messages = new ArrayList<>();
    List<TrainingState> reached = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Layer> trainer =
          plain(falling).accumulation(accumulation).compiled(isCompiled).build();
      DivergenceException thrown =
          catchThrowableOfType(
              DivergenceException.class,
              () ->
                  trainer.train(
                      plainExamples(), EIGHT, Limit.epochs(99), trainer.start(Key.of(3))));
      messages.add(thrown.getMessage());
      reached.add(thrown.state());
    }
    assertThat(messages.get(1))
        .isEqualTo(messages.get(0))
        .contains("detectAnomaly: log made the first NaN");
    assertThat(reached.get(0).step()).as("steps before").isGreaterThan(4);
    States.assertSame(reached.get(1), reached.get(0));
  }
}
