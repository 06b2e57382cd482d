package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.kernel.Fold;

/**
 * Folds numbers of one dtype in a fixed tree, so that the result depends on their order alone.
 *
 * <p>A block of up to {@link #BLOCK} numbers goes round in {@link #LANES} lanes, which are then
 * folded in halves; blocks are folded pairwise, as the leaves of a tree. So the error of a sum
 * grows with the logarithm of its length, and neither threads nor the width of vectors change a
 * bit.
 */
interface Folder {

  /** Numbers a block has at most. */
  int BLOCK = 2048;

  /** How many numbers a block folds side by side: a multiple of every vector's length. */
  int LANES = 64;

  /** Returns a folder for a dtype. */
  static Folder of(Fold fold, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> new FloatFolder(fold);
      case FLOAT64 -> new DoubleFolder(fold);
      case INT32 -> new IntFolder(fold);
      case BOOL -> throw new IllegalArgumentException(fold + ": BOOL values have no " + fold);
    };
  }

  /** Returns a new array of the dtype. */
  Object array(int length);

  /** Sets a stretch of an array to the number that changes nothing. */
  void clear(Object target, int at, int length);

  /** Folds up to {@link #BLOCK} numbers into one. */
  void foldBlock(Object source, int from, int length, Object target, int at);

  /** Folds a stretch onto another, element by element. */
  void foldOnto(Object target, int at, Object source, int from, int length);
}
