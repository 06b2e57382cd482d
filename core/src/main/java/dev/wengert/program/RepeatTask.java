package dev.wengert.program;

import dev.wengert.Iteration;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import org.jspecify.annotations.Nullable;

/**
 * Runs a body again and again.
 *
 * <p>The state goes to and fro between the memory of the results and another of the same size: a
 * step reads it where the last one wrote it. Rows are read and written where they lie.
 */
final class RepeatTask implements Task {

  private final Operation.Repeat repeat;
  private final Operands operands;
  private final Layout[] out;

  /** How many elements each part of the state has. */
  private final int[] sizes;

  /** How many elements a row has, of each operand that is read, and each result that is written. */
  private final int[] readSizes;

  private final int[] writtenSizes;

  /** The place of the first part of the state among the operands. */
  private final int first;

  private final Pool<Memory> pool;

  RepeatTask(Operation.Repeat repeat, Device device, Layout[] in, Layout[] out) {
    this.repeat = repeat;
    this.out = out;
    operands = new Operands(device, in);
    first = repeat.isCounted() ? 1 : 0;
    sizes = new int[repeat.states()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = out[i].shape().size();
    }
    readSizes = new int[repeat.rows()];
    for (int i = 0; i < readSizes.length; i++) {
      readSizes[i] = repeat.body().inputs().get(sizes.length + i).shape().size();
    }
    writtenSizes = new int[out.length - sizes.length];
    for (int i = 0; i < writtenSizes.length; i++) {
      writtenSizes[i] = out[sizes.length + i].shape().drop(1).size();
    }
    pool = new Pool<>(() -> new Memory(device));
  }

  @Override
  public void run(Frame frame) {
    Pool.Lent<Memory> lent = pool.take();
    try {
      lent.memory.run(frame);
    } finally {
      lent.memory.clear();
      pool.give(lent);
    }
  }

  /** The memory of one run at a time. */
  private final class Memory {
    private final Operands.Straight straight = operands.memory();
    private final Inner body;
    private final @Nullable Inner condition;

    /** Where the condition writes. */
    private final boolean[] holds = new boolean[1];

    /** The other memory of the state. */
    private final Object[] others = new Object[sizes.length];

    /** Where the state lies now. */
    private final Object[] arrays = new Object[sizes.length];

    private final int[] offsets = new int[sizes.length];

    Memory(Device device) {
      body = new Inner(repeat.body(), device);
      Body test = repeat.condition();
      condition = test == null ? null : new Inner(test, device);
      for (int i = 0; i < sizes.length; i++) {
        others[i] = Buffer.newArray(out[i].dtype(), sizes[i]);
        arrays[i] = others[i];
      }
    }

    void run(Frame frame) {
      straight.enter(frame);
      int results = straight.size();
      for (int i = 0; i < sizes.length; i++) {
        arrays[i] = straight.array(first + i);
        offsets[i] = straight.offset(first + i);
      }
      int constants = first + sizes.length + readSizes.length;
      for (int i = constants; i < results; i++) {
        body.input(i - first, straight.array(i), straight.offset(i));
        if (condition != null) {
          condition.input(i - constants + sizes.length, straight.array(i), straight.offset(i));
        }
      }
      int limit = repeat.isCounted() ? straight.number(0) : repeat.length();
      if (condition != null || repeat.isCounted()) {
        clearWritten(frame, results);
      }
      int done = 0;
      while (condition == null ? done < limit : holds(condition, done, limit)) {
        boolean toResults = condition == null ? (limit - 1 - done) % 2 == 0 : done % 2 == 0;
        step(frame, results, repeat.isReversed() ? limit - 1 - done : done, toResults);
        done++;
      }
      for (int i = 0; i < sizes.length; i++) {
        Object array = frame.array(results + i);
        int offset = frame.offset(results + i);
        if (isElsewhere(arrays[i], array) || offsets[i] != offset) {
          Buffer.copy(arrays[i], offsets[i], 1, array, offset, 1, sizes[i]);
        }
      }
    }

    private void clearWritten(Frame frame, int results) {
      for (int i = 0; i < writtenSizes.length; i++) {
        int result = sizes.length + i;
        Object zero = Buffer.newArray(out[result].dtype(), 1);
        Buffer.copy(
            zero,
            0,
            0,
            frame.array(results + result),
            frame.offset(results + result),
            1,
            out[result].shape().size());
      }
    }

    private boolean holds(Inner test, int done, int limit) {
      for (int i = 0; i < sizes.length; i++) {
        test.input(i, arrays[i], offsets[i]);
      }
      test.output(0, holds, 0);
      test.run();
      if (holds[0] && done == limit) {
        throw new IllegalStateException(Iteration.tooLong(repeat.name(), limit));
      }
      return holds[0];
    }

    private void step(Frame frame, int results, int row, boolean toResults) {
      for (int i = 0; i < sizes.length; i++) {
        body.input(i, arrays[i], offsets[i]);
      }
      for (int i = 0; i < readSizes.length; i++) {
        int operand = first + sizes.length + i;
        body.input(
            sizes.length + i,
            straight.array(operand),
            straight.offset(operand) + row * readSizes[i]);
      }
      for (int i = 0; i < sizes.length; i++) {
        arrays[i] = toResults ? frame.array(results + i) : others[i];
        offsets[i] = toResults ? frame.offset(results + i) : 0;
        body.output(i, arrays[i], offsets[i]);
      }
      for (int i = 0; i < writtenSizes.length; i++) {
        int result = results + sizes.length + i;
        body.output(
            sizes.length + i, frame.array(result), frame.offset(result) + row * writtenSizes[i]);
      }
      body.run();
    }

    void clear() {
      body.clear();
      if (condition != null) {
        condition.clear();
      }
      System.arraycopy(others, 0, arrays, 0, others.length);
      straight.leave();
    }
  }

  @SuppressWarnings("ReferenceEquality") // it is asked whether a result lies in its place already
  private static boolean isElsewhere(Object array, Object place) {
    return array != place;
  }
}
