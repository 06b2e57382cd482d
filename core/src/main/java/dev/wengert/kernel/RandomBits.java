package dev.wengert.kernel;

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

  /** Returns the kernel for numbers. */
  public static RandomBits of(int domain) {
    return new RandomBits(domain, Double.NaN);
  }
}
