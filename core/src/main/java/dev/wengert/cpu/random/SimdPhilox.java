package dev.wengert.cpu.random;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** As many Philox blocks at once as a vector holds longs; see {@link Philox}. */
final class SimdPhilox {

  private static final long LOW = 0xFFFFFFFFL;

  private SimdPhilox() {}

  /**
   * Makes blocks and returns up to which: so many of them as are a multiple of a vector's length.
   *
   * @param from the first block to make
   * @param to the block before which to end
   * @param pairs a place for two longs a block of one vector
   */
  static int fill(
      int[] words,
      int from,
      int to,
      int first,
      int stream,
      int domain,
      int key0,
      int key1,
      long[] pairs) {
    var species = LongVector.SPECIES_PREFERRED;
    int width = species.length();
    LongVector lanes = LongVector.broadcast(species, 0).addIndex(1);
    int done = from;
    for (; done + width <= to; done += width) {
      LongVector c0 = lanes.add(first + done).and(LOW);
      LongVector c1 = LongVector.broadcast(species, stream & LOW);
      LongVector c2 = LongVector.broadcast(species, domain & LOW);
      LongVector c3 = LongVector.broadcast(species, 0);
      int k0 = key0;
      int k1 = key1;
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector p0 = c0.and(LOW).mul(LongVector.broadcast(species, Philox.MULTIPLIER_0 & LOW));
        LongVector p1 = c2.and(LOW).mul(LongVector.broadcast(species, Philox.MULTIPLIER_1 & LOW));
        c0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1);
        c0 = c0.lanewise(VectorOperators.XOR, k0 & LOW);
        c2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3);
        c2 = c2.lanewise(VectorOperators.XOR, k1 & LOW);
        c1 = p1.and(LOW);
        c3 = p0.and(LOW);
        k0 += Philox.WEYL_0;
        k1 += Philox.WEYL_1;
      }
      c1.lanewise(VectorOperators.LSHL, 32).or(c0).intoArray(pairs, 0);
      c3.lanewise(VectorOperators.LSHL, 32).or(c2).intoArray(pairs, width);
      int at = 4 * done;
      for (int i = 0; i < width; i++) {
        long low = pairs[i];
        long high = pairs[width + i];
        words[at] = (int) low;
        words[at + 1] = (int) (low >>> 32);
        words[at + 2] = (int) high;
        words[at + 3] = (int) (high >>> 32);
        at += 4;
      }
    }
    return done;
  }

  /**
   * Tells which words are below a bound, both with their upper bit turned round; returns up to
   * which it did.
   *
   * @param at where the value of word 0 goes
   * @param from the first word to look at
   * @param to the word before which to end
   */
  static int below(int[] words, int bound, boolean[] values, int at, int from, int to) {
    var species = IntVector.SPECIES_PREFERRED;
    int width = species.length();
    int done = from;
    for (; done + width <= to; done += width) {
      IntVector.fromArray(species, words, done)
          .lanewise(VectorOperators.XOR, Integer.MIN_VALUE)
          .compare(VectorOperators.LT, bound)
          .intoArray(values, at + done);
    }
    return done;
  }
}
