package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.MapSum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import java.util.List;

/** Bounds on gradients, applied before an optimiser's step. */
public final class Clipping {

  private static final Elementwise CLIP =
      Elementwise.of(
          "clipValue", (x, bound) -> Expression.max(Expression.min(x, bound), bound.unaryMinus()));

  /** {@code bound / max(norm, bound)}: exactly 1 up to the bound. */
  private static final Elementwise FACTOR =
      Elementwise.of("clipFactor", (norm, bound) -> bound.div(Expression.max(norm, bound)));

  /** A power of two near the largest gradient; 1 for none, infinity and NaN. */
  private static final Elementwise SCALE = Elementwise.of("clipScale", Clipping::powerNear);

  private static final Elementwise SQUARE =
      Elementwise.of("scaledSquare", (x, scale) -> x.div(scale).times(x.div(scale)));

  private static final Elementwise ROOT = Elementwise.of("clipNorm", x -> Average.root(x));

  private static final int[] ALL = {};

  /** The exponent is taken of a number that is normal, as the power then is, in every dtype. */
  private static Expression powerNear(Expression m) {
    Expression isNumber =
        Expression.and(
            Expression.constant(0x1p-1000).lt(m),
            m.lt(Expression.constant(Double.POSITIVE_INFINITY)));
    Expression within =
        m.times(
            Expression.select(
                m.lt(Expression.constant(1)),
                Expression.constant(0x1p24),
                Expression.constant(0x1p-2)));
    return Expression.select(
        isNumber, Expression.pow2(Expression.exponent(within)), Expression.constant(1));
  }

  /**
   * The norm of all gradients, in units of a power of two, so that no square leaves the range of
   * the dtype, and none changes by a bit otherwise.
   */
  private record ScaledNorm(Tensor scaled, Tensor scale) {

    /** Returns the norm of gradients, of which one has elements. */
    static ScaledNorm of(List<Tensor> gradients) {
      Tensor largest = null;
      for (Tensor g : gradients) {
        Tensor own = Elementary.maximum(Reductions.max(g), Reductions.min(g).unaryMinus());
        largest = largest == null ? own : Elementary.maximum(largest, own);
      }
      Tensor scale = SCALE.apply(Preconditions.checkNotNull(largest));
      Tensor total = null;
      for (Tensor g : gradients) {
        Tensor squares = MapSum.of(SQUARE, false, ALL, g, scale);
        total = total == null ? squares : total.plus(squares);
      }
      return new ScaledNorm(ROOT.apply(Preconditions.checkNotNull(total)), scale);
    }

    /** Returns what brings the norm down to a bound: 1 if it is not above. */
    Tensor factor(double bound) {
      return FACTOR.apply(scaled, scalar(scale, bound).div(scale));
    }
  }

  private Clipping() {}

  /**
   * Returns gradients with each element brought into [-bound, bound]; NaN stays NaN.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Values byValue(Values gradients, double bound) {
    Hyperparameters.positive("clip", "bound", bound);
    return gradients.map((path, g) -> CLIP.apply(g, scalar(g, bound)));
  }

  /**
   * Returns gradients scaled down so that the norm of them all together is at most a bound, but for
   * rounding; as they are if it is not above.
   *
   * <p>However large the gradients are, those that are numbers keep their direction. Where one is
   * infinite no direction is left: it becomes NaN, and the finite ones become 0. Where one is NaN,
   * all become NaN. {@link dev.wengert.nn.train.Trainer} ends before it comes to that.
   *
   * <p>Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
   * networks", 2013, algorithm 1.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Values byGlobalNorm(Values gradients, double bound) {
    Hyperparameters.positive("clip", "bound", bound);
    List<Tensor> filled = filled(gradients);
    if (filled.isEmpty()) {
      return gradients;
    }
    Tensor factor = ScaledNorm.of(filled).factor(bound);
    return gradients.map((path, g) -> g.times(factor));
  }

  /**
   * Returns gradients each scaled down by itself so that its norm is at most a bound, but for
   * rounding; as it is if that is not above.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Values byNorm(Values gradients, double bound) {
    Hyperparameters.positive("clip", "bound", bound);
    return gradients.map(
        (path, g) -> g.size() == 0 ? g : g.times(ScaledNorm.of(List.of(g)).factor(bound)));
  }

  /**
   * Returns the square root of the sum of all squares, a scalar; FLOAT64 0 for no gradients. It is
   * infinite only if a gradient is, or if the norm itself has no place in the dtype.
   */
  public static Tensor globalNorm(Values gradients) {
    List<Tensor> filled = filled(gradients);
    if (filled.isEmpty()) {
      return Tensor.scalar(0.0);
    }
    ScaledNorm norm = ScaledNorm.of(filled);
    return norm.scaled.times(norm.scale);
  }

  private static List<Tensor> filled(Values gradients) {
    return gradients.byPath().values().stream().filter(g -> g.size() > 0).toList();
  }

  private static Tensor scalar(Tensor like, double value) {
    return Tensor.full(new Spec(like.dtype(), Shape.SCALAR), value);
  }
}
