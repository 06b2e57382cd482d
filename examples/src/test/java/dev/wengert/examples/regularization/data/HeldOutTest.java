package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutTest {

  private final PlanarSet train = SyntheticData.create().train();

  @Test
  void everyExampleIsInOnePart() {
    HeldOut parts = HeldOut.of(train, 3);
    List<Double> both = new ArrayList<>();
    for (PlanarSet part : List.of(parts.fit(), parts.dev())) {
      for (double x : part.x1()) {
        both.add(x);
      }
    }
    List<Double> all = new ArrayList<>();
    for (double x : train.x1()) {
      all.add(x);
    }
    assertThat(both).containsExactlyInAnyOrderElementsOf(all);
  }

  /** Of 109 and 102 examples, seven tenths are 76 and 71. */
  @Test
  void sevenTenthsOfEachClassAreFitted() {
    HeldOut parts = HeldOut.of(train, 3);
    assertThat(parts.fit().ones()).isEqualTo(71);
    assertThat(parts.fit().size()).isEqualTo(76 + 71);
    assertThat(parts.dev().ones()).isEqualTo(31);
    assertThat(parts.dev().size()).isEqualTo(33 + 31);
  }

  @Test
  void theSeedDecides() {
    assertThat(HeldOut.of(train, 3).dev().x1()).isEqualTo(HeldOut.of(train, 3).dev().x1());
    assertThat(HeldOut.of(train, 4).dev().x1()).isNotEqualTo(HeldOut.of(train, 3).dev().x1());
  }

  @Test
  void theLeastSetHasTwoParts() {
    for (int ones = 0; ones <= HeldOut.LEAST; ones++) {
      double[] labels = new double[HeldOut.LEAST];
      Arrays.fill(labels, 0, ones, 1);
      PlanarSet least =
          PlanarSet.of("least", new double[labels.length], new double[labels.length], labels);
      HeldOut parts = HeldOut.of(least, 1);
      assertThat(parts.dev().size()).isPositive();
      assertThat(parts.fit().size()).isPositive();
    }
  }
}
