package dev.wengert.examples.customgradient;

import static dev.wengert.ops.Elementary.sqrt;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static dev.wengert.ops.Reductions.variance;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import java.util.List;
import java.util.Set;

/**
 * Batch normalization of [m, n] or [N, C, H, W] with gradients written by hand as Ioffe and Szegedy
 * (2015) derive them, and with some {@link Mistake mistakes} in them.
 */
final class BatchNormBackward {

  private static final double EPSILON = 1e-5;

  private final ImmutableSet<Mistake> mistakes;

  private BatchNormBackward(Set<Mistake> mistakes) {
    this.mistakes = ImmutableSet.copyOf(mistakes);
  }

  static BatchNormBackward with(Set<Mistake> mistakes) {
    return new BatchNormBackward(mistakes);
  }

  static BatchNormBackward corrected() {
    return with(Set.of());
  }

  /** The forward definition, with the population's variance: all that Wengert needs. */
  static Tensor forward(Tensor x, Tensor gamma, Tensor beta) {
    return forward(x, gamma, beta, 0);
  }

  private static Tensor forward(Tensor x, Tensor gamma, Tensor beta, int correction) {
    int[] axes = axes(x);
    Tensor root = sqrt(variance(x, correction, true, axes).plus(EPSILON));
    return x.minus(mean(x, true, axes)).div(root).times(spread(gamma, x)).plus(spread(beta, x));
  }

  /** The backward pass: the gradients of x, gamma and beta. */
  List<Tensor> backward(Tensor x, Tensor gamma, Tensor dy) {
    int[] axes = axes(x);
    int[] reduced = made(Mistake.AXES) ? new int[] {0, 1, 2} : axes;
    double m = made(Mistake.BATCH_SIZE) ? x.shape().side(0) : (double) x.size() / gamma.size();

    Tensor deviation = x.minus(placed(mean(x, axes), x));
    Tensor root =
        placed(sqrt(variance(x, made(Mistake.VARIANCE) ? 1 : 0, false, axes).plus(EPSILON)), x);
    Tensor xhat = deviation.div(root);
    Tensor dxhat = dy.times(spread(gamma, x));

    Tensor slope = placed(sum(dxhat.times(deviation), reduced), x);
    Tensor dvariance = slope.times(-0.5).div(root.pow(3));
    Tensor dmean = placed(sum(dxhat, reduced), x).unaryMinus().div(root);
    Tensor first = made(Mistake.ROOT) ? dxhat.times(root) : dxhat.div(root);
    Tensor dx = first.plus(dvariance.times(deviation).times(2 / m)).plus(dmean.div(m));

    Tensor dgamma = sum(dy.times(xhat), reduced);
    Tensor dbeta = made(Mistake.SHIFT) ? dgamma : sum(dy, reduced);
    return List.of(dx, dgamma, dbeta);
  }

  /** Compares the backward pass with finite differences of the forward definition. */
  Report check(int rank) {
    int correction = made(Mistake.VARIANCE) ? 1 : 0;
    return GradCheck.of(in -> forward(in.get(0), in.get(1), in.get(2), correction))
        .pullback((in, out, dy) -> backward(in.get(0), in.get(1), dy))
        .input("x", rank == 2 ? drawn(1, 6, 3).times(2) : drawn(1, 4, 3, 2, 3).times(2))
        .input("gamma", drawn(2, 3))
        .input("beta", drawn(3, 3))
        .run();
  }

  private boolean made(Mistake mistake) {
    return mistakes.contains(mistake);
  }

  /** All axes but that of features or channels. */
  private static int[] axes(Tensor x) {
    return x.rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
  }

  /** A statistic of each channel where it belongs, or left to be broadcast along the last axis. */
  private Tensor placed(Tensor statistic, Tensor x) {
    return made(Mistake.SHAPE) ? statistic : spread(statistic, x);
  }

  private static Tensor spread(Tensor perChannel, Tensor x) {
    return x.rank() == 2 ? perChannel : perChannel.reshape(1, perChannel.size(), 1, 1);
  }

  private static Tensor drawn(long seed, int... sides) {
    return Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }
}
