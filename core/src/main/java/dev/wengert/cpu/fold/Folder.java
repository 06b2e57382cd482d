package dev.wengert.cpu.fold;

/**
 * Folds numbers of one dtype in a fixed tree, so that the result depends on their order alone.
 *
 * <p>A block of up to {@link #BLOCK} numbers goes round in {@link #LANES} lanes, which are then
 * folded in halves; blocks are folded pairwise, as the leaves of a tree. So the error of a sum
 * grows with the logarithm of its length, and neither threads nor the width of vectors change a
 * bit.
 */
public interface Folder {

  /*
   * The tree of a fold.
   *
   * A sum of floating numbers depends on the order in which they are added, so an order has to be
   * chosen, and everything that one would like to be free to choose later must not touch it: how
   * many threads there are, how wide vectors are, whether operands are stored or broadcast, whether
   * what is summed is computed on the way or was stored before.
   *
   * Adding one number after the other is the obvious order and a bad one. Its error grows with the
   * number of terms (a million times 0.1f is off by a percent), and each addition waits for the one
   * before, so that a core adds up at 5 GB/s what it can read at 70. Compensated summation (Kahan)
   * has no such error, but four additions a term; accumulating in float64 helps FLOAT32 alone and
   * halves the width of vectors. Pairwise summation errs with the logarithm of the length and needs
   * no further work, but in its pure form it has no inner loop to speak of.
   *
   * So it is pairwise above and a loop below. Up to BLOCK numbers that follow each other make a
   * leaf. Within a leaf number i goes to lane i mod LANES, which is a loop of independent vector
   * additions for any vector up to LANES numbers wide: with 16 lanes of a vector it takes four
   * vectors at once, with 4 it walks through the numbers four times, each time for other lanes, and
   * without vectors a lane is an element of an array. What is left at the end goes to the first
   * lanes. Then the lanes are folded in halves, 32 onto 32, 16 onto 16. A leaf of fewer numbers than
   * lanes is folded in halves at once. Leaves are folded pairwise as they come (FoldTree), like the
   * carries of a binary counter: that needs a number a level and gives the same tree whoever
   * computed the leaves. LANES is what the widest vectors need four of to hide the latency of an
   * addition; BLOCK makes what is above the loop cost little, and a block of float64 fit half of the
   * first-level cache.
   *
   * Where the fast axis is kept, neighbouring results are folded side by side instead: 32 rows one
   * onto the other are a leaf, for as many columns as a block has.
   *
   * The invariant: which numbers share a leaf, and in which order, is a function of the space's
   * shape, the folded axes and the dtype. RowFold counts through a line of the space and asks the
   * operands only where its numbers lie. It was otherwise once: leaves ended where a row of the
   * operands ended, and a row ended where a stride broke. Then a broadcast operand gave other last
   * bits than its copy, and a fused sum others than the sum of what it fused.
   */

  /** Numbers a block has at most. */
  int BLOCK = 2048;

  /** How many numbers a block folds side by side: a multiple of every vector's length. */
  int LANES = 64;

  /** How many of them are left when they have been folded in halves by whole vectors. */
  int HALVED = 16;

  /** Sets a stretch of an array to the number that changes nothing. */
  void clear(Object target, int at, int length);

  /** Folds up to {@link #BLOCK} numbers into one. */
  void foldBlock(Object source, int from, int length, Object target, int at);

  /** Folds a stretch onto another, element by element. */
  void foldOnto(Object target, int at, Object source, int from, int length);
}
