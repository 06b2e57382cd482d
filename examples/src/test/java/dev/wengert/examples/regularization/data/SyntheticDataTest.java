package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.Hashing;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expected values were computed with NumPy, from the recipe in the javadoc. */
class SyntheticDataTest {

  private final PlanarData data = SyntheticData.create();

  @Test
  void setsHaveTheSizesOfThePublishedData() {
    assertThat(data.train().size()).isEqualTo(211);
    assertThat(data.test().size()).isEqualTo(200);
  }

  @Test
  void everyNumberIsNumpys() {
    assertThat(sha256(data.train()))
        .isEqualTo("c9408e1a2647bd14f61d925c8c4eea16ed15d24f77cfbafdae405076d6185a68");
    assertThat(sha256(data.test()))
        .isEqualTo("5269d463442b3a32f591fde4a4ed1fd698b27a97bcd0ae45fc0c25b08651d2da");
  }

  @Test
  void classesAreBalanced() {
    assertThat(data.train().ones()).isEqualTo(102);
    assertThat(data.test().ones()).isEqualTo(104);
  }

  @Test
  void diagonalSplitsTheClassesButForTheNoise() {
    assertThat(diagonalRight(data.train())).isEqualTo(195);
    assertThat(diagonalRight(data.test())).isEqualTo(190);
  }

  @Test
  void pointsFillTheSquare() {
    assertThat(Arrays.stream(data.train().x1())).allMatch(x -> x >= -0.8 && x < 0.8);
    assertThat(Arrays.stream(data.train().x2())).allMatch(x -> x >= -0.8 && x < 0.8);
  }

  /** The diagonal's share of wrong points among very many that are drawn by another generator. */
  @Test
  void noRuleErrsLessThanTheDiagonal() {
    Random random = Seeds.random(5);
    int points = 2_000_000;
    int wrong = 0;
    for (int i = 0; i < points; i++) {
      double x1 = 1.6 * random.nextDouble();
      double x2 = 1.6 * random.nextDouble();
      boolean label = x2 - x1 + 0.15 * random.nextGaussian() > 0;
      wrong += label == (x2 > x1) ? 0 : 1;
    }
    double deviation = Math.sqrt(0.07 * 0.93 / points);
    assertThat((double) wrong / points)
        .isCloseTo(SyntheticData.UNAVOIDABLE_ERROR, within(4 * deviation));
  }

  private static int diagonalRight(PlanarSet set) {
    double[] x1 = set.x1();
    double[] x2 = set.x2();
    double[] labels = set.labels();
    int right = 0;
    for (int i = 0; i < set.size(); i++) {
      right += (x2[i] > x1[i] ? 1 : 0) == labels[i] ? 1 : 0;
    }
    return right;
  }

  /** The hash of x1, x2 and the labels as big-endian doubles. */
  private static String sha256(PlanarSet set) {
    ByteArrayDataOutput bytes = ByteStreams.newDataOutput();
    for (double[] column : new double[][] {set.x1(), set.x2(), set.labels()}) {
      for (double value : column) {
        bytes.writeDouble(value);
      }
    }
    return Hashing.sha256().hashBytes(bytes.toByteArray()).toString();
  }
}
