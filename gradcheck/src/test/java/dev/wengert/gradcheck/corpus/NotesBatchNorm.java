package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.SQRT;
import static dev.wengert.gradcheck.corpus.Functions.normal;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** BatchNorm of [m, n] or [N, C, H, W] with the hand-written gradients of popular notes. */
final class NotesBatchNorm {

  private static final double EPSILON = 1e-5;

  /** What they get wrong; the last three only show with images. */
  enum Mistake {
    /** The shift's gradient is the scale's. */
    SHIFT,
    /** The deviations are multiplied by the root instead of divided. */
    ROOT,
    /** Forward divides by m - 1, backward differentiates a division by m. */
    VARIANCE,
    /** Sums over N, H and W are divided by N. */
    BATCH_SIZE,
    /** Backward sums over axes 0, 1 and 2. */
    AXES,
    /** Statistics are not reshaped to channels. */
    SHAPE
  }

  private final Set<Mistake> mistakes;
  private final int rank;

  private NotesBatchNorm(Set<Mistake> mistakes, int rank) {
    this.mistakes = mistakes;
    this.rank = rank;
  }

  static Set<Mistake> mistakes(int rank) {
    return rank == 2
        ? EnumSet.of(Mistake.SHIFT, Mistake.ROOT, Mistake.VARIANCE)
        : EnumSet.allOf(Mistake.class);
  }

  /** Each mistake alone, and all of them. */
  static List<Case> mutants() {
    List<Case> mutants = new ArrayList<>();
    for (int rank : new int[] {2, 4}) {
      for (Mistake mistake : mistakes(rank)) {
        String name = mistake.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        mutants.add(mutant(name + ", rank " + rank, Set.of(mistake), rank));
      }
      mutants.add(mutant("all mistakes, rank " + rank, mistakes(rank), rank));
    }
    return mutants;
  }

  private static Case mutant(String what, Set<Mistake> mistakes, int rank) {
    return Case.mutant(
        "BatchNorm of the notes: " + what, s -> problem(mistakes, rank, s), Verdict.WRONG);
  }

  static Problem problem(Set<Mistake> mistakes, int rank, long seed) {
    NotesBatchNorm notes = new NotesBatchNorm(mistakes, rank);
    return Problem.of(
            in -> notes.forward(in.get(0), in.get(1), in.get(2)),
            (in, out, d) -> notes.backward(in.get(0), in.get(1), d),
            rank == 2 ? normal(seed, 6, 3).times(2) : normal(seed, 2, 3, 2, 3).times(2),
            normal(seed + 1, 3),
            normal(seed + 2, 3))
        .named("x", "gamma", "beta");
  }

  private boolean made(Mistake mistake) {
    return mistakes.contains(mistake);
  }

  private Tensor forward(Tensor x, Tensor gamma, Tensor beta) {
    Tensor deviation = x.minus(spread(mean(x)));
    Tensor root = spread(root(deviation));
    return deviation.div(root).times(spread(gamma)).plus(spread(beta));
  }

  private List<Tensor> backward(Tensor x, Tensor gamma, Tensor d) {
    int[] axes = made(Mistake.AXES) ? new int[] {0, 1, 2} : axes();
    double m = made(Mistake.BATCH_SIZE) ? x.shape().side(0) : x.size() / 3.0;
    Tensor deviation = x.minus(placed(mean(x)));
    Tensor root = placed(root(x.minus(spread(mean(x)))));
    Tensor hat = deviation.div(root);
    Tensor dHat = d.times(spread(gamma));
    Tensor dVariance =
        placed(Sum.of(dHat.times(deviation), false, axes)).times(-0.5).div(root.pow(3));
    Tensor dMean = placed(Sum.of(dHat, false, axes)).unaryMinus().div(root);
    Tensor first = made(Mistake.ROOT) ? dHat.times(root) : dHat.div(root);
    Tensor dx = first.plus(dVariance.times(deviation).times(2 / m)).plus(dMean.div(m));
    Tensor dGamma = Sum.of(d.times(hat), false, axes);
    return List.of(dx, dGamma, made(Mistake.SHIFT) ? dGamma : Sum.of(d, false, axes));
  }

  private int[] axes() {
    return rank == 2 ? new int[] {0} : new int[] {0, 2, 3};
  }

  private Tensor mean(Tensor x) {
    return Sum.of(x, false, axes()).div(x.size() / 3.0);
  }

  private Tensor root(Tensor deviation) {
    double lost = made(Mistake.VARIANCE) ? 1 : 0;
    Tensor squares = Sum.of(deviation.times(deviation), false, axes());
    return SQRT.apply(squares.div(deviation.size() / 3.0 - lost).plus(EPSILON));
  }

  private Tensor placed(Tensor statistic) {
    return made(Mistake.SHAPE) ? statistic : spread(statistic);
  }

  private Tensor spread(Tensor perChannel) {
    return rank == 2 ? perChannel : perChannel.reshape(1, 3, 1, 1);
  }
}
