package dev.wengert.cpu.fold;

import com.google.common.math.IntMath;
import dev.wengert.array.Layout;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.loop.MapRunner;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;
import dev.wengert.kernel.Reduction;

/** The fast axis stays: a unit is a stretch of it, a leaf some rows folded onto each other. */
public final class ColumnFold extends FoldPlan {

  /** Rows that are folded one after the other. */
  private static final int ROWS = 32;

  private final int stretch;
  private final int stretches;

  ColumnFold(Reduction reduction, Layout[] inputs, Layout result, LoopNest kept, LoopNest reduced) {
    super(reduction, inputs, result, kept, reduced, kept);
    this.stretch = Math.min(kept.inner(), Folder.BLOCK);
    this.stretches = Math.ceilDiv(kept.inner(), stretch);
  }

  @Override
  public int units() {
    return kept.rows() * stretches;
  }

  @Override
  public boolean isCutBetweenRows(int rows) {
    return kept.rows() % rows == 0;
  }

  @Override
  int leaves() {
    return Math.ceilDiv(reduced.size(), ROWS);
  }

  @Override
  public int rowsOfWholeLeaves(int rows) {
    return ROWS / IntMath.gcd(reduced.size() / rows, ROWS);
  }

  @Override
  public int leafAt(int row, int rows) {
    return Math.ceilDiv(row * (reduced.size() / rows), ROWS);
  }

  private int from(int unit) {
    return unit % stretches * stretch;
  }

  @Override
  int width(int unit) {
    return Math.min(stretch, kept.inner() - from(unit));
  }

  @Override
  int width() {
    return stretch;
  }

  @Override
  int at(int unit) {
    return unit / stretches * kept.inner() + from(unit);
  }

  @Override
  FoldWorker worker(Frame frame, Lane lane) {
    Worker worker = lane.worker(Worker.class, Worker::new);
    Folder folder = FoldWorker.folder(lane, fold, dtype);
    worker.prepare(folder, dtype, frame, inputs, lane, runner == null ? 0 : stretch);
    worker.plan = this;
    worker.index = lane.ints(Math.max(kept.sides.length, reduced.sides.length));
    return worker;
  }

  @SuppressWarnings("NullAway.Init") // set when it is prepared
  private static final class Worker extends FoldWorker {
    private ColumnFold plan;
    private int[] index;
    private int from;
    private int width;

    @Override
    void begin(int unit) {
      LoopNest kept = plan.kept;
      System.arraycopy(frame.offsets(), 0, base, 0, plan.inputs);
      kept.seek(unit / plan.stretches, kept.sides.length - 2, index, base);
      from = plan.from(unit);
      width = plan.width(unit);
    }

    @Override
    void leaf(int leaf, Object target, int at) {
      LoopNest reduced = plan.reduced;
      MapRunner runner = plan.runner;
      System.arraycopy(base, 0, within, 0, plan.inputs);
      int first = leaf * ROWS;
      int end = Math.min(reduced.size(), first + ROWS);
      reduced.seek(first, reduced.sides.length - 1, index, within);
      if (runner == null) {
        System.arraycopy(frame.array(0), within[0] + from, target, at, width);
      } else {
        run(runner, target, at);
      }
      for (int row = first + 1; row < end; row++) {
        reduced.advance(reduced.sides.length - 1, index, within);
        if (runner == null) {
          folder.foldOnto(target, at, frame.array(0), within[0] + from, width);
        } else {
          run(runner, block, 0);
          folder.foldOnto(target, at, block, 0, width);
        }
      }
    }

    private void run(MapRunner runner, Object target, int at) {
      filled.set(0, target, at - from);
      runner.run(
          lane, frame.arrays(), within, filled.arrays(), filled.offsets(), from, from + width);
    }
  }
}
