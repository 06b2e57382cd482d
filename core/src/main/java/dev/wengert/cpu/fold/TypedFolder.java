package dev.wengert.cpu.fold;

import dev.wengert.kernel.Fold;
import org.jspecify.annotations.Nullable;

/** A folder whose class is there for several dtypes. */
interface TypedFolder extends Folder {

  /**
   * Returns one of the same dtype.
   *
   * @param vectors what folds whole vectors onto lanes, if there is something
   * @param longFold what folds long stretches onto others, if there is something
   */
  TypedFolder with(Fold fold, @Nullable LaneVectors vectors, @Nullable LongFold longFold);
}
