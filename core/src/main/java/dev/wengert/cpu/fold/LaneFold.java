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
}
