package dev.wengert.nn.train;

import dev.wengert.Tensor;

/**
 * What a step says of itself in numbers.
 *
 * @param terms the loss, a mean over all that {@linkplain BatchLoss#counted counts} in its batches
 * @param gradientNorm the norm of all gradients together
 * @param examples the number of examples
 * @param counted the number of terms that the mean is over
 */
record Totals(LossTerms terms, double gradientNorm, long examples, long counted) {

  boolean isFinite() {
    return Double.isFinite(terms.total()) && Double.isFinite(gradientNorm);
  }

  /** Returns this with another norm, a scalar. */
  Totals withNorm(Tensor norm) {
    return new Totals(terms, norm.item(), examples, counted);
  }
}
