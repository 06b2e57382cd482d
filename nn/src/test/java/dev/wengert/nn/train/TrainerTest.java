package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Example;
import dev.wengert.nn.data.ExampleReader;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Momentum;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

  private static final Batching EIGHT = Batching.of(8);

  private final Model<Sequential> model = Blobs.model();
  private final Examples data = Blobs.data(Key.of(1), 50);

  @Test
  void theLossFalls() {
    History history = new History();
    Trainer<Sequential> trainer = trainer().listener(history).build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.epochs(20), trainer.start(Key.of(3)));
    assertThat(outcome.reason()).isEqualTo(Outcome.Reason.LIMIT);
    assertThat(history.epochs()).hasSize(20);
    double first = history.epochs().get(0).loss().total();
    assertThat(history.epochs().get(19).loss().total()).isLessThan(0.3).isLessThan(first / 3);
    // 50 examples in batches of 8 are 7 steps an epoch.
    assertThat(outcome.state().step()).isEqualTo(140);
  }

  @Test
  void theSameKeyGivesTheSameBitsAndAnotherOthers() {
    Trainer<Sequential> trainer = trainer().build();
    TrainingState first = run(trainer, 10, Key.of(3));
    States.assertSame(run(trainer, 10, Key.of(3)), first);
    assertThat(run(trainer, 10, Key.of(4)).values().get("4.weight").toDoubleArray())
        .isNotEqualTo(first.values().get("4.weight").toDoubleArray());
  }

  @Test
  void aRunThatIsCutAnywhereGivesTheSameBits() {
    Trainer<Sequential> trainer =
        trainer()
            .penalty("l2", Penalty.l2(1e-3))
            .evaluation(devLoss())
            .reduceOnPlateau("dev.loss", ReduceOnPlateau.of(0.5, 0))
            .earlyStopping(EarlyStopping.onLoss("dev.loss", 100))
            .build();
    TrainingState whole = run(trainer, 23, Key.of(3));
    for (int cut : new int[] {1, 6, 7, 8, 22}) {
      TrainingState state = run(trainer, cut, Key.of(3));
      state = trainer.train(data, EIGHT, Limit.steps(23), state).state();
      States.assertSame(state, whole);
    }
  }

  @Test
  void accumulatedBatchesAreAsOneLargeBatch() {
    Model<Sequential> plain = Blobs.plainModel();
    Examples set = Blobs.data(Key.of(2), 20, DType.FLOAT64);
    // Batches of 8, 8 and 4 examples are one of 20.
    Values small = oneStep(plain, set, Batching.of(8), 3);
    Values large = oneStep(plain, set, Batching.of(20), 1);
    for (String path : plain.parameters().keySet()) {
      double[] a = small.get(path).toDoubleArray();
      double[] b = large.get(path).toDoubleArray();
      for (int i = 0; i < a.length; i++) {
        assertThat(a[i]).as(path).isCloseTo(b[i], within(1e-14));
      }
    }
  }

  private static Values oneStep(
      Model<Sequential> plain, Examples set, Batching batching, int accumulation) {
    Optimizer optimizer = Optimizer.of(plain, GradientDescent.of(0.5));
    List<StepReport> reports = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(plain, Blobs.LOSS, optimizer)
            .accumulation(accumulation)
            .listener(listener(reports))
            .build();
    Outcome outcome = trainer.train(set, batching, Limit.steps(1), trainer.start(Key.of(3)));
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).stepExamples()).isEqualTo(20);
    return outcome.values();
  }

  /** Batch normalization keeps a tenth of each batch's mean, 0.9 of what was before. */
  @Test
  void statisticsOfAccumulatedBatchesFollowOneAnother() {
    Model<Mean> mean = Model.of(new Mean(), DType.FLOAT64);
    Trainer<Mean> trainer =
        Trainer.<Mean>of(
                mean,
                (root, batch, pass) -> {
                  root.note(batch.x(), pass);
                  return Reductions.mean(pass.value(root.weight).times(0));
                },
                Optimizer.of(mean, GradientDescent.of(1)))
            .accumulation(2)
            .build();
    Tensor ones = Tensor.ones(DType.FLOAT64, 4, 1);
    Outcome outcome =
        trainer.train(
            DataSet.of(ones, ones), Batching.of(2), Limit.steps(1), trainer.start(Key.of(3)));
    assertThat(outcome.values().get("seen").item()).isEqualTo(0.75);
  }

  /** Notes a running mean that moves half way each time. */
  private static final class Mean implements Component {
    final Parameter weight = Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), 1);
    final dev.wengert.nn.Statistic seen = dev.wengert.nn.Statistic.of(0);

    @Override
    public void declare(Declarations declarations) {
      declarations.parameter("weight", weight);
      declarations.statistic("seen", seen);
    }

    void note(Tensor x, Pass pass) {
      pass.update(seen, pass.value(seen).plus(Reductions.mean(x)).times(0.5));
    }
  }

  @Test
  void reportsSplitTheLoss() {
    List<StepReport> reports = new ArrayList<>();
    Trainer<Sequential> trainer =
        trainer()
            .penalty("l2", Penalty.l2(0.01))
            .penalty("l1", Penalty.l1(0.001))
            .listener(listener(reports))
            .build();
    TrainingState start = trainer.start(Key.of(3));
    trainer.train(data, EIGHT, Limit.steps(9), start);
    LossTerms first = reports.get(0).loss();
    Pass pass = model.inference(start.values());
    assertThat(first.penalties().keySet()).containsExactly("l2", "l1");
    assertThat(first.penalties().get("l2"))
        .isCloseTo(Penalty.l2(0.01).of(pass).item(), within(1e-7));
    assertThat(first.penalties().get("l1"))
        .isCloseTo(Penalty.l1(0.001).of(pass).item(), within(1e-7));
    assertThat(first.total())
        .isCloseTo(
            first.data() + Penalty.l2(0.01).of(pass).item() + Penalty.l1(0.001).of(pass).item(),
            within(1e-7));
    assertThat(reports.stream().map(StepReport::examples))
        .containsExactly(8L, 16L, 24L, 32L, 40L, 48L, 50L, 8L, 16L);
    assertThat(reports.get(8).epoch()).isEqualTo(2);
    assertThat(reports.get(8).step()).isEqualTo(9);
    assertThat(reports.get(8).rate()).isEqualTo(0.01);
  }

  @Test
  void gradientsAreClippedAndValuesConstrained() {
    Model<Sequential> plain = Blobs.plainModel();
    Examples set = Blobs.data(Key.of(2), 20, DType.FLOAT64);
    List<StepReport> reports = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(plain, Blobs.LOSS, Optimizer.of(plain, GradientDescent.of(1)))
            .clipping(g -> Clipping.byGlobalNorm(g, 1e-3))
            .constraint(v -> v.with("0.bias", Tensor.full(v.get("0.bias").spec(), 7)))
            .listener(listener(reports))
            .build();
    TrainingState start = trainer.start(Key.of(3));
    Values next = trainer.train(set, EIGHT, Limit.steps(1), start).values();
    assertThat(next.get("0.bias").toDoubleArray()).containsOnly(7);
    assertThat(reports.get(0).gradientNorm()).isGreaterThan(0.1);
    double moved = 0;
    for (String path : List.of("0.weight", "2.weight", "2.bias")) {
      moved += Reductions.sum(next.get(path).minus(start.values().get(path)).pow(2)).item();
    }
    assertThat(Math.sqrt(moved)).isLessThanOrEqualTo(1.001e-3).isGreaterThan(1e-4);
  }

  @Test
  void earlyStoppingGivesTheBestValuesBack() {
    double[] figures = {5, 3, 4, Double.NaN, 3};
    List<Values> seen = new ArrayList<>();
    Trainer<Sequential> trainer =
        trainer()
            .evaluation(
                (m, values) -> {
                  seen.add(values);
                  return ImmutableMap.of("dev.loss", figures[seen.size() - 1]);
                })
            .earlyStopping(EarlyStopping.onLoss("dev.loss", 2))
            .build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.epochs(9), trainer.start(Key.of(3)));
    assertThat(outcome.reason()).isEqualTo(Outcome.Reason.EARLY_STOPPING);
    assertThat(seen).hasSize(5);
    States.assertSame(outcome.values(), seen.get(1));
    States.assertSame(outcome.state().values(), seen.get(4));
  }

  @Test
  void eachBatchOfEachStepDrawsFromAKeyOfItsOwn() {
    List<List<Integer>> keys = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(
                model,
                (net, batch, pass) -> {
                  keys.add(Ints.asList(pass.key(net).bits().toIntArray()));
                  return Blobs.LOSS.of(net, batch, pass);
                },
                Optimizer.of(model, Adam.of(0.01)))
            .accumulation(2)
            .build();
    trainer.train(data, EIGHT, Limit.steps(6), trainer.start(Key.of(3)));
    // 7 batches an epoch are steps of 2, 2, 2 and 1.
    assertThat(keys).hasSize(11).doesNotHaveDuplicates();
  }

  @Test
  void aPlateauLowersTheRate() {
    History history = new History();
    Trainer<Sequential> trainer =
        trainer()
            .evaluation((m, values) -> ImmutableMap.of("dev.loss", 1.0))
            .reduceOnPlateau("dev.loss", ReduceOnPlateau.of(0.5, 0))
            .listener(history)
            .build();
    trainer.train(data, EIGHT, Limit.epochs(4), trainer.start(Key.of(3)));
    assertThat(history.epochs().stream().map(EpochReport::rate))
        .containsExactly(0.01, 0.01, 0.005, 0.0025);
  }

  @Test
  void aParameterWithoutAGradientIsReportedOnce() {
    Model<Unused> unused = Model.of(new Unused());
    List<String> warnings = new ArrayList<>();
    Trainer<Unused> trainer =
        Trainer.<Unused>of(
                unused,
                (root, batch, pass) -> Reductions.sum(pass.value(root.used).pow(2)),
                Optimizer.of(unused, Momentum.of(0.1)))
            .listener(
                new TrainingListener() {
                  @Override
                  public void warned(String message) {
                    warnings.add(message);
                  }
                })
            .build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.steps(5), trainer.start(Key.of(3)));
    assertThat(warnings)
        .containsExactly(
            "training: no gradient of the loss reaches the parameters [idle]; they take no part in"
                + " it, whatever penalties do with them: use them, leave them out of the model, or"
                + " put them into a frozen group");
    assertThat(outcome.values().get("idle").toDoubleArray()).containsExactly(1, 1);
    assertThat(outcome.values().get("used").toDoubleArray()[0]).isLessThan(1);
  }

  private static Model<Sequential> normalizing() {
    return Model.of(Sequential.of(Dense.of(2, 3), BatchNorm.of(3), Dense.of(3, 1)));
  }

  private static final BatchLoss<Sequential> SQUARES =
      (root, batch, pass) -> Reductions.mean(root.forward(batch.x(), pass).pow(2));

  private static Trainer<Sequential> squares(Model<Sequential> net, List<Integer> epochs) {
    return Trainer.<Sequential>of(net, SQUARES, Optimizer.of(net, GradientDescent.of(0.1)))
        .listener(
            new TrainingListener() {
              @Override
              public void epochStarted(int epoch, OptionalLong examples, long done) {
                epochs.add(epoch);
              }
            })
        .build();
  }

  @Test
  void aStreamThatDoesNotKnowItsSizeTellsOfALastBatchOfOneExampleThere() {
    Model<Sequential> net = normalizing();
    Trainer<Sequential> trainer = squares(net, new ArrayList<>());
    try (Batches all = data.inOrder(Batching.of(50))) {
      Batch batch = all.next();
      DataSet stream =
          DataSet.streaming(
              () -> {
                AtomicInteger next = new AtomicInteger();
                return new ExampleReader<Example>() {
                  @Override
                  public @Nullable Example next() {
                    int i = next.getAndIncrement();
                    return i < 50 ? new Example(batch.x().get(i), batch.y().get(i)) : null;
                  }

                  @Override
                  public void close() {}
                };
              },
              4);
      assertThatThrownBy(
              () ->
                  trainer.train(
                      stream.prefetch(2),
                      Batching.of(7),
                      Limit.epochs(1),
                      trainer.start(Key.of(3))))
          .hasMessageStartingWith(
              "training: the last batch of the data set has one example (50 examples in batches of"
                  + " 7), and with one example the model does not train: batchNorm (1): one value")
          .hasMessageEndingWith(
              "; leave that batch out with droppingLast(), or choose another size");
    }
  }

  @Test
  void aLastBatchOfOneExampleIsRefusedBeforeTrainingWhereTheModelCannotTakeIt() {
    List<Integer> epochs = new ArrayList<>();
    Model<Sequential> net = normalizing();
    Trainer<Sequential> trainer = squares(net, epochs);
    TrainingState start = trainer.start(Key.of(3));
    assertThatThrownBy(() -> trainer.train(data, Batching.of(7), Limit.epochs(1), start))
        .hasMessage(
            "training: the last batch of the data set has one example (50 examples in batches of"
                + " 7), and with one example the model does not train: batchNorm (1): one value a"
                + " channel has no variance: x is [1, 3] in training; give a larger batch, or use"
                + " an inference pass; leave that batch out with droppingLast(), or choose another"
                + " size");
    assertThat(epochs).isEmpty();
    assertThat(
            trainer
                .train(data, Batching.of(7).droppingLast(), Limit.epochs(2), start)
                .state()
                .step())
        .isEqualTo(14);
    // A run that does not come to that batch is none of its business.
    assertThat(trainer.train(data, Batching.of(7), Limit.steps(7), start).state().step())
        .isEqualTo(7);
    assertThatThrownBy(() -> trainer.train(data, Batching.of(7), Limit.steps(8), start))
        .hasMessageContaining("droppingLast()");
    // Nor is a model that can take it.
    Model<Sequential> plain = Model.of(Sequential.of(Dense.of(2, 1)));
    Trainer<Sequential> able = squares(plain, epochs);
    assertThat(
            able.train(data, Batching.of(7), Limit.epochs(1), able.start(Key.of(3))).state().step())
        .isEqualTo(8);
    // What is wrong with all batches is said of all.
    Model<Sequential> wrong = Model.of(Sequential.of(Dense.of(5, 1)));
    Trainer<Sequential> refusing = squares(wrong, epochs);
    assertThatThrownBy(
            () -> refusing.train(data, Batching.of(7), Limit.epochs(1), refusing.start(Key.of(3))))
        .hasMessageStartingWith("dense (0): the input does not fit");
  }

  @Test
  void statisticsThatMoveAmongFrozenParametersAreReported() {
    Model<Sequential> net = normalizing();
    assertThat(warnings(net, ParameterGroup.where((path, p) -> !path.startsWith("2")).frozen()))
        .containsExactly(
            "training: the statistics [1.runningMean, 1.runningVariance] move, although all"
                + " parameters beside them are frozen: freezing holds parameters only; run that"
                + " part with pass.inference()");
    assertThat(warnings(net, ParameterGroup.where((path, p) -> path.startsWith("2")).frozen()))
        .isEmpty();
    assertThat(warnings(net)).isEmpty();
    Optimizer optimizer =
        Optimizer.of(
            net,
            GradientDescent.of(0.1),
            ParameterGroup.where((path, p) -> path.startsWith("1")).frozen());
    assertThat(optimizer.frozen()).containsExactly("1.weight", "1.bias");
    assertThat(optimizer.toString())
        .startsWith("GradientDescent[")
        .endsWith("] of 4 parameters, frozen are [1.weight, 1.bias]");
  }

  private List<String> warnings(Model<Sequential> net, ParameterGroup... groups) {
    List<String> warnings = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(net, SQUARES, Optimizer.of(net, GradientDescent.of(0.1), groups))
            .listener(
                new TrainingListener() {
                  @Override
                  public void warned(String message) {
                    warnings.add(message);
                  }
                })
            .build();
    trainer.train(data, EIGHT, Limit.steps(2), trainer.start(Key.of(3)));
    return warnings;
  }

  /** The penalty's gradient makes it smaller; that is no part in the loss of the data. */
  @Test
  void aParameterThatOnlyAPenaltyReachesIsReported() {
    Model<Unused> unused = Model.of(new Unused());
    List<String> warnings = new ArrayList<>();
    Trainer<Unused> trainer =
        Trainer.<Unused>of(
                unused,
                (root, batch, pass) -> Reductions.sum(pass.value(root.used).pow(2)),
                Optimizer.of(unused, GradientDescent.of(0.1)))
            .penalty("l2", Penalty.l2(1))
            .penalty("none", Penalty.l2(1, Parameter.Role.BIAS))
            .listener(
                new TrainingListener() {
                  @Override
                  public void warned(String message) {
                    warnings.add(message);
                  }
                })
            .build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.steps(2), trainer.start(Key.of(3)));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("training: no gradient of the loss reaches the parameters [idle]; they take");
    assertThat(outcome.values().get("idle").toDoubleArray()[0]).isCloseTo(0.64, within(1e-6));
  }

  private static final class Unused implements Component {
    final Parameter used = Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), 2);
    final Parameter idle = Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), 2);

    @Override
    public void declare(Declarations declarations) {
      declarations.parameter("used", used);
      declarations.parameter("idle", idle);
    }
  }

  @Test
  void divergenceNamesStepAndOperationAndLeavesTheGoodValues(@TempDir Path folder) {
    Model<Sequential> plain = Blobs.plainModel();
    Examples set = Blobs.data(Key.of(2), 40, DType.FLOAT64);
    List<StepReport> reports = new ArrayList<>();
    // Weights shrink each step until the logarithm of one that is below 0 is taken.
    BatchLoss<Layer> falling =
        (net, batch, pass) ->
            Losses.crossEntropy(net.forward(batch.x(), pass), batch.y())
                .plus(
                    reports.size() < 7
                        ? Tensor.scalar(0.0)
                        : Reductions.sum(
                            Elementary.log(
                                Reductions.sum(net.forward(batch.x(), pass)).times(0).minus(1))));
    Optimizer optimizer = Optimizer.of(plain, GradientDescent.of(0.1));
    Checkpoints checkpoints = new Checkpoints(folder, 5, 9);
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(plain, falling, optimizer)
            .compiled(false)
            .checkpoints(checkpoints)
            .listener(listener(reports))
            .build();
    DivergenceException thrown =
        catchThrowableOfType(
            DivergenceException.class,
            () -> trainer.train(set, EIGHT, Limit.steps(20), trainer.start(Key.of(3))));
    assertThat(thrown)
        .hasMessageStartingWith("training: the loss is NaN and the norm of the gradients ")
        .hasMessageContaining(
            " at step 8 (epoch 2): detectAnomaly: log made the first NaN: input 0");
    assertThat(thrown.state().step()).isEqualTo(7);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "step-000000000005.safetensors", "step-000000000007.safetensors");
    States.assertSame(checkpoints.latest(plain, optimizer).orElseThrow(), thrown.state());
  }

  /** One that fails when it is told does not keep the others from hearing. */
  @Test
  void allListenersHearOfARunThatFails() {
    List<String> heard = new ArrayList<>();
    TrainingListener faulty =
        new TrainingListener() {
          @Override
          public void failed(TrainingState state, Throwable cause) {
            throw new IllegalStateException("no room on the disk");
          }
        };
    TrainingListener hearing =
        new TrainingListener() {
          @Override
          public void ended(Outcome outcome) {
            heard.add("ended");
          }

          @Override
          public void failed(TrainingState state, Throwable cause) {
            heard.add(state.step() + " " + cause.getClass().getSimpleName());
          }
        };
    Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 1}, {Float.NaN, 1}});
    Trainer<Sequential> trainer = trainer().listener(faulty).listener(hearing).build();
    DivergenceException thrown =
        catchThrowableOfType(
            DivergenceException.class,
            () ->
                trainer.train(
                    DataSet.of(x, Tensor.of(0, 1, 1)),
                    Batching.of(3),
                    Limit.steps(20),
                    trainer.start(Key.of(3))));
    assertThat(thrown.getSuppressed())
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessage("no room on the disk"));
    assertThat(heard).containsExactly("0 DivergenceException");
    heard.clear();
    Trainer<Sequential> unmeasured =
        trainer().listener(hearing).earlyStopping(EarlyStopping.onLoss("dev.loss", 2)).build();
    assertThatThrownBy(
            () -> unmeasured.train(data, EIGHT, Limit.epochs(1), unmeasured.start(Key.of(3))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(heard).containsExactly("0 IllegalArgumentException");
  }

  /** What one throws at the end reaches the caller, but not before the others have heard. */
  @Test
  void allListenersHearOfTheEnd() {
    List<String> heard = new ArrayList<>();
    TrainingListener faulty =
        new TrainingListener() {
          @Override
          public void ended(Outcome outcome) {
            throw new IllegalStateException("no room on the disk");
          }

          @Override
          public void failed(TrainingState state, Throwable cause) {
            throw new AssertionError("nor here");
          }
        };
    TrainingListener hearing =
        new TrainingListener() {
          @Override
          public void ended(Outcome outcome) {
            heard.add("ended");
          }

          @Override
          public void failed(TrainingState state, Throwable cause) {
            heard.add("failed");
          }
        };
    Trainer<Sequential> trainer =
        trainer().listener(faulty).listener(hearing).listener(faulty).build();
    assertThatThrownBy(() -> trainer.train(data, EIGHT, Limit.steps(1), trainer.start(Key.of(3))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no room on the disk")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(heard).containsExactly("ended");
    heard.clear();
    assertThatThrownBy(
            () ->
                trainer.train(
                    data.take(1, 2),
                    EIGHT.droppingLast(),
                    Limit.steps(1),
                    trainer.start(Key.of(3))))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    assertThat(heard).containsExactly("failed");
  }

  /** A file that is read while the thread is interrupted throws; a set in memory does not. */
  @Test
  void anInterruptDuringAnEvaluationLeavesACheckpoint(@TempDir Path folder) {
    boolean[] isInterrupted = {true};
    Trainer<Sequential> trainer =
        trainer()
            .checkpoints(Checkpoints.of(folder, 1000))
            .evaluation(
                (m, values) -> {
                  if (isInterrupted[0]) {
                    Thread.currentThread().interrupt();
                    throw new java.io.UncheckedIOException(
                        new java.nio.channels.ClosedByInterruptException());
                  }
                  return ImmutableMap.of("dev.loss", 1.0);
                })
            .build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.epochs(2), trainer.start(Key.of(3)));
    assertThat(outcome.reason()).isEqualTo(Outcome.Reason.INTERRUPTED);
    assertThat(outcome.state().step()).isEqualTo(7);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    isInterrupted[0] = false;
    Trainer<Sequential> uninterrupted = trainer().build();
    States.assertSame(
        trainer
            .train(data, EIGHT, Limit.epochs(2), trainer.resumeOrStart(Key.of(3)))
            .state()
            .values(),
        run(uninterrupted, 14, Key.of(3)).values());
  }

  @Test
  void valuesThatAnUpdateMadeInfiniteAreNoCheckpoint(@TempDir Path folder) {
    Model<Sequential> plain = Blobs.plainModel();
    Examples set = Blobs.data(Key.of(2), 40, DType.FLOAT64);
    List<StepReport> reports = new ArrayList<>();
    BatchLoss<Layer> steep =
        (net, batch, pass) ->
            Reductions.sum(net.forward(batch.x(), pass)).times(reports.size() < 3 ? 1 : 1e100);
    Optimizer optimizer = Optimizer.of(plain, GradientDescent.of(1e250));
    Checkpoints checkpoints = new Checkpoints(folder, 2, 1);
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(plain, steep, optimizer)
            .compiled(false)
            .clipping(gradients -> gradients.map((path, g) -> g.times(reports.size() < 3 ? 0 : 1)))
            .checkpoints(checkpoints)
            .listener(listener(reports))
            .build();
    DivergenceException thrown =
        catchThrowableOfType(
            DivergenceException.class,
            () -> trainer.train(set, EIGHT, Limit.steps(4), trainer.start(Key.of(3))));
    assertThat(thrown)
        .hasMessageStartingWith("training: after step 4 the values [")
        .hasMessageEndingWith(
            "] are NaN or infinite: the update was too large; lower the rate, or clip the"
                + " gradients");
    assertThat(checkpoints.latest(plain, optimizer).orElseThrow().step()).isEqualTo(2);
  }

  @Test
  void aRunThatEarlyStoppingEndedStaysAsItIs() {
    int[] epochs = {0};
    Trainer<Sequential> trainer =
        trainer()
            .evaluation((m, values) -> ImmutableMap.of("dev.loss", (double) epochs[0]++))
            .earlyStopping(EarlyStopping.onLoss("dev.loss", 1))
            .build();
    Outcome ended = trainer.train(data, EIGHT, Limit.epochs(9), trainer.start(Key.of(3)));
    Outcome again = trainer.train(data, EIGHT, Limit.epochs(9), ended.state());
    assertThat(again.reason()).isEqualTo(Outcome.Reason.EARLY_STOPPING);
    States.assertSame(again.state(), ended.state());
    States.assertSame(again.values(), ended.values());
  }

  @Test
  void aNaNInTheDataIsNamedAsSuch() {
    Tensor x = Tensor.of(new float[][] {{1, 2}, {Float.NaN, 1}});
    Trainer<Sequential> trainer = trainer().build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    DataSet.of(x, Tensor.of(0, 1)),
                    Batching.of(2),
                    Limit.steps(20),
                    trainer.start(Key.of(3))))
        .isInstanceOf(DivergenceException.class)
        .hasMessageEndingWith(
            "at step 1 (epoch 1): the batch has a NaN among its inputs, in example 1 of the data"
                + " set, counted from 0; clean the data");
  }

  /** An infinity may be meant; what is made of it is named, and where it came from. */
  @Test
  void theOperationThatMadeANaNOfInfinitiesIsNamed() {
    Tensor x = Tensor.of(new float[][] {{1, 2}, {Float.NEGATIVE_INFINITY, 1}});
    BatchLoss<Layer> softened =
        (net, batch, pass) ->
            Losses.crossEntropy(net.forward(batch.x().minus(batch.x()), pass), batch.y());
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(model, softened, Optimizer.of(model, Adam.of(0.01))).build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    DataSet.of(x, Tensor.of(0, 1)),
                    Batching.of(2),
                    Limit.steps(20),
                    trainer.start(Key.of(3))))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining(
            "at step 1 (epoch 1): detectAnomaly: sub made the first NaN: input 0 is FLOAT32[2, 2]"
                + " in [-Infinity, 2.0]")
        .hasMessageEndingWith(
            "; the batch has an infinity among its inputs, in example 1 of the data set, counted"
                + " from 0");
  }

  /** A mask of -infinity made by a logarithm is meant; the softmax of nothing else is not. */
  @Test
  void anInfinityBeforeTheFirstNaNIsNamedBesideIt() {
    Tensor x = Tensor.of(new float[][] {{1, 2}, {2, 1}});
    BatchLoss<Layer> masked =
        (net, batch, pass) -> {
          Tensor scores = net.forward(batch.x(), pass);
          return Losses.crossEntropy(
              Elementary.sin(scores.plus(Elementary.log(scores.times(0)))), batch.y());
        };
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(model, masked, Optimizer.of(model, Adam.of(0.01))).build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    DataSet.of(x, Tensor.of(0, 1)),
                    Batching.of(2),
                    Limit.steps(20),
                    trainer.start(Key.of(3))))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining("detectNaN: sin made the first NaN: input 0 is FLOAT32[2, 3] in")
        .hasMessageContaining("; before that, detectAnomaly: log made the first -infinity");
  }

  @Test
  void anInterruptFinishesTheStepAndLeavesACheckpoint(@TempDir Path folder) {
    Checkpoints checkpoints = Checkpoints.of(folder, 1000);
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.01));
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(model, Blobs.LOSS, optimizer)
            .checkpoints(checkpoints)
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepped(StepReport report) {
                    if (report.step() == 9) {
                      Thread.currentThread().interrupt();
                    }
                  }
                })
            .build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.epochs(9), trainer.start(Key.of(3)));
    assertThat(outcome.reason()).isEqualTo(Outcome.Reason.INTERRUPTED);
    assertThat(outcome.state().step()).isEqualTo(9);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    States.assertSame(trainer.resumeOrStart(Key.of(3)), outcome.state());
    Trainer<Sequential> uninterrupted =
        Trainer.<Sequential>of(model, Blobs.LOSS, optimizer).build();
    States.assertSame(
        uninterrupted.train(data, EIGHT, Limit.steps(20), outcome.state()).state(),
        run(uninterrupted, 20, Key.of(3)));
  }

  @Test
  void theLastCheckpointIsOfTheEnd(@TempDir Path folder) {
    Trainer<Sequential> trainer = trainer().checkpoints(Checkpoints.of(folder, 7)).build();
    Outcome outcome = trainer.train(data, EIGHT, Limit.epochs(1), trainer.start(Key.of(3)));
    assertThat(outcome.state().step()).isEqualTo(7);
    assertThat(outcome.state().epoch()).isEqualTo(1);
    States.assertSame(trainer.resumeOrStart(Key.of(3)), outcome.state());
  }

  @Test
  void refusesWhatCannotWork() {
    Trainer<Sequential> trainer = trainer().build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    data.take(1, 2),
                    EIGHT.droppingLast(),
                    Limit.epochs(1),
                    trainer.start(Key.of(3))))
        .hasMessageContaining("gives no batch of 8; give it more examples, or smaller batches");
    Trainer<Sequential> unmeasured =
        trainer().earlyStopping(EarlyStopping.onLoss("dev.loss", 2)).build();
    assertThatThrownBy(
            () -> unmeasured.train(data, EIGHT, Limit.epochs(1), unmeasured.start(Key.of(3))))
        .hasMessage(
            "training: the figure dev.loss is watched but nothing is measured; add an evaluation"
                + " that gives it");
    Evaluation<Layer> loss = Evaluation.loss("dev", data, EIGHT, Blobs.LOSS);
    Trainer<Sequential> misnamed =
        trainer().evaluation(loss).earlyStopping(EarlyStopping.onLoss("loss", 2)).build();
    assertThatThrownBy(
            () -> misnamed.train(data, EIGHT, Limit.epochs(1), misnamed.start(Key.of(3))))
        .hasMessage(
            "training: the figure loss is watched but not measured; measured are [dev.loss]; add an"
                + " evaluation that gives it");
    Trainer<Sequential> doubled = trainer().evaluation(loss).evaluation(loss).build();
    assertThatThrownBy(() -> doubled.train(data, EIGHT, Limit.epochs(1), doubled.start(Key.of(3))))
        .hasMessage(
            "training: two evaluations give the figure dev.loss; give each data set a name of its"
                + " own");
    assertThatThrownBy(() -> trainer.resumeOrStart(Key.of(3)))
        .hasMessage(
            "resume: the trainer has no checkpoints; name their folder with checkpoints(...)");
    assertThatThrownBy(() -> trainer().accumulation(0))
        .hasMessage("trainer: 0 batches a step; give 1 or more");
  }

  @Test
  void otherBatchesOrDataAreRefusedWithinAnEpoch() {
    Trainer<Sequential> trainer = trainer().build();
    TrainingState within = run(trainer, 9, Key.of(3));
    assertThatThrownBy(() -> trainer.train(data, Batching.of(16), Limit.epochs(9), within))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training: the state has been trained on batches of 8 of 50 examples, this run is on"
                + " batches of 16 of 50 examples, 2 batches into epoch 2; resume with the batches"
                + " and the data of before");
    assertThatThrownBy(() -> trainer.train(data.take(0, 1, 2), EIGHT, Limit.epochs(9), within))
        .hasMessageContaining("this run is on batches of 8 of 3 examples, 2 batches into epoch 2");
  }

  @Test
  void otherBatchesOrDataAreToldOfBetweenEpochs() {
    List<String> warnings = new ArrayList<>();
    Trainer<Sequential> trainer =
        trainer()
            .listener(
                new TrainingListener() {
                  @Override
                  public void warned(String message) {
                    warnings.add(message);
                  }
                })
            .build();
    TrainingState start = trainer.start(Key.of(3));
    TrainingState first = trainer.train(data, EIGHT, Limit.epochs(1), start).state();
    TrainingState second = trainer.train(data, EIGHT, Limit.epochs(2), first).state();
    assertThat(warnings).isEmpty();
    trainer.train(data, Batching.of(16), Limit.epochs(3), second);
    assertThat(warnings)
        .containsExactly(
            "training: the state has been trained on batches of 8 of 50 examples, this run is on"
                + " batches of 16 of 50 examples; the same bits as without a break need the same"
                + " of both");
  }

  @Test
  void listenersHearInOrder() {
    List<String> heard = new ArrayList<>();
    Trainer<Sequential> trainer =
        trainer()
            .listener(
                new TrainingListener() {
                  @Override
                  public void epochStarted(int epoch, OptionalLong examples, long done) {
                    heard.add("epoch " + epoch + " of " + examples.orElse(-1) + " from " + done);
                  }

                  @Override
                  public void stepped(StepReport report) {
                    heard.add("step " + report.step());
                  }

                  @Override
                  public void epochEnded(EpochReport report) {
                    heard.add("ended " + report.epoch());
                  }

                  @Override
                  public void ended(Outcome outcome) {
                    heard.add(outcome.reason().name());
                  }
                })
            .build();
    Batching large = Batching.of(30);
    TrainingState state =
        trainer.train(data, large, Limit.steps(1), trainer.start(Key.of(3))).state();
    trainer.train(data, large, Limit.epochs(1), state);
    assertThat(heard)
        .containsExactly(
            "epoch 1 of 50 from 0",
            "step 1",
            "LIMIT",
            "epoch 1 of 50 from 30",
            "step 2",
            "ended 1",
            "LIMIT");
  }

  private Trainer.Builder<Sequential> trainer() {
    return Trainer.of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.01)));
  }

  private Evaluation<Sequential> devLoss() {
    return Evaluation.loss("dev", Blobs.data(Key.of(9), 20), Batching.of(16), Blobs.LOSS);
  }

  private TrainingState run(Trainer<Sequential> trainer, int steps, Key key) {
    return trainer.train(data, EIGHT, Limit.steps(steps), trainer.start(key)).state();
  }

  private static TrainingListener listener(List<StepReport> reports) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        reports.add(report);
      }
    };
  }
}
