package dev.wengert.examples.customgradient;

import static dev.wengert.ops.Elementary.sqrt;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static dev.wengert.ops.Reductions.variance;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import java.util.List;

/**
 * Batch normalization of [m, n] with gradients written by hand: once with the mistakes of a
 * well-known set of notes, once as Ioffe and Szegedy (2015) derive them.
 */
final class BatchNormBackward {

  private static final double EPSILON = 1e-5;

  private BatchNormBackward() {}

  /** The forward definition: all that Wengert needs. */
  static Tensor forward(Tensor x, Tensor gamma, Tensor beta) {
    Tensor root = sqrt(variance(x, 0).plus(EPSILON));
    return x.minus(mean(x, 0)).div(root).times(gamma).plus(beta);
  }

  /** The notes' backward pass: two mistakes in the gradient of x, one in that of beta. */
  static List<Tensor> fromTheNotes(Tensor x, Tensor gamma, Tensor dy) {
    double m = x.shape().side(0);
    Tensor root = sqrt(variance(x, 0).plus(EPSILON));
    Tensor xhat = x.minus(mean(x, 0)).div(root);
    Tensor dxhat = dy.times(gamma);
    Tensor dvariance =
        sum(dxhat.times(x.minus(mean(x, 0))), 0).times(-0.5).div(root.times(root).times(root));
    Tensor dmean = sum(dxhat, 0).unaryMinus(); // lost: a division by the root
    Tensor dx =
        dxhat
            .times(root) // should be divided
            .plus(dvariance.times(x.minus(mean(x, 0))).times(2 / m))
            .plus(dmean.div(m));
    Tensor dgamma = sum(dy.times(xhat), 0);
    Tensor dbeta = sum(dy.times(xhat), 0); // should be the sum of dy
    return List.of(dx, dgamma, dbeta);
  }

  /** The backward pass put right. */
  static List<Tensor> corrected(Tensor x, Tensor gamma, Tensor dy) {
    Tensor root = sqrt(variance(x, 0).plus(EPSILON));
    Tensor xhat = x.minus(mean(x, 0)).div(root);
    Tensor dxhat = dy.times(gamma);
    Tensor dx = dxhat.minus(mean(dxhat, 0)).minus(xhat.times(mean(dxhat.times(xhat), 0))).div(root);
    return List.of(dx, sum(dy.times(xhat), 0), sum(dy, 0));
  }

  /** A backward pass: the gradients of x, gamma and beta. */
  @FunctionalInterface
  interface Backward {
    List<Tensor> of(Tensor x, Tensor gamma, Tensor dy);
  }

  /** Compares a backward pass with finite differences of the forward definition. */
  static Report check(Backward backward) {
    return GradCheck.of(in -> forward(in.get(0), in.get(1), in.get(2)))
        .pullback((in, out, dy) -> backward.of(in.get(0), in.get(1), dy))
        .input("x", drawn(1, 6, 3).times(2))
        .input("gamma", drawn(2, 3))
        .input("beta", drawn(3, 3))
        .run();
  }

  private static Tensor drawn(long seed, int... sides) {
    return Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }
}
