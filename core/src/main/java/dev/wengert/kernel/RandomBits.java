package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel of all randomness: independent draws from a key, by Philox 4x32-10.
 *
 * <p>The operands are an INT32 buffer [2], the key, and an INT32 scalar, the stream. Word w is word
 * {@code w mod 4} of the block whose counter is {@code (w / 4, stream, domain, 0)}, so it depends
 * on key, stream, domain and w alone. An INT32 element is one word. A FLOAT32 element is the upper
 * 24 bits of one word times 2^-24, a FLOAT64 element the upper 53 bits of two words times 2^-53:
 * uniform in [0, 1). A BOOL element is true where one word, without a sign, is below the
 * probability times 2^32.
 *
 * @param domain keeps uses of one key apart
 * @param probability that of true, for BOOL
 */
public record RandomBits(int domain, double probability) implements Kernel {

  /** Words that are made at once. */
  private static final int BATCH = 2048;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 15;

  /** Returns the kernel for numbers. */
  public static RandomBits of(int domain) {
    return new RandomBits(domain, Double.NaN);
  }

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    int[] key = Elements.contiguous(inputs[0]).ints();
    int stream = Elements.contiguous(inputs[1]).ints()[0];
    Buffer result = Buffer.allocate(results[0]);
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
            Philox.fill(words, first, (length * wordsEach + 3) / 4, stream, domain, key);
            convert(words, result.array(), at, length);
          }
        });
    return new Buffer[] {result};
  }

  private void convert(int[] words, Object target, int at, int length) {
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
      case boolean[] values -> below(words, values, at, length);
      default -> throw new AssertionError(target);
    }
  }

  private void below(int[] words, boolean[] values, int at, int length) {
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
