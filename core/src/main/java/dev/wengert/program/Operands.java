package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Placement;
import org.jspecify.annotations.Nullable;

/**
 * The operands of a task that runs bodies: those that do not lie one element after the other are
 * copied before.
 */
final class Operands {

  private final Device device;
  private final Layout[] layouts;
  private final @Nullable Task[] copies;

  Operands(Device device, Layout[] layouts) {
    this.device = device;
    this.layouts = layouts;
    copies = new @Nullable Task[layouts.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = layouts[i].isContiguous() ? null : copying(device, layouts[i]);
    }
  }

  /** Returns what writes a value that lies in some way one element after the other. */
  static Task copying(Device device, Layout from) {
    Shape shape = from.shape();
    Placement kernel =
        new Placement(ImmutableIntArray.of(0), ImmutableIntArray.copyOf(shape.strides()));
    Layout into = Layout.contiguous(new Spec(from.dtype(), shape));
    return device.bind(kernel, new Layout[] {from}, new Layout[] {into});
  }

  Straight memory() {
    return new Straight();
  }

  /** Where they lie in one run. */
  final class Straight {
    private final Object[] arrays = new Object[layouts.length];
    private final int[] offsets = new int[layouts.length];
    private final Frame[] frames = new Frame[layouts.length];

    private Straight() {
      for (int i = 0; i < frames.length; i++) {
        if (copies[i] != null) {
          Layout layout = layouts[i];
          arrays[i] = Buffer.newArray(layout.dtype(), layout.shape().size());
          frames[i] = new Frame(2, device.scratch());
          frames[i].set(1, arrays[i], 0);
        }
      }
    }

    int size() {
      return arrays.length;
    }

    /** Takes the operands of a run. */
    void enter(Frame frame) {
      for (int i = 0; i < arrays.length; i++) {
        Task copy = copies[i];
        if (copy == null) {
          arrays[i] = frame.array(i);
          offsets[i] = frame.offset(i);
        } else {
          frames[i].setAs(0, frame, i);
          copy.run(frames[i]);
        }
      }
    }

    /** Lets go of them. */
    void leave() {
      for (int i = 0; i < arrays.length; i++) {
        if (copies[i] == null) {
          arrays[i] = layouts;
        } else {
          frames[i].set(0, layouts, 0);
        }
      }
    }

    Object array(int i) {
      return arrays[i];
    }

    int offset(int i) {
      return offsets[i];
    }

    /** Returns the number that an operand is, INT32 []. */
    int number(int i) {
      return ((int[]) arrays[i])[offsets[i]];
    }
  }
}
