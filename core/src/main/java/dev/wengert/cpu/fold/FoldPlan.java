package dev.wengert.cpu.fold;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;

/**
 * How a reduction is cut into pieces: units, each a stretch of the result, and for each unit the
 * leaves of the tree that folds it.
 *
 * <p>Units go to threads; where there are few of them, leaves do. The tree is the same for any
 * number of threads.
 */
public abstract sealed class FoldPlan permits RowFold, ColumnFold {

  /** Numbers that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 16;

  final Fold fold;
  final LoopBody body;
  final Buffer[] inputs;
  final Buffer result;
  public final LoopNest kept;
  final LoopNest reduced;

  FoldPlan(
      Fold fold, LoopBody body, Buffer[] inputs, Buffer result, LoopNest kept, LoopNest reduced) {
    this.fold = fold;
    this.body = body;
    this.inputs = inputs;
    this.result = result;
    this.kept = kept;
    this.reduced = reduced;
  }

  /**
   * Returns whether the numbers to fold are the operand itself, one after the other along a loop.
   */
  final boolean isDirect(LoopNest nest) {
    return body.instructions().isEmpty()
        && body.inputs().size() == 1
        && body.result() == 0
        && inputs[0].dtype() == result.dtype()
        && nest.innerStride(0) == 1;
  }

  /** Returns where the operands begin. */
  final int[] starts() {
    int[] starts = new int[inputs.length];
    start(starts);
    return starts;
  }

  /** Sets offsets to where the operands begin. */
  final void start(int[] offsets) {
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = inputs[k].offset();
    }
  }

  /** Returns the number of units. */
  public abstract int units();

  /** Returns the number of leaves that each unit folds. */
  abstract int leaves();

  /** Returns the number of results in a unit. */
  abstract int width(int unit);

  /** Returns where a unit's results go, counted from the result's first element. */
  abstract int at(int unit);

  /** Returns what computes leaves; one for each thread. */
  abstract Worker worker();

  /** Computes leaves, for one thread. */
  interface Worker {
    /** Goes to a unit. */
    void begin(int unit);

    /** Computes a leaf of the unit into an array. */
    void leaf(int leaf, Object target, int at);
  }

  final void run() {
    int units = units();
    int leaves = leaves();
    long work = (long) kept.size() * Math.max(1, reduced.size());
    int unitsAGrain = (int) Math.max(1, Math.min(units, GRAIN * (long) units / Math.max(1, work)));
    if (units >= 2 * Threads.count() || work <= GRAIN || leaves < 2) {
      Threads.forEachRange(units, unitsAGrain, this::foldUnits);
    } else {
      for (int unit = 0; unit < units; unit++) {
        foldLeaves(unit, leaves, work / units);
      }
    }
  }

  /** Computes all leaves of some units. */
  public final void foldUnits(int from, int to) {
    Worker worker = worker();
    Folder folder = Folders.of(fold, result.dtype());
    int leaves = leaves();
    for (int unit = from; unit < to; unit++) {
      worker.begin(unit);
      if (leaves == 1) {
        worker.leaf(0, result.array(), result.offset() + at(unit));
        continue;
      }
      FoldTree tree = new FoldTree(folder, width(unit));
      for (int leaf = 0; leaf < leaves; leaf++) {
        worker.leaf(leaf, tree.leaf(), 0);
        tree.addLeaf();
      }
      tree.store(result.array(), result.offset() + at(unit));
    }
  }

  /** All leaves of one unit at once, and then the tree. */
  private void foldLeaves(int unit, int leaves, long work) {
    Folder folder = Folders.of(fold, result.dtype());
    int width = width(unit);
    Object all = folder.array(leaves * width);
    int grain = (int) Math.max(1, GRAIN * (long) leaves / Math.max(1, work));
    Threads.forEachRange(
        leaves,
        grain,
        (from, to) -> {
          Worker worker = worker();
          worker.begin(unit);
          for (int leaf = from; leaf < to; leaf++) {
            worker.leaf(leaf, all, leaf * width);
          }
        });
    FoldTree tree = new FoldTree(folder, width);
    for (int leaf = 0; leaf < leaves; leaf++) {
      System.arraycopy(all, leaf * width, tree.leaf(), 0, width);
      tree.addLeaf();
    }
    tree.store(result.array(), result.offset() + at(unit));
  }
}
