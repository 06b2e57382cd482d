package dev.wengert.cpu;

import dev.wengert.array.Layout;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Guarded;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a {@link Guarded} kernel runs: the usual way, a look, and the careful way if it tells so. */
final class Guard implements Task {

  private final Device device;
  private final Guarded kernel;
  private final Layout[] inputs;
  private final Layout[] outputs;
  private final Task usual;

  /** What is done in the rare case; made when first needed, by a benign race twice. */
  private @Nullable Task careful;

  Guard(Device device, Guarded kernel, Layout[] inputs, Layout[] outputs) {
    this.device = device;
    this.kernel = kernel;
    this.inputs = inputs.clone();
    this.outputs = outputs.clone();
    // The results but for the scale: they come first, so the frame serves as it is.
    this.usual = device.bind(kernel.usual(), inputs, Arrays.copyOf(outputs, outputs.length - 1));
  }

  @Override
  public void run(Frame frame) {
    usual.run(frame);
    int watched = inputs.length + kernel.watched();
    int stored = outputs[kernel.watched()].stored();
    if (isWithin(kernel, frame.array(watched), frame.offset(watched), stored)) {
      int scale = outputs.length - 1;
      int place = inputs.length + scale;
      int first = frame.offset(place);
      Elements.fill(frame.array(place), first, first + outputs[scale].stored(), 1);
      return;
    }
    Task known = careful;
    if (known == null) {
      known = device.bind(kernel.careful().get(), inputs, outputs);
      careful = known;
    }
    boolean wasBlank = frame.isBlank();
    frame.setBlank(false);
    known.run(frame);
    frame.setBlank(wasBlank);
  }

  /** Returns whether what is stored tells that the usual way went well. */
  static boolean isWithin(Guarded kernel, Object array, int from, int count) {
    double least = kernel.least();
    double most = kernel.most();
    boolean within = true;
    if (array instanceof float[] floats) {
      for (int i = from; i < from + count; i++) {
        within &= floats[i] >= least && floats[i] <= most;
      }
    } else {
      double[] doubles = (double[]) array;
      for (int i = from; i < from + count; i++) {
        within &= doubles[i] >= least && doubles[i] <= most;
      }
    }
    return within;
  }
}
