package dev.wengert.program;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Scratch;
import dev.wengert.device.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a body that runs within another, again and again: what stays in it has its place
 * for good; where the inputs lie, and the results are to lie, is said before a run.
 *
 * <p>A result that no instruction of the body makes by itself, an input that is handed on, say, or
 * a view, is copied to where it is to lie.
 */
final class Inner {

  /** What stands in a frame where nothing has been said yet, or any more. */
  private static final Object NOTHING = new Object();

  /** A place in a frame that takes a value which passes through. */
  private record Visit(Frame frame, int place) {}

  /** What copies a result, and where from and to. */
  private record Copied(Task task, Frame frame) {}

  private final Schedule schedule;
  private final Frame[] frames;

  /** For each value that passes through the frames that take it. */
  private final List<List<Visit>> visits = new ArrayList<>();

  /** For each result the value that lies where it is to lie; -1 if it is copied. */
  private final int[] direct;

  private final @Nullable Copied[] copied;

  Inner(Body body, Device device) {
    schedule = Schedule.of(Plan.of(body), device);
    Plan plan = schedule.plan();
    Object[] slots = new Object[plan.slotSizes.size()];
    Arrays.setAll(slots, i -> Buffer.newArray(plan.slotTypes.get(i), plan.slotSizes.getInt(i)));
    for (int value = 0; value < body.values(); value++) {
      visits.add(new ArrayList<>());
    }
    Scratch scratch = device.scratch();
    frames = new Frame[schedule.steps().size()];
    for (int i = 0; i < frames.length; i++) {
      int[] roots = schedule.steps().get(i).roots().toArray();
      frames[i] = new Frame(roots.length, scratch);
      for (int place = 0; place < roots.length; place++) {
        put(frames[i], place, roots[place], slots);
      }
    }
    direct = new int[body.outputs().length()];
    copied = new @Nullable Copied[direct.length];
    boolean[] isGiven = new boolean[body.values()];
    for (int i = 0; i < direct.length; i++) {
      int value = body.outputs().get(i);
      if (isMade(plan, value) && !isGiven[value]) {
        isGiven[value] = true;
        direct[i] = value;
      } else {
        direct[i] = -1;
        copied[i] = copied(plan, value, device, scratch, slots);
      }
    }
    for (int value = body.inputs().size(); value < isGiven.length; value++) {
      if (plan.roots[value] == value && plan.leaves[value] && !isGiven[value]) {
        set(value, Buffer.newArray(plan.layouts[value].dtype(), plan.layouts[value].stored()), 0);
      }
    }
  }

  private static boolean isMade(Plan plan, int value) {
    return value >= plan.body.inputs().size()
        && plan.roots[value] == value
        && plan.layouts[value].isContiguous();
  }

  private Copied copied(Plan plan, int value, Device device, Scratch scratch, Object[] slots) {
    Layout layout = plan.layout(value);
    Frame frame = new Frame(2, scratch);
    int root = value < 0 ? value : plan.roots[value];
    put(frame, 0, root, slots);
    return new Copied(Operands.copying(device, layout), frame);
  }

  private void put(Frame frame, int place, int root, Object[] slots) {
    Plan plan = schedule.plan();
    if (root < 0) {
      frame.set(place, plan.constant(root));
    } else if (plan.slots[root] >= 0) {
      frame.set(place, slots[plan.slots[root]], 0);
    } else {
      visits.get(root).add(new Visit(frame, place));
    }
  }

  /** Says where an input lies. */
  void input(int which, Object array, int offset) {
    set(which, array, offset);
  }

  /** Says where a result is to lie: not where an input lies, nor another result. */
  void output(int which, Object array, int offset) {
    if (direct[which] >= 0) {
      set(direct[which], array, offset);
    } else {
      Objects.requireNonNull(copied[which]).frame.set(1, array, offset);
    }
  }

  private void set(int value, Object array, int offset) {
    List<Visit> all = visits.get(value);
    for (int i = 0; i < all.size(); i++) {
      Visit visit = all.get(i);
      visit.frame.set(visit.place, array, offset);
    }
  }

  /** Runs the body. */
  void run() {
    for (int i = 0; i < frames.length; i++) {
      schedule.steps().get(i).task().run(frames[i]);
    }
    for (Copied copy : copied) {
      if (copy != null) {
        copy.task.run(copy.frame);
      }
    }
  }

  /** Lets go of where inputs and results lie. */
  void clear() {
    for (int i = 0; i < schedule.plan().body.inputs().size(); i++) {
      set(i, NOTHING, 0);
    }
    for (int i = 0; i < direct.length; i++) {
      output(i, NOTHING, 0);
    }
  }
}
