package dev.wengert.cpu.fold;

import com.google.common.math.IntMath;
import dev.wengert.array.Layout;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.loop.MapRunner;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;
import dev.wengert.kernel.Reduction;

/**
 * The fast axis vanishes: a unit is one result, a leaf a block of numbers that lie one after the
 * other.
 *
 * <p>Which numbers share a block follows from the space: folded axes with no kept one between them
 * are one line, and a line is cut into blocks from its beginning. How operands lie decides only in
 * how many stretches a block is fetched.
 */
final class RowFold extends FoldPlan {

  private final int line;
  private final int blocks;

  /**
   * Makes it.
   *
   * @param line how many of the numbers of a result follow each other in the space
   */
  RowFold(
      Reduction reduction,
      Layout[] inputs,
      Layout result,
      LoopNest kept,
      LoopNest reduced,
      int line) {
    super(reduction, inputs, result, kept, reduced, reduced);
    this.line = line;
    this.blocks = Math.ceilDiv(line, Folder.BLOCK);
  }

  @Override
  public int units() {
    return kept.size();
  }

  @Override
  public boolean isCutBetweenRows(int rows) {
    return true;
  }

  @Override
  int leaves() {
    return line == 0 ? 0 : reduced.size() / line * blocks;
  }

  @Override
  public int rowsOfWholeLeaves(int rows) {
    int row = reduced.size() / rows;
    return row % line == 0
        ? 1
        : line == reduced.size() ? Folder.BLOCK / IntMath.gcd(row, Folder.BLOCK) : 0;
  }

  @Override
  public int leafAt(int row, int rows) {
    int position = row * (reduced.size() / rows);
    return position / line * blocks + position % line / Folder.BLOCK;
  }

  @Override
  int width(int unit) {
    return 1;
  }

  @Override
  int width() {
    return 1;
  }

  @Override
  int at(int unit) {
    return unit;
  }

  @Override
  FoldWorker worker(Frame frame, Lane lane) {
    Worker worker = lane.worker(Worker.class, Worker::new);
    Folder folder = FoldWorker.folder(lane, fold, dtype);
    boolean inPlace = runner == null && line <= reduced.inner();
    int block = inPlace ? 0 : Math.min(line, Folder.BLOCK);
    worker.prepare(folder, dtype, frame, inputs, lane, block);
    worker.plan = this;
    worker.inner = reduced.inner();
    worker.keptIndex = lane.ints(kept.sides.length);
    worker.reducedIndex = lane.ints(reduced.sides.length);
    worker.filled.set(0, worker.block, 0);
    worker.next = -1;
    return worker;
  }

  @SuppressWarnings("NullAway.Init") // set when it is prepared
  private static final class Worker extends FoldWorker {
    private RowFold plan;
    private int inner;
    private int[] keptIndex;
    private int[] reducedIndex;
    private int next;

    @Override
    void begin(int unit) {
      LoopNest kept = plan.kept;
      if (unit == next) {
        kept.advance(kept.sides.length - 1, keptIndex, base);
      } else {
        System.arraycopy(frame.offsets(), 0, base, 0, plan.inputs);
        kept.seek(unit, kept.sides.length - 1, keptIndex, base);
      }
      next = unit + 1;
    }

    @Override
    void leaf(int leaf, Object target, int at) {
      int start = leaf == 0 ? 0 : leaf % plan.blocks * Folder.BLOCK;
      int first = leaf == 0 ? 0 : leaf / plan.blocks * plan.line + start;
      int from = leaf == 0 ? 0 : first % inner;
      int length = Math.min(Folder.BLOCK, plan.line - start);
      int[] offsets = base;
      if (first >= inner || from + length > inner) {
        LoopNest reduced = plan.reduced;
        System.arraycopy(base, 0, within, 0, plan.inputs);
        reduced.seek(first / inner, reduced.sides.length - 2, reducedIndex, within);
        offsets = within;
      }
      if (plan.runner == null && from + length <= inner) {
        folder.foldBlock(frame.array(0), offsets[0] + from, length, target, at);
        return;
      }
      fetch(offsets, from, length);
      folder.foldBlock(block, 0, length, target, at);
    }

    /** Fills the block, row by row where it spans several; then the offsets move. */
    private void fetch(int[] offsets, int from, int length) {
      int stretch = Math.min(inner - from, length);
      fetch(offsets, from, stretch, 0);
      for (int done = stretch; done < length; done += stretch) {
        plan.reduced.advanceOuter(reducedIndex, offsets);
        stretch = Math.min(inner, length - done);
        fetch(offsets, 0, stretch, done);
      }
    }

    private void fetch(int[] offsets, int from, int length, int at) {
      MapRunner runner = plan.runner;
      if (runner == null) {
        System.arraycopy(frame.array(0), offsets[0] + from, block, at, length);
      } else {
        filled.offsets()[0] = at - from;
        runner.run(
            lane, frame.arrays(), offsets, filled.arrays(), filled.offsets(), from, from + length);
      }
    }
  }
}
