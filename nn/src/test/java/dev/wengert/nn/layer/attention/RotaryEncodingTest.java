package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.testing.Seeds;
import org.junit.jupiter.api.Test;

class RotaryEncodingTest {

  private final RotaryEncoding rotary = RotaryEncoding.of(8, 4);

  private static Tensor random(int seed, int... sides) {
    return Key.of(Seeds.of(seed)).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  /** By the complex numbers of the source: (x0 + i x2) e^(i t), (x1 + i x3) e^(i t / 100). */
  @Test
  void pairsAreTurned() {
    Tensor x = random(1, 3, 4);
    double[] in = x.toDoubleArray();
    double[] out = rotary.rotate(x).toDoubleArray();
    for (int t = 0; t < 3; t++) {
      for (int i = 0; i < 2; i++) {
        double angle = i == 0 ? t : t / 100.0;
        double real = in[t * 4 + i];
        double imaginary = in[t * 4 + i + 2];
        assertThat(out[t * 4 + i])
            .isCloseTo(real * Math.cos(angle) - imaginary * Math.sin(angle), within(1e-15));
        assertThat(out[t * 4 + i + 2])
            .isCloseTo(real * Math.sin(angle) + imaginary * Math.cos(angle), within(1e-15));
      }
    }
  }

  @Test
  void aProductDependsOnTheDistanceAlone() {
    Tensor q = random(2, 1, 4).broadcastTo(8, 4);
    Tensor k = random(3, 1, 4).broadcastTo(8, 4);
    Tensor turnedQ = rotary.rotate(q);
    Tensor turnedK = rotary.rotate(k);
    double apart = LinearAlgebra.dot(turnedQ.get(5), turnedK.get(2)).item();
    assertThat(LinearAlgebra.dot(turnedQ.get(7), turnedK.get(4)).item())
        .isCloseTo(apart, within(1e-14));
    assertThat(LinearAlgebra.dot(turnedQ.get(6), turnedK.get(2)).item())
        .isNotCloseTo(apart, within(1e-3));
    assertThat(turnedQ.get(Index.to(1)).toDoubleArray())
        .isEqualTo(q.get(Index.to(1)).toDoubleArray());
  }

  @Test
  void derivativesAreRight() {
    GradCheck.of(in -> rotary.rotate(in.get(0)).pow(2).times(in.get(1)))
        .input("x", random(4, 2, 3, 4))
        .input("w", random(5, 4))
        .order(2)
        .forwardMode()
        .run()
        .assertCorrect();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> RotaryEncoding.of(8, 3))
        .hasMessage(
            "rotaryEncoding: not positions and size: 8 and 3; give positive numbers, the size"
                + " even");
    assertThatThrownBy(() -> rotary.rotate(Tensor.zeros(DType.FLOAT64, 9, 4)))
        .hasMessage(
            "rotaryEncoding: the input does not fit: x is [9, 4], from position 0 on;"
                + " give [..., up to 8, 4]");
  }
}
