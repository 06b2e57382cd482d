package dev.wengert.cpu;

import com.google.common.math.IntMath;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.fold.FoldPlan;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Tiled} chain runs: each part over its rows of a tile, tile by tile; where tiles are
 * too large or too few, {@link Stepwise}.
 *
 * <p>What is no result lies in buffers of a tile's length, which belong to the thread. A part takes
 * them for the whole of a value that begins so far before them that the tile's rows are where they
 * would be. Folds over all rows leave leaves behind, which are folded when all tiles are done. What
 * is guarded is looked at tile by tile, and if one went wrong the whole chain is done again, step
 * by step.
 */
final class Tiles implements Task {

  /** Bytes of all that a tile touches: they fit the second level of cache, with some to spare. */
  private static final int TILE = 1 << 19;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  private final Device device;
  private final Tiled kernel;
  private final Layout[] inputs;
  private final Chain chain;
  private final Task[] tasks;
  private final int[] homes;

  /** For each value which result has its place; -1 if none. */
  private final int[] outputs;

  /** For each value how many elements a row of it has. */
  private final int[] widths;

  /** For each part how many steps a row takes; 0 for folds over all rows. */
  private final int[] steps;

  private final int rows;

  /** Rows that are together always: whole leaves of all folds. */
  private final int together;

  /** Groups of such rows that make a tile; 0 where there are no tiles. */
  private final int tile;

  private final int grain;
  private final Steps byTiles;

  /** What runs where there are no tiles, or one went wrong; a benign race makes it twice. */
  private @Nullable Stepwise whole;

  private Tiles(Device device, Tiled kernel, Layout[] inputs) {
    this.device = device;
    this.kernel = kernel;
    this.inputs = inputs;
    this.chain = Chain.ofParts(kernel, inputs);
    this.tasks = Stepwise.bind(device, chain);
    this.homes = chain.homes();
    this.outputs = Stepwise.outputs(chain, homes);
    this.widths = new int[homes.length];
    this.steps = new int[tasks.length];
    this.rows = rows();
    boolean fits = rows > 1;
    int leaves = 1;
    for (int i = 0; i < tasks.length && fits; i++) {
      int multiple = prepare(i);
      fits = multiple > 0;
      leaves = fits ? leaves / IntMath.gcd(leaves, multiple) * multiple : 0;
    }
    this.together = leaves;
    for (int value = 0; value < inputs.length && fits; value++) {
      int size = inputs[value].shape().size();
      widths[value] = inputs[value].isContiguous() && size % rows == 0 ? size / rows : 0;
    }
    long bytes = 0;
    int largest = 1;
    for (int value = 0; value < homes.length && fits; value++) {
      if (homes[value] == value) {
        bytes += (long) widths[value] * chain.layouts.get(value).dtype().bytes();
      }
      largest = Math.max(largest, widths[value]);
    }
    fits &= bytes * together <= 2 * TILE;
    this.tile = fits ? (int) Math.max(1, TILE / Math.max(1, bytes * together)) : 0;
    this.grain = (int) Math.max(1, GRAIN / Math.max(1L, (long) largest * together));
    this.byTiles = this::runTiles;
  }

  /** Binds a chain. */
  static Task bind(Device device, Tiled chain, Layout[] inputs) {
    return new Tiles(device, chain, inputs.clone());
  }

  /** The number of rows: of the space of the first part, as of all others. */
  private int rows() {
    Chain.Part first = chain.parts.get(0);
    Shape space = Shape.SCALAR;
    for (int value : first.kernel() instanceof Loop ? first.results() : first.operands()) {
      space = Shape.broadcast("chain", space, chain.layouts.get(value).shape());
    }
    int count = 1;
    for (int axis = 0; axis < kernel.rows(); axis++) {
      count *= space.side(axis);
    }
    return count;
  }

  /** Prepares a part to be cut; returns into what multiples of rows it can be; 0 if into none. */
  private int prepare(int index) {
    Chain.Part part = chain.parts.get(index);
    for (int result : part.results()) {
      int size = chain.layouts.get(result).shape().size();
      if (size == 0) {
        return 0;
      }
      widths[result] = size / rows;
    }
    if (!(part.kernel() instanceof Reduction reduction)) {
      steps[index] = widths[part.results()[0]];
      return 1;
    }
    FoldPlan plan = (FoldPlan) tasks[index];
    if (reduction.axes().contains(0)) {
      widths[part.results()[0]] = 0;
      return plan.rowsOfWholeLeaves(rows);
    }
    steps[index] = plan.units() / rows;
    return plan.isCutBetweenRows(rows) ? 1 : 0;
  }

