package dev.wengert.cpu.fold;

import dev.wengert.cpu.machine.Ascent;
import dev.wengert.kernel.Fold;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vectors that fold numbers of a dtype onto lanes.
 *
 * @param loop what folds
 * @param ascent tells when it pays
 */
record LaneVectors(LaneFold loop, Ascent ascent) {

  /** Returns for each fold its own; none if there are no vectors. */
  static Map<Fold, LaneVectors> of(@Nullable LaneFold loop) {
    Map<Fold, LaneVectors> all = new EnumMap<>(Fold.class);
    for (Fold fold : Fold.values()) {
      if (loop != null) {
        all.put(fold, new LaneVectors(loop, new Ascent()));
      }
    }
    return all;
  }

  /**
   * Folds numbers onto lanes as {@link LaneFold} says, by vectors where they pay.
   *
   * @param numbers what does the same without vectors
   */
  void fold(Fold fold, Object source, int from, int length, Object lanes, LaneFold numbers) {
    if (ascent.hasArrived()) {
      loop.fold(fold, source, from, length, lanes);
    } else if (ascent.pays()) {
      ascent.rehearse(
          from,
          from + length,
          Folder.LANES,
          (at, to) -> loop.fold(fold, source, at, to - at, lanes),
          (at, to) -> numbers.fold(fold, source, at, to - at, lanes));
    } else {
      numbers.fold(fold, source, from, length, lanes);
      ascent.add(length);
    }
  }
}
