package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import java.util.Arrays;

/** A {@link Chain} whose parts run one after the other, each over all rows. */
final class Stepwise implements Task {

  private final Chain chain;
  private final Task[] tasks;
  private final int[] homes;

  /** For each value which result has its place; -1 if none. */
  private final int[] outputs;

  Stepwise(Chain chain, Task[] tasks, int[] homes, int[] outputs) {
    this.chain = chain;
    this.tasks = tasks;
    this.homes = homes;
    this.outputs = outputs;
  }

  static Stepwise of(Device device, Chain chain) {
    int[] homes = chain.homes();
    return new Stepwise(chain, bind(device, chain), homes, outputs(chain, homes));
  }

  /** Binds the parts of a chain. */
  static Task[] bind(Device device, Chain chain) {
    Task[] tasks = new Task[chain.parts.size()];
    for (int i = 0; i < tasks.length; i++) {
      Chain.Part part = chain.parts.get(i);
      tasks[i] =
          device.bind(part.kernel(), chain.layouts(part.operands()), chain.layouts(part.results()));
    }
    return tasks;
  }

  /** Returns for each value which result has its place; -1 if none. */
  static int[] outputs(Chain chain, int[] homes) {
    int[] outputs = new int[homes.length];
    Arrays.fill(outputs, -1);
    for (int i = chain.returned.length - 1; i >= 0; i--) {
      int value = chain.returned[i];
      if (chain.isMade(value)) {
        outputs[homes[value]] = chain.output(value);
      }
    }
    return outputs;
  }

  @Override
  public void run(Frame frame) {
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    Frame all = lane.frame(homes.length);
    try {
      locate(frame, lane, all);
      for (int i = 0; i < tasks.length; i++) {
        run(i, lane, all);
      }
      repeat(chain, frame, all);
    } finally {
      all.clear();
      lane.release(mark);
    }
  }

  /** Sets where the values lie. */
  private void locate(Frame frame, Lane lane, Frame all) {
    for (int value = 0; value < homes.length; value++) {
      Buffer number = chain.numbers.get(value);
      int home = homes[value];
      if (value < chain.given) {
        all.setAs(value, frame, value);
      } else if (number != null) {
        all.set(value, number);
      } else if (outputs[home] >= 0) {
        all.setAs(value, frame, chain.given + outputs[home]);
      } else if (home == value) {
        Layout layout = chain.layouts.get(value);
        all.set(value, lane.numbers(layout.dtype(), layout.shape().size()), 0);
      } else {
        all.setAs(value, all, home);
      }
    }
  }

  private void run(int index, Lane lane, Frame all) {
    Chain.Part part = chain.parts.get(index);
    int mark = lane.mark();
    int inputs = part.operands().length;
    Frame own = lane.frame(inputs + part.results().length);
    try {
      for (int k = 0; k < inputs; k++) {
        own.setAs(k, all, part.operands()[k]);
      }
      for (int k = 0; k < part.results().length; k++) {
        own.setAs(inputs + k, all, part.results()[k]);
      }
      tasks[index].run(own);
    } finally {
      own.clear();
      lane.release(mark);
    }
  }

  /** A value may be a result more than once: the others are copies of the one it was made in. */
  static void repeat(Chain chain, Frame frame, Frame all) {
    for (int i = 0; i < chain.returned.length; i++) {
      int value = chain.returned[i];
      if (chain.output(value) != i) {
        System.arraycopy(
            all.array(value),
            all.offset(value),
            frame.array(chain.given + i),
            frame.offset(chain.given + i),
            chain.layouts.get(value).shape().size());
      }
    }
  }
}
