package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.point.Sight;
import java.util.function.DoubleUnaryOperator;

/**
 * Looks at a wrong FLOAT32 derivative over the smallest steps that tell anything, which are not
 * small: where the derivative itself changes over them as much as it is wrong, as near a kink,
 * nothing can be said. The same of one that is said to grow without bound.
 */
final class CoarseSteps {

  /** How many roundings of the outputs a change must be to tell something. */
  private static final double TELLING = 128;

  private CoarseSteps() {}

  /**
   * Judges once more.
   *
   * @param epsilon the spacing of FLOAT32 numbers at 1
   * @param slope the derivative that the pullback returns at a distance from the point; NaN where
   *     the domain does not reach
   */
  static Judgement judged(
      Judgement judgement, Sight sight, double epsilon, DoubleUnaryOperator slope) {
    if (!judgement.isWrong() && judgement.verdict() != Verdict.UNBOUNDED) {
      return judgement;
    }
    double error = Math.abs(judgement.measurement().error());
    double size = 0;
    for (int j = 0; j < sight.output().length; j++) {
      size += Math.abs(sight.output()[j] * sight.cotangent()[j]);
    }
    double step = TELLING * epsilon * size / error;
    for (int side = -1; side <= 1; side += 2) {
      try {
        double change = slope.applyAsDouble(side * step) - judgement.measurement().analytic();
        if (Math.abs(change) > error / 4) {
          return judgement.as(Verdict.INCONCLUSIVE);
        }
      } catch (RuntimeException e) {
        // Beyond the end of the domain: nothing is seen there.
      }
    }
    return judgement;
  }
}
