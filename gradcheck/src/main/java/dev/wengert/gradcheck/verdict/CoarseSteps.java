package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Rung;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.point.Sight;
import java.util.function.DoubleUnaryOperator;

/**
 * Looks at a wrong FLOAT32 derivative over the smallest steps that tell anything, which are not
 * small: kinks lie between them, and nothing can be said of the point itself. The same of one that
 * is said to grow without bound.
 *
 * <p>The difference over a step is the mean of the derivative on the way. Where that of what the
 * pullback returns there explains it, the function and its pullback agree around the point; one
 * that is wrong is so on the way, too.
 */
final class CoarseSteps {

  /** How many roundings of the outputs a change must be to tell something. */
  private static final double TELLING = 16;

  /** At how many places on the way the derivative is taken. */
  private static final int PLACES = 16;

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
    for (Rung rung : judgement.rungs().reverse()) {
      double off = Math.abs(rung.central() - judgement.measurement().analytic());
      if (rung.step() >= step && off > error / 2) {
        boolean explained = Math.abs(mean(slope, rung.step()) - rung.central()) <= error / 4;
        return explained ? judgement.as(Verdict.INCONCLUSIVE) : judgement;
      }
    }
    return judgement;
  }

  /** Returns the mean of the derivative within a step to both sides; NaN if there is none. */
  private static double mean(DoubleUnaryOperator slope, double step) {
    double sum = 0;
    try {
      for (int k = 0; k < PLACES; k++) {
        sum += slope.applyAsDouble((2.0 * k + 1 - PLACES) / PLACES * step);
      }
    } catch (RuntimeException e) {
      return Double.NaN; // beyond the end of the domain
    }
    return sum / PLACES;
  }
}
