package dev.wengert.nn.text;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A text that a search found.
 *
 * @param symbols what was written, the end symbol too where it was met
 * @param logProbability the logarithm of its probability behind the prompt
 * @param isEnded whether it has met its end, or was cut off
 */
public record Hypothesis(ImmutableIntArray symbols, double logProbability, boolean isEnded) {

  /** Returns the logarithm over a power of the length, by which texts of any length compare. */
  double score(double lengthPenalty) {
    return logProbability / Math.pow(symbols.length(), lengthPenalty);
  }

  Hypothesis with(int symbol, double logarithm, int end) {
    ImmutableIntArray longer =
        ImmutableIntArray.builder(symbols.length() + 1).addAll(symbols).add(symbol).build();
    return new Hypothesis(longer, logProbability + logarithm, symbol == end);
  }
}
