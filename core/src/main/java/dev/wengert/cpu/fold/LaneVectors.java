package dev.wengert.cpu.fold;

import dev.wengert.cpu.machine.Ascent;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.kernel.Fold;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What folds numbers of a dtype onto lanes, with vectors where they pay. */
final class LaneVectors {

  private final Supplier<@Nullable LaneFold> maker;
  private final Ascent ascent = new Ascent();

  /** Made when it pays, since that loads the Vector API; a benign race makes it twice. */
  private @Nullable LaneFold vectors;

  private LaneVectors(Supplier<@Nullable LaneFold> maker) {
    this.maker = maker;
  }

  /** Returns for each fold its own; none if there are no vectors. */
  static Map<Fold, LaneVectors> of(Supplier<@Nullable LaneFold> maker) {
    Map<Fold, LaneVectors> all = new EnumMap<>(Fold.class);
    for (Fold fold : Fold.values()) {
      if (Simd.isAvailable()) {
        all.put(fold, new LaneVectors(maker));
      }
    }
    return all;
  }

  /**
   * Folds numbers onto lanes as {@link LaneFold} says.
   *
   * @param numbers what does it without vectors
   */
  void fold(Fold fold, Object source, int from, int length, Object lanes, LaneFold numbers) {
    if (!ascent.pays()) {
      numbers.fold(fold, source, from, length, lanes);
      ascent.add(length);
      return;
    }
    LaneFold loop = vectors;
    if (loop == null) {
      loop = Objects.requireNonNullElse(maker.get(), numbers);
      vectors = loop;
    }
    if (ascent.hasArrived()) {
      loop.fold(fold, source, from, length, lanes);
    } else if (Ascent.isShort(length, Folder.LANES)) {
      numbers.fold(fold, source, from, length, lanes);
    } else {
      rehearse(loop, fold, source, from, length, lanes, numbers);
    }
  }

  /**
   * Adds numbers up as {@link LaneFold} says.
   *
   * @return whether it has done so: only when vectors have been quicker
   */
  boolean sum(Object source, int from, int length, Object lanes) {
    LaneFold loop = vectors;
    if (loop == null || !ascent.hasArrived()) {
      return false;
    }
    loop.sum(source, from, length, lanes);
    return true;
  }

  private void rehearse(
      LaneFold loop,
      Fold fold,
      Object source,
      int from,
      int length,
      Object lanes,
      LaneFold numbers) {
    if (ascent.rests(length)) {
      long start = ascent.now();
      numbers.fold(fold, source, from, length, lanes);
      ascent.rested(start);
      return;
    }
    ascent.rehearse(
        from,
        from + length,
        Folder.LANES,
        (at, to) -> loop.fold(fold, source, at, to - at, lanes),
        (at, to) -> numbers.fold(fold, source, at, to - at, lanes));
  }
}
