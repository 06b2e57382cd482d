package dev.wengert.program;

import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.device.Frame;
import dev.wengert.device.Scratch;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** Where the program keeps it between two runs, until memory is short. */
  final SoftReference<Arena> kept = new SoftReference<>(this);

  private final Schedule schedule;
  private final Plan plan;
  private final Frame[] frames;
  private final Visit[] visits;

  /** For each value that passes through where it lies now. */
  private final Buffer[] passing;

  Arena(Schedule schedule) {
    this.schedule = schedule;
    plan = schedule.plan();
    passing = new Buffer[plan.body.values()];
    Object[] slots = new Object[plan.slotSizes.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = Buffer.newArray(plan.slotTypes.get(i), plan.slotSizes.getInt(i));
    }
    Scratch scratch = schedule.device().scratch();
    frames = new Frame[schedule.steps().size()];
    List<Visit> found = new ArrayList<>();
    for (int i = 0; i < frames.length; i++) {
      int[] roots = schedule.steps().get(i).roots().toArray();
      Frame frame = new Frame(roots.length, scratch);
      for (int place = 0; place < roots.length; place++) {
        int root = roots[place];
        if (root < 0) {
          frame.set(place, plan.constant(root));
        } else if (plan.slots[root] >= 0) {
          frame.set(place, slots[plan.slots[root]], 0);
        } else {
          found.add(new Visit(frame, place, root));
        }
      }
      frames[i] = frame;
    }
    visits = found.toArray(Visit[]::new);
  }

  /** Runs the program on numbers that fit it, and returns what leaves. */
  Buffer[] run(List<Tensor> inputs) {
    try {
      enter(inputs);
      for (int i = 0; i < frames.length; i++) {
        schedule.steps().get(i).task().run(frames[i]);
      }
      return results();
    } finally {
      clear();
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
    for (int i = 0; i < inputs.size(); i++) {
      Buffer buffer = inputs.get(i).buffer();
      passing[i] = buffer.isContiguous() ? buffer : buffer.copy();
    }
    for (int value = inputs.size(); value < passing.length; value++) {
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
    return root < 0
        ? plan.constant(root).under(layout)
        : root == value ? passing[value] : passing[root].under(layout);
  }

  private void clear() {
    Arrays.fill(passing, null);
    for (Visit visit : visits) {
      visit.frame.set(visit.place, NOTHING, 0);
    }
  }
}
