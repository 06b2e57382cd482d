package dev.wengert.program;

import dev.wengert.array.Layout;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;

/** Runs one of several bodies, as a number says. */
final class ChooseTask implements Task {

  private final Operands operands;
  private final int results;
  private final Pool<Memory> pool;

  /** The memory of a run. */
  @SuppressWarnings("ArrayRecordComponent") // a value inside this class, compared by nobody
  private record Memory(Operands.Straight operands, Inner[] branches) {}

  ChooseTask(Operation.Choose choose, Device device, Layout[] in, Layout[] out) {
    operands = new Operands(device, in);
    results = out.length;
    pool =
        new Pool<>(
            () -> {
              Inner[] branches = new Inner[choose.branches().size()];
              for (int i = 0; i < branches.length; i++) {
                branches[i] = new Inner(choose.branches().get(i), device);
              }
              return new Memory(operands.memory(), branches);
            });
  }

  @Override
  public void run(Frame frame) {
    Pool.Lent<Memory> lent = pool.take();
    try {
      Operands.Straight straight = lent.memory.operands;
      straight.enter(frame);
      Inner inner = lent.memory.branches[straight.number(0)];
      try {
        int n = straight.size();
        for (int i = 1; i < n; i++) {
          inner.input(i - 1, straight.array(i), straight.offset(i));
        }
        for (int i = 0; i < results; i++) {
          inner.output(i, frame.array(n + i), frame.offset(n + i));
        }
        inner.run();
      } finally {
        inner.clear();
        straight.leave();
      }
    } finally {
      pool.give(lent);
    }
  }
}
