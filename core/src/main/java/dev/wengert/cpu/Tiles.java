package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.fold.ColumnFold;
import dev.wengert.cpu.fold.FoldPlan;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.RangeBody;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Task;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Tiled} chain runs: each step over its part of a tile, tile by tile; where tiles are
 * too large or too few, step by step.
 *
 * <p>A step writes over an operand that it reads last, if it may; so a chain that ends where its
 * first step began needs one buffer.
 */
final class Tiles {

  /** Elements of a tile: two arrays of as many fit the second level of cache. */
  private static final int TILE = 1 << 16;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  private final Tiled chain;
  private final int inputs;

  /** The operands, behind those the numbers, behind those the results of the steps. */
  private final Buffer[] values;

  private Tiles(Tiled chain, Buffer[] given) {
    this.chain = chain;
    this.inputs = given.length + chain.numbers().length();
    this.values = Arrays.copyOf(given, inputs + chain.steps().size());
    for (int i = 0; i < chain.numbers().length(); i++) {
      Spec number = given[0].spec().withShape(Shape.SCALAR);
      values[given.length + i] = Buffer.filled(number, chain.numbers().get(i));
    }
  }

  /** Binds a chain. */
  static Task bind(Tiled chain, Layout[] inputs, Layout[] outputs) {
    return frame -> {
      Buffer[] operands = new Buffer[inputs.length];
      for (int k = 0; k < operands.length; k++) {
        operands[k] = Buffer.within(inputs[k], frame.array(k), frame.offset(k));
      }
      Buffer[] results = new Buffer[outputs.length];
      for (int k = 0; k < results.length; k++) {
        int place = operands.length + k;
        results[k] = Buffer.within(outputs[k], frame.array(place), frame.offset(place));
      }
      new Tiles(chain, operands).fill(results);
    };
  }

  private void fill(Buffer[] results) {
    place(results);
    Shape shape = results[0].shape();
    int count = 1;
    for (int axis = 0; axis < chain.rows(); axis++) {
      count *= shape.side(axis);
    }
    int largest = 1;
    for (int i = 0; i < values.length && count > 0; i++) {
      largest = Math.max(largest, values[i].shape().size() / count);
    }
    if (count < 2 * Threads.count() || largest > TILE || !tile(count, largest)) {
      for (int i = 0; i < chain.steps().size(); i++) {
        switch (chain.steps().get(i).kernel()) {
          case Loop loop -> Loops.fill(loop, operands(i), values[inputs + i]);
          case Reduction reduction -> Folds.fill(reduction, operands(i), values[inputs + i]);
          default -> throw new AssertionError(chain.steps().get(i));
        }
      }
    }
    repeat(results);
  }

  /** A step may be returned more than once: the others are copies of the one it was computed in. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same place
  private void repeat(Buffer[] results) {
    for (int i = 0; i < results.length; i++) {
      Buffer computed = values[inputs + chain.returned().get(i)];
      if (computed.array() != results[i].array() || computed.offset() != results[i].offset()) {
        computed.copyTo(results[i]);
      }
    }
  }

  /** Runs all steps tile by tile; false, with nothing done, if one of them cannot be cut so. */
  private boolean tile(int count, int largest) {
    RangeBody[] parts = new RangeBody[chain.steps().size()];
    int[] sizes = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Buffer result = values[inputs + i];
      if (result.shape().size() == 0) {
        return false;
      }
      switch (chain.steps().get(i).kernel()) {
        case Loop loop -> {
          parts[i] = Loops.over(loop, operands(i), result);
          sizes[i] = result.shape().size() / count;
        }
        case Reduction reduction -> {
          FoldPlan plan = Folds.plan(reduction, operands(i), result);
          if (plan.kept.rows() % count != 0 && plan instanceof ColumnFold) {
            return false;
          }
          parts[i] = plan::foldUnits;
          sizes[i] = plan.units() / count;
        }
        default -> throw new AssertionError(chain.steps().get(i));
      }
    }
    int tile = Math.max(1, TILE / largest);
    Threads.forEachRange(
        count,
        Math.max(1, GRAIN / largest),
        (from, to) -> {
          for (int row = from; row < to; row += tile) {
            int end = Math.min(to, row + tile);
            for (int i = 0; i < parts.length; i++) {
              parts[i].run(row * sizes[i], end * sizes[i]);
            }
          }
        });
    return true;
  }

  private Buffer[] operands(int step) {
    Buffer[] taken = new Buffer[chain.steps().get(step).operands().length()];
    Arrays.setAll(taken, k -> values[chain.steps().get(step).operands().get(k)]);
    return taken;
  }

  /**
   * Gives each step a buffer for its result: steps that write over one another share theirs, and a
   * step whose result is returned has the result's.
   */
  private void place(Buffer[] results) {
    int steps = chain.steps().size();
    int[] homes = new int[steps];
    for (int i = 0; i < steps; i++) {
      homes[i] = home(i, homes);
    }
    @Nullable Buffer[] buffers = new @Nullable Buffer[steps];
    for (int i = 0; i < results.length; i++) {
      buffers[homes[chain.returned().get(i)]] = results[i];
    }
    for (int i = 0; i < steps; i++) {
      Spec result = chain.steps().get(i).result();
      Buffer buffer = buffers[homes[i]];
      if (buffer == null) {
        buffer = Buffer.allocate(result);
        buffers[homes[i]] = buffer;
      }
      values[inputs + i] = buffer.reshape(result.shape());
    }
  }

  /** The step with whose result this one's shares a buffer: one that it reads last, or itself. */
  private int home(int index, int[] homes) {
    Tiled.Step step = chain.steps().get(index);
    for (int operand : step.operands().toArray()) {
      int earlier = operand - inputs;
      if (step.kernel() instanceof Loop
          && earlier >= 0
          && chain.steps().get(earlier).result().equals(step.result())
          && !isReadBehind(index, homes[earlier], homes)) {
        return homes[earlier];
      }
    }
    return index;
  }

  private boolean isReadBehind(int index, int home, int[] homes) {
    for (int step : chain.returned().toArray()) {
      if (step < index && homes[step] == home) {
        return true;
      }
    }
    for (Tiled.Step later : chain.steps().subList(index + 1, chain.steps().size())) {
      for (int operand : later.operands().toArray()) {
        int read = operand - inputs;
        if (read >= 0 && read < index && homes[read] == home) {
          return true;
        }
      }
    }
    return false;
  }
}
