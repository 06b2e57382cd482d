package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.loop.MapRunner;
import dev.wengert.cpu.loop.MapRunners;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * How a reduction is cut into pieces: units, each a stretch of the result, and for each unit the
 * leaves of the tree that folds it.
 *
 * <p>It does not change. Units go to threads; where there are few of them, leaves do. The tree is
 * the same for any number of threads.
 */
public abstract sealed class FoldPlan implements Task, Steps permits RowFold, ColumnFold {

  /** Numbers that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 16;

  final Fold fold;
  final DType dtype;
  final int inputs;
  final LoopNest kept;
  final LoopNest reduced;

  /**
   * What computes the numbers; null if they are an operand's own and can be read where they lie.
   */
  final @Nullable MapRunner runner;

  FoldPlan(
      Reduction reduction,
      Layout[] inputs,
      Layout result,
      LoopNest kept,
      LoopNest reduced,
      LoopNest walked) {
    this.fold = reduction.fold();
    this.dtype = result.dtype();
    this.inputs = inputs.length;
    this.kept = kept;
    this.reduced = reduced;
    this.runner =
        isDirect(reduction.body(), walked, inputs, dtype)
            ? null
            : MapRunners.of(reduction.body(), walked, inputs, result);
  }

  /**
   * Returns whether the numbers to fold are the operand itself, one after the other along a loop.
   */
  private static boolean isDirect(LoopBody body, LoopNest nest, Layout[] inputs, DType result) {
    return body.instructions().isEmpty()
        && body.inputs().size() == 1
        && body.result() == 0
        && inputs[0].dtype() == result
        && nest.innerStride(0) == 1;
  }

  /** Returns the number of units. */
  public abstract int units();

  /**
   * Returns whether each row of the space has units of its own.
   *
   * @param rows the number of rows: no axis that counts them is folded
   */
  public abstract boolean isCutBetweenRows(int rows);

  /** Returns the number of leaves that each unit folds. */
  abstract int leaves();

  /** Returns the number of results in a unit. */
  abstract int width(int unit);

  /** Returns the number of results that a unit has at most. */
  abstract int width();

  /** Returns where a unit's results go, counted from the result's first element. */
  abstract int at(int unit);

  /** Returns what computes leaves on a lane. */
  abstract FoldWorker worker(Frame frame, Lane lane);

  @Override
  public final void run(Frame frame) {
    int units = units();
    int leaves = leaves();
    int threads = Threads.count();
    long work = (long) kept.size() * Math.max(1, reduced.size());
    if (units >= 2 * threads || work <= GRAIN || leaves < 2 || threads == 1) {
      long unitsAGrain = Math.min(units, GRAIN * (long) units / Math.max(1, work));
      Threads.forEachRange(units, (int) Math.max(1, unitsAGrain), frame, this);
    } else {
      for (int unit = 0; unit < units; unit++) {
        shareLeaves(frame, unit, leaves, work / units);
      }
    }
  }

  /** Computes all leaves of some units. */
  @Override
  public final void run(Frame frame, Lane lane, int from, int to) {
    FoldWorker worker = worker(frame, lane);
    Object result = frame.array(inputs);
    int offset = frame.offset(inputs);
    int leaves = leaves();
    FoldTree tree = leaves == 1 ? null : FoldTree.on(lane, worker.folder, dtype, width());
    for (int unit = from; unit < to; unit++) {
      worker.begin(unit);
      if (tree == null) {
        worker.leaf(0, result, offset + at(unit));
        continue;
      }
      tree.begin(width(unit));
      for (int leaf = 0; leaf < leaves; leaf++) {
        worker.leaf(leaf, tree.leaf(), 0);
        tree.addLeaf();
      }
      tree.store(result, offset + at(unit));
    }
    worker.end();
  }

  /**
   * Returns how many rows of the space end where leaves end, and so does each multiple of them; 0
   * if there are none such.
   *
   * @param rows the number of rows: all axes that count them are folded
   */
  public abstract int rowsOfWholeLeaves(int rows);

  /**
   * Returns the leaf of each unit that begins at a row.
   *
   * @param row one where leaves end and begin, or the number of rows
   */
  public abstract int leafAt(int row, int rows);

  /** Returns how many numbers all leaves of all units have. */
  public final int leafNumbers() {
    return units() * leaves() * width();
  }

  /** Computes some leaves of all units into an array for {@linkplain #leafNumbers all of them}. */
  public final void fillLeaves(Frame frame, Lane lane, int from, int to, Object all) {
    FoldWorker worker = worker(frame, lane);
    int leaves = leaves();
    int width = width();
    for (int unit = 0; unit < units(); unit++) {
      worker.begin(unit);
      for (int leaf = from; leaf < to; leaf++) {
        worker.leaf(leaf, all, (unit * leaves + leaf) * width);
      }
    }
    worker.end();
  }

  /** Folds the leaves of all units, when all are there, into the result. */
  public final void foldLeaves(Lane lane, Object all, Object result, int offset) {
    int leaves = leaves();
    for (int unit = 0; unit < units(); unit++) {
      foldLeaves(lane, unit, all, unit * leaves * width(), width(), result, offset + at(unit));
    }
  }

  /** Folds the leaves of a unit, which lie one after the other, a distance apart. */
  private void foldLeaves(
      Lane lane, int unit, Object all, int from, int distance, Object result, int at) {
    int width = width(unit);
    if (leaves() == 1) {
      System.arraycopy(all, from, result, at, width);
      return;
    }
    int mark = lane.mark();
    FoldTree tree = FoldTree.on(lane, FoldWorker.folder(lane, fold, dtype), dtype, width);
    tree.begin(width);
    for (int leaf = 0; leaf < leaves(); leaf++) {
      System.arraycopy(all, from + leaf * distance, tree.leaf(), 0, width);
      tree.addLeaf();
    }
    tree.store(result, at);
    lane.release(mark);
  }

  /** All leaves of one unit at once, and then the tree. */
  private void shareLeaves(Frame frame, int unit, int leaves, long work) {
    Lane own = ((Lanes) frame.scratch()).first();
    int mark = own.mark();
    int width = width(unit);
    Object all = own.numbers(dtype, leaves * width);
    int grain = (int) Math.max(1, GRAIN * (long) leaves / Math.max(1, work));
    Threads.forEachRange(
        leaves,
        grain,
        frame,
        (operands, lane, from, to) -> {
          FoldWorker worker = worker(operands, lane);
          worker.begin(unit);
          for (int leaf = from; leaf < to; leaf++) {
            worker.leaf(leaf, all, leaf * width);
          }
          worker.end();
        });
    foldLeaves(own, unit, all, 0, width, frame.array(inputs), frame.offset(inputs) + at(unit));
    own.release(mark);
  }
}
