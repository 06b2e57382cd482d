package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchNormTest {

  private static final Key KEY = Key.of(7);

  private static final List<Tensor> BATCHES =
      List.of(
          Tensor.of(new double[][] {{1, 10}, {2, 20}, {6, 30}}),
          Tensor.of(new double[][] {{4, -5}, {0.5, 2.5}, {3, 7}, {-1, 0.25}}),
          Tensor.of(new double[][] {{100, 1}, {101, 2}}));

  private static Tensor normal(int... sides) {
    return KEY.normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  /** Runs one training pass a batch and commits the statistics after each. */
  private static Values trained(BatchNorm layer) {
    Model<BatchNorm> model = Model.of(layer, DType.FLOAT64);
    Values values = model.initialize(KEY);
    for (Tensor batch : BATCHES) {
      Pass pass = model.training(values, KEY);
      layer.forward(batch, pass);
      values = values.with(pass.updates());
    }
    return values;
  }

  private static void assertStatistics(Values values, double[] mean, double[] variance) {
    assertThatTensor(values.get("runningMean")).isRelativelyCloseTo(Tensor.of(mean), 1e-14);
    assertThatTensor(values.get("runningVariance")).isRelativelyCloseTo(Tensor.of(variance), 1e-14);
  }

  // Expected statistics: the recurrence in NumPy over mean(0) and var(0, ddof=1) of the batches.

  @Test
  void runningStatisticsMoveByMomentum() {
    assertStatistics(
        trained(BatchNorm.of(2)),
        new double[] {10.43925, 1.876875},
        new double[] {1.816625, 11.11915625});
  }

  @Test
  void cumulativeStatisticsAreTheMeanOverBatches() {
    Values values = trained(BatchNorm.of(2).cumulative());
    assertStatistics(
        values,
        new double[] {35.041666666666664, 7.5625},
        new double[] {4.243055555555556, 41.796875});
    assertThat(values.get("batches").item()).isEqualTo(3);
  }

  @Test
  void theFirstBatchCanBeTakenAsItIs() {
    Values values = trained(BatchNorm.of(2).momentum(0.25).startFromFirstBatch());
    assertStatistics(
        values, new double[] {27.1171875, 11.84765625}, new double[] {5.04296875, 61.0419921875});
    assertThat(values.get("batches").item()).isEqualTo(3);
  }

  @Test
  void aBatchOfImagesCountsEveryPosition() {
    double[] numbers = new double[24];
    java.util.Arrays.setAll(numbers, i -> Math.pow(i, 1.5));
    BatchNorm layer = BatchNorm.of(3).momentum(1);
    Model<BatchNorm> model = Model.of(layer, DType.FLOAT64);
    Pass pass = model.training(model.initialize(KEY), KEY);
    layer.forward(Tensor.wrap(numbers, 2, 3, 4), pass);
    // NumPy: X.mean((0, 2)) and X.var((0, 2), ddof=1)
    assertStatistics(
        pass.updates(),
        new double[] {25.992989889760523, 43.20961818157129, 64.61289334249186},
        new double[] {667.8451161037799, 1073.061596117513, 1464.198873042023});
  }

  @Test
  void probingMovesNothing() {
    BatchNorm layer = BatchNorm.of(2).cumulative();
    Model<BatchNorm> model = Model.of(layer, DType.FLOAT64);
    Values values = model.initialize(KEY);
    Pass pass = model.training(values, KEY);
    for (int i = 0; i < 100; i++) {
      layer.forward(BATCHES.get(0), pass);
    }
    assertThat(values.get("runningMean").toDoubleArray()).containsOnly(0);
    // A hundred times in one pass count once.
    assertThat(pass.updates().get("batches").item()).isEqualTo(1);
    assertThat(pass.updates().get("runningMean").toDoubleArray()).containsExactly(3, 20);
    Pass inference = model.inference(values);
    layer.forward(BATCHES.get(0), inference);
    assertThat(inference.updates().byPath()).isEmpty();
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(BatchNorm.of(3), normal(4, 3));
    LayerCheck.check(BatchNorm.of(2).epsilon(0.1), normal(3, 2, 3));
    LayerCheck.check(BatchNorm.of(2).cumulative(), normal(2, 2, 2, 3));
    LayerCheck.check(BatchNorm.of(3).axis(-1).withoutShift(), normal(2, 3, 3));
    LayerCheck.check(BatchNorm.of(2).startFromFirstBatch().withoutScale(), normal(3, 2));
  }

  @Test
  void channelsMayLieAlongAnyAxis() {
    Tensor x = normal(3, 2, 4, 5);
    for (boolean training : new boolean[] {true, false}) {
      Tensor expected = run(BatchNorm.of(4).axis(2), x, training);
      Tensor moved = run(BatchNorm.of(4), Shapes.moveAxis(x, 2, 1), training);
      assertThatTensor(expected).isCloseTo(Shapes.moveAxis(moved, 1, 2), 1e-13);
      Tensor last = run(BatchNorm.of(5).axis(-1), x, training);
      Tensor first = run(BatchNorm.of(5), Shapes.moveAxis(x, 3, 1), training);
      assertThatTensor(last).isCloseTo(Shapes.moveAxis(first, 1, 3), 1e-13);
    }
    Tensor leading = run(BatchNorm.of(3).axis(0), x, true);
    assertThat(Reductions.mean(leading, 1, 2, 3).toDoubleArray()[2])
        .isCloseTo(0, org.assertj.core.api.Assertions.within(1e-14));
  }

  private static Tensor run(BatchNorm layer, Tensor x, boolean training) {
    Model<BatchNorm> model = Model.of(layer, x.dtype());
    Values values = model.initialize(KEY);
    return layer.forward(x, training ? model.training(values, KEY) : model.inference(values));
  }

  @Test
  void scaleAndShiftAreOptions() {
    assertThat(Model.of(BatchNorm.of(2)).parameters().keySet()).containsExactly("weight", "bias");
    assertThat(Model.of(BatchNorm.of(2).withoutScale()).parameters().keySet())
        .containsExactly("bias");
    assertThat(Model.of(BatchNorm.of(2).withoutShift().withoutScale()).parameters()).isEmpty();
    Tensor x = normal(5, 2);
    Tensor plain = run(BatchNorm.of(2).withoutScale().withoutShift(), x, true);
    assertThatTensor(plain).isIdenticalTo(run(BatchNorm.of(2), x, true));
    BatchNorm layer = BatchNorm.of(2);
    assertThat(Model.of(layer.epsilon(1)).parameters().values())
        .doesNotContainAnyElementsOf(Model.of(layer).parameters().values());
  }

  @Test
  void float32DataFarFromZeroKeepTheirDigits() {
    Tensor x = normal(512, 4).plus(1e6).to(DType.FLOAT32);
    Tensor exact = run(BatchNorm.of(4), x.to(DType.FLOAT64), true);
    assertThatTensor(run(BatchNorm.of(4), x, true).to(DType.FLOAT64)).isCloseTo(exact, 2e-6);
    Model<BatchNorm> model = Model.of(BatchNorm.of(4).momentum(1));
    Pass pass = model.training(model.initialize(KEY), KEY);
    model.root().forward(x, pass);
    Tensor variance = Reductions.variance(x.to(DType.FLOAT64), 1, false, 0);
    assertThatTensor(pass.updates().get("runningVariance").to(DType.FLOAT64))
        .isRelativelyCloseTo(variance, 1e-6);
  }

  @Test
  void badInputAndOptionsAreRefused() {
    Model<BatchNorm> model = Model.of(BatchNorm.of(2), DType.FLOAT64);
    Values values = model.initialize(KEY);
    assertThatThrownBy(() -> model.root().forward(normal(1, 2), model.training(values, KEY)))
        .hasMessage(
            "batchNorm: one value a channel has no variance: x is [1, 2] in training; give a larger"
                + " batch, or use an inference pass");
    // One example of an image has more than one value a channel.
    model.root().forward(normal(1, 2, 2), model.training(values, KEY));
    assertThatThrownBy(() -> model.root().forward(normal(4, 3), model.inference(values)))
        .hasMessage(
            "batchNorm: the input does not fit the channels: x is [4, 3]; give [N, 2, ...]");
    assertThatThrownBy(() -> run(BatchNorm.of(2).axis(-1), normal(2, 4, 3), true))
        .hasMessage(
            "batchNorm: the input does not fit the channels: x is [2, 4, 3]; give 2 channels along"
                + " axis -1");
    assertThatThrownBy(() -> BatchNorm.of(2).momentum(0))
        .hasMessage(
            "batchNorm: not a momentum: 0.0; give a number above 0, at most 1: the share of the new"
                + " batch");
    assertThatThrownBy(() -> BatchNorm.of(2).epsilon(0))
        .hasMessage("batchNorm: epsilon must be positive: 0.0; 1e-5 is usual");
  }
}
