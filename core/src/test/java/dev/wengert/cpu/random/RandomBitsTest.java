package dev.wengert.cpu.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.RandomBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomBitsTest {

  private static Buffer draw(
      int domain, int stream, int key0, int key1, DType dtype, int... sides) {
    return Kernels.run(
        RandomBits.of(domain),
        dtype,
        Shape.of(sides),
        Buffers.of(DType.INT32, Shape.of(2), key0, key1),
        Buffers.of(DType.INT32, Shape.SCALAR, stream));
  }

  /** The first block of key 0 has the counter 0, for which Random123 publishes the answer. */
  @Test
  void startsWithThePublishedWords() {
    assertThat(draw(0, 0, 0, 0, DType.INT32, 4).ints())
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
  }

  /** Word w is word w mod 4 of the block with the counter (w / 4, stream, domain, 0). */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 13, 207, 4098, 100_003})
  void eachWordDependsOnItsPlaceAlone(int n) {
    int[] words = draw(9, 5, 3, -4, DType.INT32, n).ints();
    assertThat(words).hasSize(n);
    for (int w = 0; w < n; w++) {
      int[] counter = {w / 4, 5, 9, 0};
      Philox.block(counter, 3, -4);
      assertThat(words[w]).isEqualTo(counter[w % 4]);
    }
    assertThat(draw(9, 5, 3, -4, DType.INT32, 1, n, 1).ints()).containsExactly(words);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 207, 4098, 70_001})
  void aFloat32IsTheUpperBitsOfOneWord(int n) {
    int[] words = draw(1, 2, 3, 4, DType.INT32, n).ints();
    float[] values = draw(1, 2, 3, 4, DType.FLOAT32, n).floats();
    for (int i = 0; i < n; i++) {
      assertThat(values[i]).isEqualTo((float) Math.scalb((double) (words[i] >>> 8), -24));
      assertThat(values[i]).isBetween(0f, Math.nextDown(1f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 207, 4098, 70_001})
  void aFloat64IsTheUpperBitsOfTwoWords(int n) {
    int[] words = draw(1, 2, 3, 4, DType.INT32, 2 * n).ints();
    double[] values = draw(1, 2, 3, 4, DType.FLOAT64, n).doubles();
    for (int i = 0; i < n; i++) {
      long high = Integer.toUnsignedLong(words[2 * i]);
      long low = Integer.toUnsignedLong(words[2 * i + 1]);
      assertThat(values[i]).isEqualTo(Math.scalb((double) ((high << 21) + (low >>> 11)), -53));
      assertThat(values[i]).isBetween(0.0, Math.nextDown(1.0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 207, 4098, 100_003})
  void aTruthValueComparesOneWordWithTheProbability(int n) {
    int[] words = draw(1, 2, 3, 4, DType.INT32, n).ints();
    for (double probability : new double[] {0, 0.25, 0.86, 1}) {
      boolean[] values =
          Kernels.run(
                  new RandomBits(1, probability),
                  DType.BOOL,
                  Shape.of(n),
                  Buffers.of(DType.INT32, Shape.of(2), 3, 4),
                  Buffers.of(DType.INT32, Shape.SCALAR, 2))
              .booleans();
      for (int i = 0; i < n; i++) {
        double word = Integer.toUnsignedLong(words[i]);
        assertThat(values[i]).isEqualTo(word < Math.rint(probability * 0x1p32));
      }
    }
  }

  @Test
  void readsAKeyThatIsABroadcast() {
    Buffer key = Buffer.filled(new Spec(DType.INT32, Shape.of(2)), 6);
    Buffer stream = Buffers.of(DType.INT32, Shape.SCALAR, 0);
    assertThat(Kernels.run(RandomBits.of(0), DType.INT32, Shape.of(3), key, stream).ints())
        .containsExactly(draw(0, 0, 6, 6, DType.INT32, 3).ints());
  }
}
