package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that computes in the usual way, and once more with care where that left the range of
 * the dtype: a sum of squares that overflowed or vanished, say.
 *
 * <p>The usual way costs what it costs alone, but for a look at one of its results.
 *
 * @param usual how the results are computed
 * @param watched which of them tells whether that went well
 * @param least what none of its elements may be below
 * @param most what none of its elements may be above
 * @param careful how the results are computed where that did not go well
 */
public record Guarded(Kernel usual, int watched, double least, double most, Kernel careful)
    implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer[] found = usual.run(inputs, results);
    return isWithin(found[watched]) ? found : careful.run(inputs, results);
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
