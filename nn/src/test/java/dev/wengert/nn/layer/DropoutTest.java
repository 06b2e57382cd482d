package dev.wengert.nn.layer;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;

class DropoutTest {

  private static final Tensor ONES = Tensor.ones(DType.FLOAT64, 100, 200);

  private static Tensor training(Dropout layer, Tensor x, long key) {
    Model<Dropout> model = Model.of(layer, x.dtype());
    return layer.forward(x, model.training(model.initialize(Key.of(1)), Key.of(key)));
  }

  private static Tensor inference(Dropout layer, Tensor x) {
    Model<Dropout> model = Model.of(layer, x.dtype());
    return layer.forward(x, model.inference(model.initialize(Key.of(1))));
  }

  @Test
  void invertedDropoutScalesUpInTraining() {
    for (Dropout layer : new Dropout[] {Dropout.keeping(0.8), Dropout.dropping(0.2)}) {
      Tensor y = training(layer, ONES, 1);
      assertThat(y.toDoubleArray()).containsOnly(0, 1 / 0.8);
      // 20,000 draws: the standard deviation of the share kept is 0.4 / sqrt(20,000) = 0.0028.
      assertThat(Reductions.mean(y).item()).isCloseTo(1, within(4 * 0.0028 / 0.8));
      assertThat(inference(layer, ONES)).isSameAs(ONES);
    }
  }

  @Test
  void theBinomialFormScalesDownInInference() {
    Dropout layer = Dropout.binomial(0.2);
    Tensor y = training(layer, ONES, 1);
    assertThat(y.toDoubleArray()).containsOnly(0, 1);
    assertThat(Reductions.mean(y).item()).isCloseTo(0.8, within(4 * 0.0028));
    assertThat(inference(layer, ONES).toDoubleArray()).containsOnly(0.8);
  }

  @Test
  void theKeyDecidesTheMask() {
    Dropout layer = Dropout.keeping(0.5);
    assertThatTensor(training(layer, ONES, 4)).isIdenticalTo(training(layer, ONES, 4));
    assertThat(training(layer, ONES, 4).toDoubleArray())
        .isNotEqualTo(training(layer, ONES, 5).toDoubleArray());
  }

  @Test
  void wholeChannelsGoTogether() {
    Tensor x = Tensor.ones(DType.FLOAT64, 30, 40, 2, 3);
    Tensor sums = Reductions.sum(training(Dropout.keeping(0.75).ofChannels(), x, 1), 2, 3);
    assertThat(sums.toDoubleArray()).containsOnly(0, 6 / 0.75);
    // 1,200 draws: the standard deviation of the share kept is 0.433 / sqrt(1,200) = 0.0125.
    assertThat(Reductions.mean(sums).item()).isCloseTo(6, within(4 * 0.0125 * 8));
    assertThat(Dropout.binomial(0.5).ofChannels().unit()).isEqualTo(Dropout.Unit.CHANNEL);
    assertThatThrownBy(() -> training(Dropout.keeping(0.5).ofChannels(), Tensor.of(1.0, 2.0), 1))
        .hasMessage("dropout: there are no channels: x is [2]; give [N, C, ...]");
  }

  @Test
  void keepingAllIsNothing() {
    assertThat(training(Dropout.dropping(0), ONES, 1)).isSameAs(ONES);
    assertThat(training(Dropout.binomial(0), ONES, 1)).isSameAs(ONES);
    assertThat(inference(Dropout.binomial(0), ONES)).isSameAs(ONES);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    Tensor x = Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(3, 3, 2)));
    LayerCheck.check(Dropout.keeping(0.6), x);
    LayerCheck.check(Dropout.binomial(0.4), x);
    LayerCheck.check(Dropout.dropping(0.3).ofChannels(), x);
  }

  @Test
  void aProbabilityIsOne() {
    assertThatThrownBy(() -> Dropout.keeping(0))
        .hasMessage("dropout: not a keep probability: 0.0; give a number above 0, at most 1");
    assertThatThrownBy(() -> Dropout.dropping(1))
        .hasMessage("dropout: not a drop probability: 1.0; give a number from 0, below 1");
    assertThatThrownBy(() -> Dropout.binomial(-0.1))
        .hasMessage("dropout: not a drop probability: -0.1; give a number from 0, below 1");
  }
}
