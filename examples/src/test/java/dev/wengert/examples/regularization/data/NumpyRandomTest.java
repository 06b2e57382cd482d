package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wengert.examples.regularization.PublishedExperiment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected numbers are NumPy's, printed by {@code repr}. */
class NumpyRandomTest {

  @Test
  void uniformNumbersAreNumpys() {
    NumpyRandom random = NumpyRandom.seeded(1);
    assertThat(random.rand(1, 4))
        .containsExactly(
            0.417022004702574, 0.7203244934421581, 0.00011437481734488664, 0.30233257263183977);
  }

  @Test
  void stateTwistsOnBeyondItsFirst624Numbers() {
    double[] numbers = NumpyRandom.seeded(1).rand(2000, 1);
    assertThat(numbers[700]).isEqualTo(0.13835468979294652);
    assertThat(numbers[1999]).isEqualTo(0.9467282696079524);
  }

  @Test
  void extremeSeedsAreNumpys() {
    assertThat(NumpyRandom.seeded(0).rand(1, 4))
        .containsExactly(
            0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.5448831829968969);
    assertThat(NumpyRandom.seeded(NumpyRandom.MAX_SEED).rand(1, 2))
        .containsExactly(0.0976320289940138, 0.9123828453026218);
  }

  @Test
  void normalNumbersAreNumpysAndTheSpareOneWaits() {
    NumpyRandom random = NumpyRandom.seeded(3);
    assertThat(random.randn(7, 1))
        .containsExactly(
            1.7886284734303186,
            0.43650985051198943,
            0.09649746807200862,
            -1.8634927033644908,
            -0.27738820251439905,
            -0.35475897926898675,
            -0.08274148148245977);
    assertThat(random.randomSample()).isEqualTo(0.029876210878566956);
  }

  @Test
  void publishedInitialWeightsFollowFromSeed3() {
    NumpyRandom random = NumpyRandom.seeded(3);
    int[] widths = {2, 20, 3, 1};
    for (int layer = 1; layer <= 3; layer++) {
      double[] weights = random.randn(widths[layer], widths[layer - 1]);
      for (int i = 0; i < weights.length; i++) {
        weights[i] /= Math.sqrt(widths[layer - 1]);
      }
      assertThat(weights)
          .as("W" + layer)
          .containsExactly(PublishedExperiment.initial("baseline", "W" + layer));
    }
  }

  @Test
  void publishedMasksFollowFromSeed1() {
    NumpyRandom random = NumpyRandom.seeded(1);
    double[] first = random.rand(20, 211);
    double[] second = random.rand(3, 211);
    assertThat(first[20 * 211 - 1]).isEqualTo(0.5785197821401383);
    assertThat(second[0]).isEqualTo(0.8764755457125712);
    assertThat(second[3 * 211 - 1]).isEqualTo(0.4528613379550066);
    assertThat(Arrays.stream(first).filter(u -> u < 0.86).count()).isEqualTo(3627);
    assertThat(Arrays.stream(second).filter(u -> u < 0.86).count()).isEqualTo(544);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, NumpyRandom.MAX_SEED + 1})
  void seedsThatNumpyRefusesAreRefused(long seed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumpyRandom.seeded(seed))
        .withMessage(
            "numpy seed: outside the range: " + seed + "; choose one from 0 to 4294967295");
  }
}
