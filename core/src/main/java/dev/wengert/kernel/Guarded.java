package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The kernel that computes in the usual way, and once more with care where that left the range of
 * the dtype: a sum of squares that overflowed or vanished, say.
 *
 * <p>The usual way costs what it costs alone, but for a look at one of its results. The last of the
 * results is the scale in which they are computed: 1 in the usual way.
 *
 * @param usual how the results but for the scale are computed
 * @param watched which of them tells whether that went well
 * @param least what none of its elements may be below
 * @param most what none of its elements may be above
 * @param careful how the results and the scale are computed where that did not go well
 */
public record Guarded(
    Kernel usual, int watched, double least, double most, Supplier<Kernel> careful)
    implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    int scale = results.length - 1;
    Buffer[] found = usual.run(inputs, Arrays.copyOf(results, scale));
    if (!isWithin(found[watched])) {
      return careful.get().run(inputs, results);
    }
    Buffer[] scaled = Arrays.copyOf(found, results.length);
    scaled[scale] = Buffer.filled(results[scale], 1);
    return scaled;
  }

  /** Looks at what is stored: elements that are shared are looked at once. */
  private boolean isWithin(Buffer buffer) {
    boolean within = true;
    if (buffer.array() instanceof float[] floats) {
      for (float value : floats) {
        within &= value >= least && value <= most;
      }
    } else {
      for (double value : buffer.doubles()) {
        within &= value >= least && value <= most;
      }
    }
    return within;
  }
}
