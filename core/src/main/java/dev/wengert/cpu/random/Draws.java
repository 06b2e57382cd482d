package dev.wengert.cpu.random;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.RandomBits;

/** How {@link RandomBits} runs: words of {@link Philox} by the batch, converted. */
public final class Draws {

  /** Words that are made at once. */
  private static final int BATCH = 2048;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 15;

  private Draws() {}

  /** Fills the result. */
  public static void fill(RandomBits draw, Buffer[] inputs, Buffer result) {
    Buffer key = Elements.contiguous(inputs[0]);
    int key0 = key.ints()[key.offset()];
    int key1 = key.ints()[key.offset() + 1];
    int stream = inputs[1].ints()[inputs[1].offset()];
    int wordsEach = result.array() instanceof double[] ? 2 : 1;
    Threads.forEachRange(
        result.shape().size(),
        GRAIN,
        (from, to) -> {
          int[] words = new int[Math.min(BATCH, ((to - from) * wordsEach + 7) & -8)];
          int step = words.length / wordsEach;
          for (int at = from; at < to; at += step) {
            int length = Math.min(step, to - at);
            int first = at * wordsEach / 4;
            Philox.fill(
                words, first, (length * wordsEach + 3) / 4, stream, draw.domain(), key0, key1);
            convert(draw, words, result.array(), result.offset() + at, length);
          }
        });
  }

  private static void convert(RandomBits draw, int[] words, Object target, int at, int length) {
    switch (target) {
      case int[] values -> System.arraycopy(words, 0, values, at, length);
      case float[] values -> {
        for (int i = 0; i < length; i++) {
          values[at + i] = (words[i] >>> 8) * 0x1p-24f;
        }
      }
      case double[] values -> {
        for (int i = 0; i < length; i++) {
          long bits = ((long) words[2 * i] << 32) | (words[2 * i + 1] & 0xFFFFFFFFL);
          values[at + i] = (bits >>> 11) * 0x1p-53;
        }
      }
      case boolean[] values -> below(draw.probability(), words, values, at, length);
      default -> throw new AssertionError(target);
    }
  }

  private static void below(double probability, int[] words, boolean[] values, int at, int length) {
    long threshold = Math.round(probability * 0x1p32);
    if (threshold > 0xFFFFFFFFL) {
      java.util.Arrays.fill(values, at, at + length, true);
      return;
    }
    // Turning the upper bit round makes a comparison with signs one without.
    int bound = (int) threshold ^ Integer.MIN_VALUE;
    int done = Simd.isAvailable() ? SimdPhilox.below(words, bound, values, at, length) : 0;
    for (int i = done; i < length; i++) {
      values[at + i] = (words[i] ^ Integer.MIN_VALUE) < bound;
    }
  }
}
