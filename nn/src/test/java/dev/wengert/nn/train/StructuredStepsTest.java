package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Collate;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.IndexedDataSet;
import dev.wengert.nn.data.PadToLongest;
import dev.wengert.nn.data.Padded;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on batches that are no pairs of x and y. */
class StructuredStepsTest {

  /** A sentence, a second input, a target and a weight; the scale is no tensor. */
  private record Case(Padded words, Tensor age, Tensor target, Tensor weight, int scale) {}

  private record Net(Embedding words, Dropout dropout, Dense age, Dense out) implements Component {

    static Net of() {
      return new Net(Embedding.of(7, 4), new Dropout(0.8), Dense.of(1, 4), Dense.of(4, 1));
    }

    @Override
    public void declare(Declarations parts) {
      parts.child("words", words);
      parts.child("dropout", dropout);
      parts.child("age", age);
      parts.child("out", out);
    }

    Tensor forward(Case batch, Pass pass) {
      Tensor each = words.forward(batch.words().values(), pass);
      Tensor there = Shapes.unsqueeze(batch.words().mask(), -1);
      Tensor sum = Reductions.sum(Selection.where(there, each, 0), 1);
      Tensor hidden = dropout.forward(sum.plus(age.forward(batch.age(), pass)), pass);
      return out.forward(hidden, pass).get(Index.all(), Index.at(0)).times(batch.scale());
    }
  }

  private static List<Case> cases(int count, int scale) {
    Random random = new Random(7);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] words = random.ints(1 + random.nextInt(12), 0, 7).toArray();
      cases.add(
          new Case(
              Padded.of(Tensor.of(words)),
              Tensor.of((float) random.nextGaussian()),
              Tensor.scalar((float) random.nextGaussian()),
              Tensor.scalar(random.nextFloat()),
              scale));
    }
    return cases;
  }

  private static DataSet data() {
    return DataSet.list(cases(38, 1), PadToLongest.of("words", 0).toMultipleOf(4))
        .bucketed(one -> one.words().mask().size(), 3);
  }

  private static final AtomicInteger EAGER = new AtomicInteger();

  private static Trainer.Builder<Net> trainer() {
    Model<Net> model = Model.of(Net.of());
    BatchLoss<Net> loss =
        (net, batch, pass) -> {
          Case some = batch.as(Case.class);
          EAGER.addAndGet(some.age().isTraced() ? 0 : 1);
          Tensor errors = Losses.mseLoss(net.forward(some, pass), some.target(), Reduce.NONE);
          return Losses.weighted(errors, some.weight(), Reduce.MEAN);
        };
    return Trainer.of(model, loss, Optimizer.of(model, Adam.of(0.02)));
  }

  private static TrainingListener noting(List<StepReport> reports) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        reports.add(report);
      }
    };
  }

  /** Ten batches of two or three lengths an epoch, the last of them smaller. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aCompiledRunHasTheBitsOfAnEagerOne(int accumulation) {
    List<List<StepReport>> reports = List.of(new ArrayList<>(), new ArrayList<>());
    List<TrainingState> states = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      EAGER.set(0);
      Trainer<Net> trainer =
          trainer()
              .accumulation(accumulation)
              .compiled(isCompiled)
              .listener(noting(reports.get(isCompiled ? 1 : 0)))
              .build();
      states.add(
          trainer
              .train(
                  isCompiled ? data().prefetch(2) : data(),
                  Batching.of(4),
                  Limit.epochs(6),
                  trainer.start(Key.of(1)))
              .state());
      if (isCompiled) {
        assertThat(EAGER.get()).isLessThan(accumulation == 1 ? 12 : 40);
      } else {
        assertThat(EAGER.get()).isEqualTo(60);
      }
    }
    assertThat(reports.get(1)).isEqualTo(reports.get(0)).isNotEmpty();
    States.assertSame(states.get(1), states.get(0));
  }

  @Test
  void goesOnFromACheckpointToTheSameBits(@TempDir Path folder) {
    Trainer<Net> through = trainer().build();
    TrainingState whole =
        through.train(data(), Batching.of(4), Limit.epochs(4), through.start(Key.of(1))).state();
    Trainer<Net> broken = trainer().checkpoints(Checkpoints.of(folder, 5)).build();
    broken.train(data(), Batching.of(4), Limit.steps(17), broken.resumeOrStart(Key.of(1)));
    TrainingState resumed =
        broken
            .train(data(), Batching.of(4), Limit.epochs(4), broken.resumeOrStart(Key.of(1)))
            .state();
    States.assertSame(resumed, whole);
  }

  /** A number beside the tensors is a constant of a program, so another number has another one. */
  @Test
  void whatIsNoTensorTellsBatchesApart() {
    List<TrainingState> states = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Net> trainer = trainer().compiled(isCompiled).build();
      DataSet once = DataSet.list(cases(8, 1), PadToLongest.of("words", 0).toMultipleOf(12));
      TrainingState state = trainer.start(Key.of(1));
      AtomicInteger batches = new AtomicInteger();
      DataSet changing =
          once.map(
              batch -> {
                Case some = batch.as(Case.class);
                int scale = 1 + batches.getAndIncrement() / 8 % 2;
                return batch.with(
                    new Case(some.words(), some.age(), some.target(), some.weight(), scale));
              });
      states.add(trainer.train(changing, Batching.of(2), Limit.epochs(8), state).state());
    }
    States.assertSame(states.get(1), states.get(0));
  }

  @Test
  void namesTheTensorAndTheExampleThatAreNotFinite() {
    List<Case> cases = cases(6, 1);
    Case third = cases.get(3);
    cases.set(3, new Case(third.words(), third.age(), third.target(), Tensor.scalar(Float.NaN), 1));
    IndexedDataSet<Case> data = DataSet.list(cases, PadToLongest.of("words", 0));
    Trainer<Net> trainer = trainer().build();
    assertThatThrownBy(
            () -> trainer.train(data, Batching.of(6), Limit.epochs(1), trainer.start(Key.of(1))))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining(
            "the batch has a NaN in weight, in example 3 of the data set, counted from 0; clean the"
                + " data");
  }

  /** What is not one row an example has no example to name. */
  @Test
  void batchesNeedNoAxisOfExamples() {
    record Sum(Tensor all) {}
    Collate<Tensor> joining =
        (examples, places) -> new Sum(examples.get(0).plus(examples.get(examples.size() - 1)));
    DataSet bad = DataSet.list(List.of(Tensor.scalar(Double.NaN), Tensor.scalar(2.0)), joining);
    DataSet good = DataSet.list(List.of(Tensor.scalar(1.0), Tensor.scalar(2.0)), joining);
    Model<Dense> model = Model.of(Dense.of(1, 1), DType.FLOAT64);
    BatchLoss<Dense> loss =
        (net, batch, pass) -> net.forward(batch.as(Sum.class).all().reshape(1, 1), pass).reshape();
    Trainer<Dense> trainer = Trainer.of(model, loss, Optimizer.of(model, Adam.of(0.1))).build();
    TrainingState start = trainer.start(Key.of(1));
    assertThatThrownBy(() -> trainer.train(bad, Batching.of(2), Limit.epochs(1), start))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining("the batch has a NaN in all; clean the data");
    assertThat(trainer.train(good, Batching.of(2), Limit.epochs(3), start).state().step())
        .isEqualTo(3);
  }
}
