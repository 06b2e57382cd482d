package dev.wengert.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class SamplingTest {

  /** Logarithms of 0.4, 0.3, 0.2 and 0.1, the likeliest not first. */
  private static final Tensor LOGITS =
      Tensor.of(Math.log(0.2), Math.log(0.4), Math.log(0.1), Math.log(0.3));

  private static void check(Tensor probabilities, double... expected) {
    assertThat(probabilities.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(probabilities.toDoubleArray()).containsExactly(expected, within(1e-12));
  }

  @Test
  void aTemperatureOfOneDrawsAsTheNetworkExpects() {
    check(Sampling.temperature(1).probabilities(LOGITS), 0.2, 0.4, 0.1, 0.3);
    check(Sampling.temperature(1).probabilities(LOGITS.plus(300)), 0.2, 0.4, 0.1, 0.3);
    // Half the temperature squares probabilities: 4, 16, 1 and 9 of 30.
    check(Sampling.temperature(0.5).probabilities(LOGITS), 4 / 30.0, 16 / 30.0, 1 / 30.0, 9 / 30.0);
    check(Sampling.greedy().probabilities(LOGITS), 0, 1, 0, 0);
    check(Sampling.greedy().probabilities(Tensor.of(1.0, 3, 3)), 0, 1, 0);
  }

  @Test
  void someOfTheLikeliestAreLeft() {
    Sampling all = Sampling.temperature(1);
    check(all.withTopK(2).probabilities(LOGITS), 0, 4 / 7.0, 0, 3 / 7.0);
    check(all.withTopK(1).probabilities(LOGITS), 0, 1, 0, 0);
    check(all.withTopK(9).probabilities(LOGITS), 0.2, 0.4, 0.1, 0.3);
    check(all.withTopP(0.39).probabilities(LOGITS), 0, 1, 0, 0);
    check(all.withTopP(0.41).probabilities(LOGITS), 0, 4 / 7.0, 0, 3 / 7.0);
    check(all.withTopP(0.89).probabilities(LOGITS), 2 / 9.0, 4 / 9.0, 0, 3 / 9.0);
    check(all.withTopP(0.91).probabilities(LOGITS), 0.2, 0.4, 0.1, 0.3);
    // Of the three likeliest, 4, 3 and 2 of 9, two reach 0.75.
    check(all.withTopK(3).withTopP(0.75).probabilities(LOGITS), 0, 4 / 7.0, 0, 3 / 7.0);
  }

  @Test
  void whatWasWrittenIsLessLikely() {
    Tensor logits = Tensor.of(2.0, -2.0, 0.5);
    Sampling sampling = Sampling.temperature(1).withRepetitionPenalty(2);
    double a = Math.exp(1);
    double b = Math.exp(-4);
    double c = Math.exp(0.5);
    double sum = a + b + c;
    check(sampling.probabilities(logits, 0, 1, 0, 1), a / sum, b / sum, c / sum);
    assertThat(Sampling.greedy().withRepetitionPenalty(5).draw(logits, new int[] {0}, Key.of(1)))
        .isEqualTo(2);
    assertThatThrownBy(() -> sampling.probabilities(logits, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("sampling: the symbol 3 was written; there are those from 0 to 2");
  }

  @Test
  void drawsAreAsOftenAsTheirProbabilitiesSay() {
    int[] counts = new int[4];
    Sampling sampling = Sampling.temperature(1);
    int draws = 4000;
    for (int i = 0; i < draws; i++) {
      int drawn = sampling.draw(LOGITS, new int[0], Key.of(5).fold(i));
      assertThat(drawn).isEqualTo(sampling.draw(LOGITS, new int[0], Key.of(5).fold(i)));
      counts[drawn]++;
    }
    double[] expected = {0.2, 0.4, 0.1, 0.3};
    for (int i = 0; i < 4; i++) {
      double p = expected[i];
      double error = Math.sqrt(p * (1 - p) / draws);
      assertThat(counts[i] / (double) draws).isCloseTo(p, within(4 * error));
    }
  }

  @Test
  void whatIsImpossibleIsNeverDrawn() {
    Tensor logits = Tensor.of(Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < 50; i++) {
      assertThat(Sampling.temperature(5).draw(logits, new int[0], Key.of(i))).isEqualTo(1);
    }
  }

  @Test
  void nonsenseIsRefused() {
    Sampling sampling = Sampling.temperature(1);
    assertThatThrownBy(() -> Sampling.temperature(-1))
        .hasMessage("sampling: not a temperature: -1.0; give 0 or more, 1 as the network expects");
    assertThatThrownBy(() -> sampling.withTopK(0))
        .hasMessage("sampling: the likeliest 0 symbols are left; give 1 or more");
    assertThatThrownBy(() -> sampling.withTopP(1.1))
        .hasMessage(
            "sampling: not a probability to be left: 1.1; give a number above 0, at most 1");
    assertThatThrownBy(() -> sampling.withRepetitionPenalty(0))
        .hasMessage("sampling: not a penalty: 0.0; give a number above 0, 1 changes nothing");
    assertThatThrownBy(() -> sampling.probabilities(Tensor.of(1.0, Double.NaN)))
        .hasMessage("sampling: the logit of the symbol 1 is NaN; look for what made it so");
    assertThatThrownBy(() -> sampling.probabilities(Tensor.of(Double.NEGATIVE_INFINITY)))
        .hasMessage("sampling: all 1 logits are -Infinity; leave a symbol to be drawn");
    assertThatThrownBy(() -> sampling.probabilities(Tensor.of(1, 2)))
        .hasMessage("sampling: not logits: they are INT32[2]; give floating [symbols]");
  }
}
