package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Regularization;

/** Bounds on gradients, applied before an optimiser's step. */
public final class Clipping {

  private static final Elementwise CLIP =
      Elementwise.of(
          "clipValue", (x, bound) -> Expression.max(Expression.min(x, bound), bound.unaryMinus()));

  /** {@code bound / max(norm, bound)}: exactly 1 up to the bound. */
  private static final Elementwise FACTOR =
      Elementwise.of("clipFactor", (norm, bound) -> bound.div(Expression.max(norm, bound)));

  private Clipping() {}

  /**
   * Returns gradients with each element brought into [-bound, bound].
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Values byValue(Values gradients, double bound) {
    Settings.positive("clip", "bound", bound);
    return gradients.map((path, g) -> CLIP.apply(g, scalar(g, bound)));
  }

  /**
   * Returns gradients scaled down so that the norm of them all together is at most a bound; as they
   * are if it is not above.
   *
   * <p>Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
   * networks", 2013, algorithm 1.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Values byGlobalNorm(Values gradients, double bound) {
    Settings.positive("clip", "bound", bound);
    if (gradients.byPath().isEmpty()) {
      return gradients;
    }
    Tensor norm = globalNorm(gradients);
    Tensor factor = FACTOR.apply(norm, scalar(norm, bound));
    return gradients.map((path, g) -> g.times(factor));
  }

  /** Returns the square root of the sum of all squares, a scalar; FLOAT64 0 for no gradients. */
  public static Tensor globalNorm(Values gradients) {
    Tensor total = null;
    for (Tensor gradient : gradients.byPath().values()) {
      Tensor squares = Regularization.l2(gradient);
      total = total == null ? squares : total.plus(squares);
    }
    return total == null ? Tensor.scalar(0.0) : Elementary.sqrt(total);
  }

  private static Tensor scalar(Tensor like, double value) {
    return Tensor.full(new Spec(like.dtype(), Shape.SCALAR), value);
  }
}
