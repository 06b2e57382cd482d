package dev.wengert.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Poison;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Scratch;
import dev.wengert.device.Task;
import java.lang.reflect.Array;

/**
 * A kernel that is bound and run on parts of larger arrays, at odd offsets. Destinations and
 * scratch are poisoned, and there is a margin around every part.
 */
public final class BoundRun {

  private static final int MARGIN = 5;

  private final Device device;
  private final Kernel kernel;
  private final Task task;
  private final Frame frame;
  private final Scratch scratch;
  private final Buffer[] inputs;
  private final Layout[] outputs;

  /** Binds a kernel and lays its operands out. */
  public BoundRun(Device device, Kernel kernel, Buffer[] inputs, Layout[] outputs) {
    this(device, kernel, device.bind(kernel, inputs, outputs), inputs, outputs);
  }

  private BoundRun(Device device, Kernel kernel, Task task, Buffer[] inputs, Layout[] outputs) {
    this.device = device;
    this.kernel = kernel;
    this.task = task;
    this.scratch = device.scratch();
    this.frame = new Frame(inputs.length + outputs.length, scratch);
    this.inputs = inputs;
    this.outputs = outputs;
    for (int i = 0; i < inputs.length; i++) {
      displace(i, inputs[i]);
      System.arraycopy(
          inputs[i].array(),
          inputs[i].offset(),
          frame.array(i),
          frame.offset(i),
          inputs[i].stored());
    }
    for (int i = 0; i < outputs.length; i++) {
      displace(inputs.length + i, outputs[i]);
    }
  }

  private void displace(int place, Layout layout) {
    int offset = MARGIN + 2 * place;
    Object array = Buffer.newArray(layout.dtype(), offset + layout.stored() + MARGIN);
    Poison.margin(array, 0, Array.getLength(array));
    frame.set(place, array, offset);
  }

  /** Returns the same task with arrays and scratch of its own. */
  public BoundRun inAFrameOfItsOwn() {
    return new BoundRun(device, kernel, task, inputs, outputs);
  }

  /** Runs it. */
  public void run() {
    task.run(frame);
  }

  /** Runs it twice with nothing but poison around and compares the results. */
  public void isLike(Buffer[] results) {
    for (int run = 1; run <= 2; run++) {
      for (int i = 0; i < outputs.length; i++) {
        int place = inputs.length + i;
        Poison.numbers(frame.array(place), frame.offset(place), outputs[i].stored());
      }
      Poison.scratch(scratch);
      task.run(frame);
      for (int i = 0; i < inputs.length; i++) {
        check(i, inputs[i], inputs[i]);
      }
      for (int i = 0; i < outputs.length; i++) {
        check(inputs.length + i, outputs[i], results[i]);
      }
    }
  }

  private void check(int place, Layout layout, Buffer expected) {
    Object array = frame.array(place);
    Object whole = Buffer.newArray(layout.dtype(), Array.getLength(array));
    Poison.margin(whole, 0, Array.getLength(whole));
    System.arraycopy(
        expected.array(), expected.offset(), whole, frame.offset(place), layout.stored());
    assertThat(array)
        .as("%s, place %s, over what was there, and nothing else", kernel, place)
        .isEqualTo(whole);
  }
}
