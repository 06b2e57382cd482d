package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel of all randomness: independent uniform draws from a key, by Philox 4x32-10.
 *
 * <p>The operands are an INT32 buffer [2], the key, and an INT32 scalar, the stream. Word w is word
 * {@code w mod 4} of the block whose counter is {@code (w / 4, stream, domain, 0)}, so it depends
 * on key, stream, domain and w alone. An INT32 element is one word. A FLOAT32 element is the upper
 * 24 bits of one word times 2^-24, a FLOAT64 element the upper 53 bits of two words times 2^-53:
 * uniform in [0, 1).
 *
 * @param domain keeps uses of one key apart
 */
public record RandomBits(int domain) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    int[] key = Elements.contiguous(inputs[0]).ints();
    int stream = Elements.contiguous(inputs[1]).ints()[0];
    Buffer result = Buffer.allocate(results[0]);
    switch (result.array()) {
      case int[] words -> fill(words, key, stream);
      case float[] values -> fill(values, key, stream);
      case double[] values -> fill(values, key, stream);
      default -> throw new AssertionError(result);
    }
    return new Buffer[] {result};
  }

  private void block(int[] words, int index, int stream, int[] key) {
    words[0] = index;
    words[1] = stream;
    words[2] = domain;
    words[3] = 0;
    Philox.block(words, key[0], key[1]);
  }

  private void fill(int[] target, int[] key, int stream) {
    int[] words = new int[4];
    for (int at = 0; at < target.length; at += 4) {
      block(words, at >>> 2, stream, key);
      System.arraycopy(words, 0, target, at, Math.min(4, target.length - at));
    }
  }

  private void fill(float[] target, int[] key, int stream) {
    int[] words = new int[4];
    for (int at = 0; at < target.length; at += 4) {
      block(words, at >>> 2, stream, key);
      for (int i = 0; i < Math.min(4, target.length - at); i++) {
        target[at + i] = (words[i] >>> 8) * 0x1p-24f;
      }
    }
  }

  private void fill(double[] target, int[] key, int stream) {
    int[] words = new int[4];
    for (int at = 0; at < target.length; at += 2) {
      block(words, at >>> 1, stream, key);
      for (int i = 0; i < Math.min(2, target.length - at); i++) {
        long bits = ((long) words[2 * i] << 32) | (words[2 * i + 1] & 0xFFFFFFFFL);
        target[at + i] = (bits >>> 11) * 0x1p-53;
      }
    }
  }
}
