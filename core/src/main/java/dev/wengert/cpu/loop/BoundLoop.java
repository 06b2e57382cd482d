package dev.wengert.cpu.loop;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.expression.LoopBody;

/**
 * A loop bound to the layouts of its operands and results. Its steps are the elements that a result
 * stores: any range of them can be computed by itself.
 */
public final class BoundLoop implements Task, Steps {

  private final LoopNest nest;
  private final int inputs;
  private final int outputs;

  /** Elements that go to one thread together: one, or a row. */
  private final int row;

  private final int rows;
  private final int grain;
  private final Steps byRows;

  /** What computes any stretch of the elements. */
  private final Steps stretch;

  BoundLoop(LoopBody body, Shape stored, Layout[] operands, Layout[] results) {
    this.inputs = operands.length;
    this.outputs = results.length;
    this.nest = LoopNest.over(stored, operands);
    SpreadRows spread = SpreadRows.of(body, nest, operands, results);
    this.stretch = spread == null ? rows(MapRunners.of(body, nest, operands, results)) : spread;
    this.row = spread != null || nest.sides.length == 1 ? 1 : Math.max(1, nest.inner());
    this.rows = stored.size() / row;
    this.grain = Math.max(1, grain(body) / row);
    this.byRows = (frame, lane, from, to) -> run(frame, lane, from * row, to * row);
  }

  /** Elements that are too few to be worth a thread: about ten microseconds' work. */
  static int grain(LoopBody body) {
    return Math.max(1 << 11, (1 << 18) / (4 + body.instructions().size()) & -64);
  }

  @Override
  public void run(Frame frame) {
    Threads.forEachRange(rows, grain, frame, byRows);
  }

  @Override
  public void run(Frame frame, Lane lane, int from, int to) {
    stretch.run(frame, lane, from, to);
  }

  /** Returns what walks through the rows one by one. */
  private Steps rows(MapRunner runner) {
    return (frame, lane, from, to) -> runRows(runner, frame, lane, from, to);
  }

  private void runRows(MapRunner runner, Frame frame, Lane lane, int from, int to) {
    int depth = nest.sides.length;
    int inner = nest.inner();
    Frame results = lane.frame(outputs);
    for (int i = 0; i < outputs; i++) {
      results.set(i, frame.array(inputs + i), 0);
    }
    int[] places = results.offsets();
    int[] index = lane.ints(depth);
    int[] offsets = lane.ints(inputs);
    System.arraycopy(frame.offsets(), 0, offsets, 0, inputs);
    nest.seek(from / inner, depth - 2, index, offsets);
    for (int start = from - from % inner; start < to; start += inner) {
      for (int i = 0; i < outputs; i++) {
        places[i] = frame.offset(inputs + i) + start;
      }
      int first = Math.max(0, from - start);
      int end = Math.min(inner, to - start);
      runner.run(lane, frame.arrays(), offsets, results.arrays(), places, first, end);
      nest.advanceOuter(index, offsets);
    }
    results.clear();
  }
}
