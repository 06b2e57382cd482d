package dev.wengert.kernel;

import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /** Makes the scale that the usual way has, of anything of its dtype and shape. */
  public static final Loop USUAL_SCALE = new Loop(LoopBody.of(Expression.constant(1), 1));

  @Override
  public boolean canThrow(Spec[] inputs) {
    return usual.canThrow(inputs);
  }

  /** Kernels are equal if they compute the same: it does not matter who makes the careful one. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Guarded that
        && watched == that.watched
        && Double.compare(least, that.least) == 0
        && Double.compare(most, that.most) == 0
        && usual.equals(that.usual)
        && careful.get().equals(that.careful.get());
  }

  @Override
  public int hashCode() {
    return Objects.hash(usual, watched, least, most);
  }
}
