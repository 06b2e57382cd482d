package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;
import dev.wengert.kernel.Fold;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What computes leaves of a {@link FoldPlan} on one lane, and remembers where it stands. */
@SuppressWarnings("NullAway.Init") // set by prepare
abstract class FoldWorker {

  Folder folder;
  Frame frame;
  Lane lane;

  /** Where each operand stands at the unit, and within it. */
  int[] base;

  int[] within;

  /** Numbers to be folded that are computed, or gathered from several rows. */
  Object block;

  /** That block, or where else numbers are computed, as a loop wants to have it. */
  Frame filled;

  final void prepare(
      Folder folding, DType dtype, Frame operands, int inputs, Lane working, int blockLength) {
    folder = folding;
    frame = operands;
    lane = working;
    base = working.ints(inputs);
    within = working.ints(inputs);
    block = working.numbers(dtype, blockLength);
    filled = working.frame(1);
  }

  /** Lets go of the arrays. */
  @SuppressWarnings("NullAway") // until prepared again
  final void end() {
    filled.clear();
    frame = null;
  }

  /** Goes to a unit. */
  abstract void begin(int unit);

  /** Computes a leaf of the unit into an array. */
  abstract void leaf(int leaf, Object target, int at);

  /** Returns the lane's folder of a kind. */
  static Folder folder(Lane lane, Fold fold, DType dtype) {
    return lane.worker(Kept.class, Kept::new).of(fold, dtype);
  }

  /** Folders that have been made. */
  private static final class Kept {
    private final Map<Fold, Map<DType, Folder>> made = new EnumMap<>(Fold.class);

    Kept() {
      for (Fold fold : Fold.values()) {
        made.put(fold, new EnumMap<>(DType.class));
      }
    }

    Folder of(Fold fold, DType dtype) {
      Map<DType, Folder> ofFold = Objects.requireNonNull(made.get(fold));
      Folder known = ofFold.get(dtype);
      if (known == null) {
        known = Folders.of(fold, dtype);
        ofFold.put(dtype, known);
      }
      return known;
    }
  }
}