  @Override
  public void run(Frame frame) {
    if (tile == 0 || (rows < 2 * Threads.count() && Threads.count() > 1)) {
      whole().run(frame);
      return;
    }
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    int values = homes.length;
    Frame all = lane.frame(values + tasks.length + 1);
    boolean isWell = true;
    try {
      int groups = Math.ceilDiv(rows, together);
      locate(frame, lane, all);
      int[] flags = lane.ints(groups);
      Arrays.fill(flags, 0, groups, 0);
      all.set(values + tasks.length, flags, 0);
      Threads.forEachRange(groups, grain, all, byTiles);
      for (int i = 0; i < groups; i++) {
        isWell &= flags[i] == 0;
      }
      if (isWell) {
        finish(lane, all);
        Stepwise.repeat(chain, frame, all);
      }
    } finally {
      all.clear();
      lane.release(mark);
    }
    if (!isWell) {
      whole().run(frame);
    }
  }

  private Stepwise whole() {
    Stepwise known = whole;
    if (known == null) {
      known =
          Chain.isNested(kernel)
              ? Stepwise.of(device, Chain.ofSteps(kernel, inputs))
              : new Stepwise(chain, tasks, homes, outputs);
      whole = known;
    }
    return known;
  }

  /** Sets where the values lie that are there as a whole, and the leaves of folds. */
  private void locate(Frame frame, Lane lane, Frame all) {
    for (int value = 0; value < homes.length; value++) {
      Buffer number = chain.numbers.get(value);
      int output = outputs[homes[value]];
      if (value < chain.given) {
        all.setAs(value, frame, value);
      } else if (number != null) {
        all.set(value, number);
      } else if (output >= 0) {
        all.setAs(value, frame, chain.given + output);
      }
    }
    for (int i = 0; i < tasks.length; i++) {
      if (steps[i] == 0) {
        FoldPlan plan = (FoldPlan) tasks[i];
        int result = chain.parts.get(i).results()[0];
        Object leaves = lane.numbers(chain.layouts.get(result).dtype(), plan.leafNumbers());
        all.set(homes.length + i, leaves, 0);
      }
    }
  }

  /** Folds what folds over all rows have left of each tile. */
  private void finish(Lane lane, Frame all) {
    for (int i = 0; i < tasks.length; i++) {
      if (steps[i] == 0) {
        int result = chain.parts.get(i).results()[0];
        ((FoldPlan) tasks[i])
            .foldLeaves(lane, all.array(homes.length + i), all.array(result), all.offset(result));
      }
    }
  }

  private void runTiles(Frame all, Lane lane, int from, int to) {
    Frame buffers = lane.frame(homes.length);
    for (int value = chain.given; value < homes.length; value++) {
      if (isInTile(value) && homes[value] == value) {
        int length = Math.min(rows, tile * together) * widths[value];
        buffers.set(value, lane.numbers(chain.layouts.get(value).dtype(), length), 0);
      }
    }
    for (int group = from; group < to; group += tile) {
      int end = Math.min(to, group + tile);
      int row = group * together;
      for (int i = 0; i < tasks.length; i++) {
        run(i, all, buffers, lane, row, Math.min(rows, end * together));
      }
      int[] flags = (int[]) all.array(homes.length + tasks.length);
      flags[group] = isWell(all, buffers, Math.min(rows, end * together) - row, row) ? 0 : 1;
    }
    buffers.clear();
  }

  private boolean isInTile(int value) {
    return chain.isMade(value) && outputs[homes[value]] < 0;
  }

  /** Does the rows of a part in a tile. */
  private void run(int index, Frame all, Frame buffers, Lane lane, int row, int end) {
    Chain.Part part = chain.parts.get(index);
    int[] operands = part.operands();
    int[] results = part.results();
    int mark = lane.mark();
    Frame own = lane.frame(operands.length + results.length);
    for (int k = 0; k < operands.length + results.length; k++) {
      int value = k < operands.length ? operands[k] : results[k - operands.length];
      if (isInTile(value)) {
        own.set(k, buffers.array(homes[value]), -row * widths[value]);
      } else {
        own.setAs(k, all, value);
      }
    }
    if (steps[index] > 0) {
      ((Steps) tasks[index]).run(own, lane, row * steps[index], end * steps[index]);
    } else {
      FoldPlan plan = (FoldPlan) tasks[index];
      int first = plan.leafAt(row, rows);
      plan.fillLeaves(own, lane, first, plan.leafAt(end, rows), all.array(homes.length + index));
    }
    own.clear();
    lane.release(mark);
  }

  /** Returns whether what is guarded went well in a tile. */
  private boolean isWell(Frame all, Frame buffers, int count, int row) {
    boolean isWell = true;
    for (int i = 0; i < chain.watches.size(); i++) {
      Chain.Watch watch = chain.watches.get(i);
      int value = watch.value();
      int width = widths[value];
      boolean isInTile = isInTile(value);
      Object array = isInTile ? buffers.array(homes[value]) : all.array(value);
      int first = isInTile ? 0 : all.offset(value) + row * width;
      isWell &= Guard.isWithin(watch.guarded(), array, first, count * width);
    }
    return isWell;
  }
}
