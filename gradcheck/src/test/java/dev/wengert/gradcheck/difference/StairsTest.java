package dev.wengert.gradcheck.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class StairsTest {

  private static double[] samples(DoubleUnaryOperator f) {
    double[] samples = new double[16];
    Arrays.setAll(samples, f::applyAsDouble);
    return samples;
  }

  @Test
  void whatClimbsInStepsHasThem() {
    assertThat(Stairs.step(samples(k -> 0.01 * k + Math.floor(k / 3.3))))
        .isCloseTo(1, within(1e-9));
    assertThat(Stairs.step(samples(k -> 0.5 * k - 2 * Math.floor(k / 4.7))))
        .isCloseTo(2, within(1e-9));
  }

  @Test
  void whatBendsJumpsOnceOrTurnsBackHasNone() {
    assertThat(Stairs.step(samples(k -> 3 * k))).isZero();
    assertThat(Stairs.step(samples(k -> Math.exp(k / 4.0)))).isZero();
    assertThat(Stairs.step(samples(k -> Math.abs(k - 7.5)))).isZero();
    assertThat(Stairs.step(samples(k -> k < 7 ? 0.1 * k : 5 + 0.1 * k))).isZero();
    assertThat(Stairs.step(samples(k -> Math.sin(Math.PI / 4 + Math.PI / 2 * k)))).isZero();
    assertThat(Stairs.step(samples(k -> Math.sin(0.3 * k)))).isZero();
    assertThat(Stairs.step(samples(k -> k % 4 == 2 ? Double.NaN : k))).isZero();
  }
}
