package dev.wengert.program;

import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.device.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one run of a program at a time.
 *
 * <p>What stays in the arena has its place in the tasks' frames for good. Arguments, and what
 * leaves, are put in for a run and taken out after it, so that nothing holds on to them.
 */
final class Arena {

  /** What stands in a frame between two runs where something passes through. */
  private static final Object NOTHING = new Object();

  /** A place in the frame of a step that takes something that passes through. */
  private record Visit(Frame frame, int place, int root) {}

  private final Schedule schedule;
  private final Plan plan;
  private final Frame[] frames;
  private final Visit[] visits;
  private final Object[] slots;

  /** Where state lies, which other arenas know too. */
  private final Buffer[] states;

  private final Transfer[] transfers;

  /** For each value that passes through where it lies now. */
  private final Buffer[] passing;

  /** Makes the memory of a program without state. */
  Arena(Schedule schedule) {
    this(schedule, new Storage(schedule.device()), new Buffer[0]);
  }

  /**
   * Makes the memory of a program.
   *
   * @param storage what other arenas lie in too that are not used at the same time
   * @param states where its state lies
   */
  Arena(Schedule schedule, Storage storage, Buffer[] states) {
    this.schedule = schedule;
    this.states = states;
    plan = schedule.plan();
    passing = new Buffer[plan.body.values()];
    slots = storage.take(plan.slotTypes, plan.slotSizes);
    frames = new Frame[schedule.steps().size()];
    List<Visit> found = new ArrayList<>();
    for (int i = 0; i < frames.length; i++) {
      int[] roots = schedule.steps().get(i).roots().toArray();
      Frame frame = new Frame(roots.length, storage.scratch);
      for (int place = 0; place < roots.length; place++) {
        int root = roots[place];
        if (root < 0) {
          frame.set(place, plan.constant(root));
        } else if (plan.commit.isState(root)) {
          frame.set(place, states[plan.commit.stateOf(root)]);
        } else if (plan.slots[root] >= 0) {
          frame.set(place, slots[plan.slots[root]], 0);
        } else {
          found.add(new Visit(frame, place, root));
        }
      }
      frames[i] = frame;
    }
    visits = found.toArray(Visit[]::new);
    transfers = new Transfer[plan.commit.copies().size()];
    Arrays.setAll(transfers, i -> transfer(plan.commit.copies().get(i)));
  }

  private Transfer transfer(Commit.Copy copy) {
    int root = copy.value() < 0 ? copy.value() : plan.roots[copy.value()];
    Layout layout = plan.layout(copy.value());
    boolean isOldState = root >= 0 && root < plan.commit.states();
    return new Transfer(
        root,
        layout,
        fixed(root, layout),
        isOldState ? Buffer.allocate(layout.spec()) : null,
        states[copy.state()]);
  }

  /** Returns the memory of a root, seen under a layout; null if it passes through. */
  private @Nullable Buffer fixed(int root, Layout layout) {
    if (root < 0) {
      return plan.constant(root).under(layout);
    }
    if (plan.commit.isState(root)) {
      return states[plan.commit.stateOf(root)].under(layout);
    }
    return plan.slots[root] < 0 ? null : Buffer.within(layout, slots[plan.slots[root]], 0);
  }

  /** Runs the program on numbers that fit it, and returns what leaves. */
  Buffer[] run(List<Tensor> inputs) {
    return run(inputs, results -> true);
  }

  /**
   * Runs the program on numbers that fit it, and returns what leaves.
   *
   * @param accepts whether state is written, seeing what leaves; nothing is, if it throws
   */
  Buffer[] run(List<Tensor> inputs, Predicate<Buffer[]> accepts) {
    try {
      enter(inputs);
      run(0, schedule.begin());
      Buffer[] results = results();
      if (accepts.test(results)) {
        commit();
      }
      return results;
    } finally {
      clear();
    }
  }

  private void commit() {
    for (Transfer transfer : transfers) {
      transfer.begin();
    }
    run(schedule.begin(), frames.length);
    for (Transfer transfer : transfers) {
      transfer.end(passing);
    }
  }

  private void run(int begin, int end) {
    for (int i = begin; i < end; i++) {
      schedule.steps().get(i).task().run(frames[i]);
    }
  }

  /** Runs the program, and notes when its steps ended. */
  Timing time(List<Tensor> inputs) {
    long[] ends = new long[frames.length];
    try {
      enter(inputs);
      long start = System.nanoTime();
      for (int i = 0; i < frames.length; i++) {
        schedule.steps().get(i).task().run(frames[i]);
        ends[i] = System.nanoTime();
      }
      return new Timing(start, ends);
    } finally {
      clear();
    }
  }

  private void enter(List<Tensor> inputs) {
    int first = plan.commit.states();
    for (int i = 0; i < inputs.size(); i++) {
      Buffer buffer = inputs.get(i).buffer();
      passing[first + i] = buffer.isContiguous() ? buffer : buffer.copy();
    }
    for (int value = first + inputs.size(); value < passing.length; value++) {
      if (plan.roots[value] == value && plan.leaves[value]) {
        passing[value] = Buffer.allocate(plan.layouts[value]);
      }
    }
    for (Visit visit : visits) {
      visit.frame.set(visit.place, passing[visit.root]);
    }
  }

  private Buffer[] results() {
    Buffer[] results = new Buffer[plan.body.outputs().length()];
    for (int i = 0; i < results.length; i++) {
      results[i] = result(plan.body.outputs().get(i));
    }
    return results;
  }

  private Buffer result(int value) {
    if (value < 0) {
      return plan.constant(value);
    }
    int root = plan.roots[value];
    Layout layout = plan.layouts[value];
    Buffer fixed = fixed(root, layout);
    if (fixed == null) {
      return root == value ? passing[value] : passing[root].under(layout);
    }
    return plan.commit.isState(root) ? fixed.copy() : fixed;
  }

  private void clear() {
    Arrays.fill(passing, null);
    for (Visit visit : visits) {
      visit.frame.set(visit.place, NOTHING, 0);
    }
  }
}
