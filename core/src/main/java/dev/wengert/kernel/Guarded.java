package dev.wengert.kernel;

import dev.wengert.array.Layout;
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
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    return usual.layout(result, spec, inputs);
  }
}
