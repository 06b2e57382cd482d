package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Selection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches weigh by the targets that count in them, wherever several become one. */
class BatchLossTest {

  private static final int PADDING = -100;
  private static final int CLASSES = 3;

  private final Model<Dense> model = Model.of(Dense.of(4, CLASSES), DType.FLOAT64);

  /** Of twelve sequences of five steps, the first ones are padding almost as a whole. */
  private final Examples data = data();

  private static Examples data() {
    int[] targets = new int[12 * 5];
    for (int i = 0; i < targets.length; i++) {
      int sequence = i / 5;
      boolean isThere = sequence >= 3 && i % 5 <= sequence % 5;
      targets[i] = isThere ? i % CLASSES : PADDING;
    }
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(12, 5, 4)));
    return DataSet.of(x, Tensor.wrap(targets, 12, 5));
  }

  /** The mean over the targets that are there. */
  private static Tensor mean(Layer net, Batch batch, Pass pass) {
    Tensor counts = batch.y().ne(PADDING);
    Tensor known = Selection.where(counts, batch.y(), 0);
    Tensor scores = net.forward(batch.x(), pass).transpose(0, 2, 1);
    Tensor each = Losses.crossEntropy(scores, known, 0, Reduce.NONE);
    return Losses.weighted(each, counts.to(each.dtype()), Reduce.MEAN);
  }

  private static final BatchLoss<Layer> PLAIN = BatchLossTest::mean;
  private static final BatchLoss<Layer> WEIGHING = PLAIN.ignoring(PADDING);

  /** A loss that has no mean of nothing, as a quotient of sums has none. */
  private static final BatchLoss<Layer> UNDEFINED =
      ((BatchLoss<Layer>)
              (net, batch, pass) -> {
                Tensor mean = mean(net, batch, pass);
                double none = WEIGHING.counted(batch) == 0 ? Double.NaN : 1;
                return mean.times(none);
              })
          .ignoring(PADDING);

  private StepReport step(BatchLoss<Layer> loss, int size, int accumulation, List<Values> after) {
    List<StepReport> reports = new ArrayList<>();
    Trainer<Dense> trainer =
        Trainer.<Dense>of(model, loss, Optimizer.of(model, GradientDescent.of(0.5)))
            .accumulation(accumulation)
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepped(StepReport report) {
                    reports.add(report);
                  }
                })
            .build();
    // The values are those of one key; the order of examples is too.
    Outcome outcome =
        trainer.train(data, Batching.of(size), Limit.steps(1), trainer.start(Key.of(3)));
    after.add(outcome.values());
    assertThat(reports).hasSize(1);
    assertThat(outcome.state().examples() + outcome.state().epoch() * 12L).isEqualTo(12);
    return reports.get(0);
  }

  @ParameterizedTest
  @CsvSource({"6,2", "5,3", "1,12", "2,6", "12,1"})
  void accumulatedBatchesAreAsOneLargeBatch(int size, int accumulation) {
    List<Values> values = new ArrayList<>();
    StepReport whole = step(PLAIN, 12, 1, values);
    for (BatchLoss<Layer> loss : List.of(WEIGHING, UNDEFINED)) {
      StepReport parts = step(loss, size, accumulation, values);
      assertThat(parts.loss().data()).isCloseTo(whole.loss().data(), within(1e-15));
      assertThat(parts.gradientNorm()).isCloseTo(whole.gradientNorm(), within(1e-14));
      for (String path : model.parameters().keySet()) {
        double[] expected = values.get(0).get(path).toDoubleArray();
        double[] found = values.getLast().get(path).toDoubleArray();
        for (int i = 0; i < expected.length; i++) {
          assertThat(found[i]).as(path).isCloseTo(expected[i], within(1e-14));
        }
      }
    }
  }

  /** The sum over all targets over their number, whatever the batches. */
  @Test
  void anEvaluationIsTheMeanOverTheTargetsThatCount() {
    Values values = model.initialize(Key.of(2));
    double expected =
        mean(
                model.root(),
                new Batch(data.x(), data.y(), Tensor.wrap(new int[12], 12)),
                model.inference(values))
            .item();
    for (int size : new int[] {1, 2, 5, 12}) {
      for (BatchLoss<Layer> loss : List.of(WEIGHING, UNDEFINED)) {
        assertThat(
                Evaluation.<Dense>loss("dev", data, Batching.of(size), loss)
                    .of(model, values)
                    .get("dev.loss"))
            .isCloseTo(expected, within(1e-15));
      }
    }
    Examples none = DataSet.of(data.x(), Tensor.full(data.y().spec(), PADDING));
    assertThat(
            Evaluation.<Dense>loss("dev", none, Batching.of(5), WEIGHING)
                .of(model, values)
                .get("dev.loss"))
        .isNaN();
  }

  /** With a rate of next to nothing the losses of an epoch are those of its start. */
  @Test
  void anEpochIsTheMeanOverTheTargetsThatCount() {
    List<EpochReport> reports = new ArrayList<>();
    Trainer<Dense> trainer =
        Trainer.<Dense>of(model, WEIGHING, Optimizer.of(model, GradientDescent.of(1e-15)))
            .listener(
                new TrainingListener() {
                  @Override
                  public void epochEnded(EpochReport report) {
                    reports.add(report);
                  }
                })
            .build();
    TrainingState start = trainer.start(Key.of(3));
    trainer.train(data, Batching.of(2), Limit.epochs(1), start);
    Double expected =
        Evaluation.<Dense>loss("dev", data, Batching.of(12), PLAIN)
            .of(model, start.values())
            .get("dev.loss");
    assertThat(expected).isNotNull();
    assertThat(reports.get(0).loss().data()).isCloseTo(expected, within(1e-13));
    assertThat(reports.get(0).examples()).isEqualTo(12);
  }

  @Test
  void countsExamplesUnlessALossSaysOtherwise() {
    Batch batch = data.inOrder(Batching.of(5)).next();
    assertThat(PLAIN.counted(batch)).isEqualTo(5);
    // Sequences 3 and 4 have four steps and five.
    assertThat(WEIGHING.counted(batch)).isEqualTo(9);
    assertThat(PLAIN.countedBy(b -> b.y().size()).counted(batch)).isEqualTo(25);
    assertThatThrownBy(() -> PLAIN.countedBy(b -> -1).counted(batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchLoss: a batch counts -1 terms; give 0 or more");
    Batch floats = new Batch(batch.x(), batch.x(), batch.indices());
    assertThatThrownBy(() -> WEIGHING.counted(floats))
        .hasMessage(
            "batchLoss: the targets are FLOAT64[5, 5, 4]; give INT32, or count by countedBy(...)");
  }
}
