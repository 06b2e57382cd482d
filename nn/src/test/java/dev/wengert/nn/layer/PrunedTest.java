package dev.wengert.nn.layer;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingState;
import dev.wengert.ops.Losses;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunedTest {

  private final Pruned pruned = Pruned.of(Sequential.of(Dense.of(3, 2), Dense.of(2, 2)));
  private final Model<Pruned> model = Model.of(pruned);
  private final Values values =
      model
          .initialize(Key.of(1))
          .with("0.weight", Tensor.of(new float[][] {{5, -6, 7}, {-1, 8, 9}}))
          .with("1.weight", Tensor.of(new float[][] {{0.5f, 0}, {-2, 3}}));

  private static double[] mask(Values values, int layer) {
    return values.get(layer + ".weight.mask").toDoubleArray();
  }

  /** By hand: the two smallest of six, and one of four, of the same size as none. */
  @Test
  void ofEachWeightTheSmallestNumbersGo() {
    Values half = pruned.byTensor(model, values, 1 / 3.0);
    assertThat(mask(half, 0)).containsExactly(0, 1, 1, 0, 1, 1);
    assertThat(mask(half, 1)).containsExactly(1, 0, 1, 1);
    assertThat(pruned.share(model, half)).isCloseTo(0.3, within(1e-12));
  }

  /** By hand: of 0, 0.5, 1, 2, 3, 5, 6, ... the first five. */
  @Test
  void ofAllWeightsTogetherTheSmallestNumbersGo() {
    Values half = pruned.globally(model, values, 0.5);
    assertThat(mask(half, 0)).containsExactly(1, 1, 1, 0, 1, 1);
    assertThat(mask(half, 1)).containsExactly(0, 0, 0, 0);
    assertThat(pruned.share(model, half)).isEqualTo(0.5);
  }

  @Test
  void whatWasLeftOutStaysSoAndCounts() {
    Values some = pruned.byTensor(model, values, 0.5);
    assertThat(mask(some, 0)).containsExactly(0, 0, 1, 0, 1, 1);
    Values grown = some.with("0.weight", Tensor.of(new float[][] {{50, 60, 7}, {70, 8, 9}}));
    assertThat(mask(pruned.byTensor(model, grown, 0.5), 0)).containsExactly(0, 0, 1, 0, 1, 1);
    assertThat(mask(pruned.byTensor(model, grown, 4 / 6.0), 0)).containsExactly(0, 0, 0, 0, 1, 1);
    assertThat(mask(pruned.byTensor(model, grown, 0), 0)).containsExactly(0, 0, 1, 0, 1, 1);
    assertThat(mask(pruned.byTensor(model, values, 1), 0)).containsExactly(0, 0, 0, 0, 0, 0);
    // Of equal numbers the first go.
    Values equal = values.with("0.weight", Tensor.ones(DType.FLOAT32, 2, 3));
    assertThat(mask(pruned.byTensor(model, equal, 0.5), 0)).containsExactly(0, 0, 0, 1, 1, 1);
  }

  /** They are no small numbers, and do not keep others from being left out. */
  @Test
  void whatIsNoNumberGoesLast() {
    float[][] numbers = {{5, Float.NaN, 7}, {-1, 8, 9}};
    Values odd = values.with("0.weight", Tensor.of(numbers));
    assertThat(mask(pruned.byTensor(model, odd, 5 / 6.0), 0)).containsExactly(0, 1, 0, 0, 0, 0);
    assertThat(mask(pruned.byTensor(model, odd, 1), 0)).containsExactly(0, 0, 0, 0, 0, 0);
  }

  /** Its weight has the path of the first place, its mask that of the second. */
  @Test
  void aLayerThatStandsElsewhereTooIsPruned() {
    Layer both = Dense.of(3, 3);
    Pruned second = Pruned.of(both);
    Model<Sequential> tied = Model.of(Sequential.of(both, second));
    Values half = second.byTensor(tied, tied.initialize(Key.of(1)), 4 / 9.0);
    assertThat(second.share(tied, half)).isCloseTo(4 / 9.0, within(1e-12));
    assertThat(second.removed(tied, half).byPath().keySet()).containsExactly("0.weight", "0.bias");
    assertThatThrownBy(() -> Pruned.of(both).share(tied, half))
        .hasMessageStartingWith("pruned: the model has 0 of this layer's 1 weights");
  }

  @Test
  void itComputesWithoutThem() {
    Values half = pruned.byTensor(model, values, 1 / 3.0);
    Tensor y = model.predictor(half).of(Tensor.of(new float[][] {{1, 10, 100}}));
    // By hand: 0 - 60 + 700 and 0 + 80 + 900, then 0.5 a + 0 b and -2 a + 3 b.
    assertThat(y.toDoubleArray()).containsExactly(320, 1660);
    Model<Layer> alone = Model.of(Sequential.of(Dense.of(3, 2), Dense.of(2, 2)));
    Values removed = pruned.removed(model, half);
    assertThat(removed.get("0.weight").toDoubleArray()).containsExactly(0, -6, 7, 0, 8, 9);
    assertThatTensor(alone.predictor(removed).of(Tensor.of(new float[][] {{1, 10, 100}})))
        .isCloseTo(y, 0);
  }

  /** With weight decay and a mean of gradients from before, which would move them. */
  @Test
  void whatIsLeftOutStaysZeroWhileTheRestLearns(@TempDir Path folder) {
    Tensor x = Key.of(3).normal(DType.FLOAT32, 64, 2);
    Examples data = new Examples(x, x.get(":, 0").gt(0).to(DType.INT32));
    Layer network = Sequential.of(Dense.of(2, 8), Activation.relu(), Dense.of(8, 2));
    // @start region="pruned"
    Pruned pruned = Pruned.of(network);
    Model<Pruned> model = Model.of(pruned);
    Trainer<Pruned> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, AdamW.of(0.01, 0.1)))
            .checkpoints(Checkpoints.of(folder, 1000))
            .build();
    TrainingState dense =
        trainer.train(data, Batching.of(16), Limit.epochs(2), trainer.start(Key.of(7))).state();
    Values half = pruned.globally(model, dense.values(), 0.5); // and train on with these
    // @end region="pruned"
    TrainingState sparse =
        trainer
            .train(data, Batching.of(16), Limit.epochs(5), trainer.start(half, Key.of(8)))
            .state();
    assertThat(pruned.share(model, sparse.values())).isEqualTo(0.5);
    Values read = trainer.resumeOrStart(Key.of(9)).values();
    Values removed = pruned.removed(model, read);
    for (String path : new String[] {"0.weight", "2.weight"}) {
      assertThatTensor(read.get(path + ".mask")).isCloseTo(half.get(path + ".mask"), 0);
      double[] mask = half.get(path + ".mask").toDoubleArray();
      double[] after = removed.get(path).toDoubleArray();
      double[] before = half.get(path).toDoubleArray();
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] == 0) {
          assertThat(after[i]).isZero();
        } else {
          assertThat(after[i]).isNotEqualTo(before[i]);
        }
      }
    }
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(Pruned.of(Dense.of(2, 2)), Key.of(5).normal(DType.FLOAT64, 3, 2));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> pruned.byTensor(model, values, 1.5))
        .hasMessage("pruned: not a share: 1.5; give a number from 0 to 1");
    assertThatThrownBy(() -> Pruned.of(Dense.of(2, 2)).removed(model, values))
        .hasMessage(
            "pruned: the model has 0 of this layer's 1 weights; give the model that it is in");
    assertThatThrownBy(() -> Pruned.of(Activation.relu()))
        .hasMessage(
            "pruned: the layer has no weight to prune: its parameters are {}; wrap one with a"
                + " weight of two axes or more");
  }
}
