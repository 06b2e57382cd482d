package dev.wengert.cpu.fold;

import dev.wengert.kernel.Fold;

/** Folds numbers onto lanes by vectors. */
interface LaneFold {

  /**
   * Folds numbers onto lanes, number i onto lane i mod {@link Folder#LANES}.
   *
   * @param length a multiple of the number of lanes
   */
  void fold(Fold fold, Object numbers, int from, int length, Object lanes);

  /**
   * Adds numbers up in lanes, of which the upper ones are then added to the {@link Folder#HALVED}
   * lowest, in halves.
   *
   * @param length at least the number of lanes
   * @param lanes where the sums of the lowest go; what was there does not count
   */
  void sum(Object numbers, int from, int length, Object lanes);
}
