package dev.wengert.cpu.random;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Ascent;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Simd;

/**
 * The counter-based random generator Philox 4x32-10.
 *
 * <p>It turns a counter of 128 bits and a key of 64 into 128 random bits by ten rounds of
 * multiplication and mixing, so the n-th value is computed without those before it. Source: Salmon,
 * Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {

  static final int MULTIPLIER_0 = 0xD2511F53;
  static final int MULTIPLIER_1 = 0xCD9E8D57;
  static final int WEYL_0 = 0x9E3779B9;
  static final int WEYL_1 = 0xBB67AE85;
  static final int ROUNDS = 10;

  /** Blocks that are too few for vectors. */
  private static final int FEW = 64;

  /** What a block takes. */
  private static final int OPERATIONS = 100;

  private static final Ascent ASCENT = new Ascent();

  private Philox() {}

  /**
   * Fills words with those of blocks one after the other.
   *
   * @param first the counter's first word in the first block
   * @param blocks how many; four words each
   * @param lane working memory
   */
  static void fill(
      int[] words, int first, int blocks, int stream, int domain, int key0, int key1, Lane lane) {
    int mark = lane.mark();
    int[] counter = lane.ints(4);
    int done = 0;
    if (blocks >= FEW && ASCENT.hasArrived()) {
      long[] pairs = lane.longs(32);
      done = SimdPhilox.fill(words, 0, blocks, first, stream, domain, key0, key1, pairs);
    } else if (blocks >= FEW && ASCENT.pays()) {
      long[] pairs = lane.longs(32);
      done = blocks;
      ASCENT.rehearse(
          0,
          blocks,
          Simd.lanes(DType.FLOAT64),
          (at, to) -> SimdPhilox.fill(words, at, to, first, stream, domain, key0, key1, pairs),
          (at, to) -> fillEach(words, at, to, first, stream, domain, key0, key1, counter));
    } else {
      ASCENT.add((long) OPERATIONS * blocks);
    }
    fillEach(words, done, blocks, first, stream, domain, key0, key1, counter);
    lane.release(mark);
  }

  private static void fillEach(
      int[] words,
      int from,
      int to,
      int first,
      int stream,
      int domain,
      int key0,
      int key1,
      int[] counter) {
    for (int block = from; block < to; block++) {
      counter[0] = first + block;
      counter[1] = stream;
      counter[2] = domain;
      counter[3] = 0;
      block(counter, key0, key1);
      System.arraycopy(counter, 0, words, 4 * block, 4);
    }
  }

  /** Replaces a counter of four words by its random words. */
  static void block(int[] counter, int key0, int key1) {
    int c0 = counter[0];
    int c1 = counter[1];
    int c2 = counter[2];
    int c3 = counter[3];
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    counter[0] = c0;
    counter[1] = c1;
    counter[2] = c2;
    counter[3] = c3;
  }
}
