package dev.wengert.nn.text;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;

/**
 * How the next symbol is drawn from logits.
 *
 * <p>In this order: logits of symbols that were written are made smaller, all are divided by the
 * temperature, and of the likeliest some are left, whose probabilities are brought to a sum of 1.
 *
 * <p>Sources: Fan, Lewis and Dauphin, "Hierarchical neural story generation", 2018, section 5.4
 * (top-k); Holtzman et al., "The curious case of neural text degeneration", 2020, section 3.1
 * (top-p); Keskar et al., "CTRL: a conditional transformer language model for controllable
 * generation", 2019, section 4.1 (the penalty).
 *
 * @param temperature what logits are divided by: below 1 it is more cautious; at 0 the likeliest
 *     symbol is taken, the first of several
 * @param topK how many of the likeliest symbols are left; all at {@link Integer#MAX_VALUE}
 * @param topP the probability of which the fewest likeliest symbols are left that reach it; all at
 *     1
 * @param repetitionPenalty what positive logits of written symbols are divided by, and negative
 *     ones multiplied; 1 changes nothing
 */
public record Sampling(double temperature, int topK, double topP, double repetitionPenalty) {

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Sampling {
    Preconditions.checkArgument(
        temperature >= 0 && Double.isFinite(temperature),
        "sampling: not a temperature: %s; give 0 or more, 1 as the network expects",
        temperature);
    Preconditions.checkArgument(
        topK > 0, "sampling: the likeliest %s symbols are left; give 1 or more", topK);
    Preconditions.checkArgument(
        topP > 0 && topP <= 1,
        "sampling: not a probability to be left: %s; give a number above 0, at most 1",
        topP);
    Preconditions.checkArgument(
        repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
        "sampling: not a penalty: %s; give a number above 0, 1 changes nothing",
        repetitionPenalty);
  }

  /** Returns the sampling that always takes the likeliest symbol. */
  public static Sampling greedy() {
    return temperature(0);
  }

  /** Returns the sampling by a temperature, of all symbols. */
  public static Sampling temperature(double temperature) {
    return new Sampling(temperature, Integer.MAX_VALUE, 1, 1);
  }

  /** Returns the same from so many of the likeliest symbols. */
  public Sampling withTopK(int count) {
    return new Sampling(temperature, count, topP, repetitionPenalty);
  }

  /** Returns the same from the fewest likeliest symbols that reach a probability. */
  public Sampling withTopP(double probability) {
    return new Sampling(temperature, topK, probability, repetitionPenalty);
  }

  /** Returns the same with a penalty for symbols that were written. */
  public Sampling withRepetitionPenalty(double penalty) {
    return new Sampling(temperature, topK, topP, penalty);
  }

  /**
   * Returns the probability of each symbol to be drawn.
   *
   * @param logits floating [symbols]
   * @param written the symbols that were written, in any order
   * @return FLOAT64 [symbols]
   * @throws IllegalArgumentException if the logits are none, or have a NaN or no finite number
   * @throws IndexOutOfBoundsException if there is no such symbol as one that was written
   */
  public Tensor probabilities(Tensor logits, int... written) {
    return Tensor.wrap(weights(logits, written), logits.size());
  }

  /**
   * Returns a symbol that is drawn.
   *
   * @param logits floating [symbols]
   * @param written the symbols that were written, in any order
   * @param key what it is drawn from
   * @throws IllegalArgumentException if the logits are none, or have a NaN or no finite number
   * @throws IndexOutOfBoundsException if there is no such symbol as one that was written
   */
  public int draw(Tensor logits, int[] written, Key key) {
    double[] weights = weights(logits, written);
    double drawn = key.uniform(DType.FLOAT64).item();
    int last = 0;
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        sum += weights[i];
        last = i;
        if (drawn < sum) {
          return i;
        }
      }
    }
    // Rounding left the sum below what was drawn.
    return last;
  }

  private double[] weights(Tensor logits, int[] written) {
    Preconditions.checkArgument(
        logits.rank() == 1 && logits.size() > 0 && logits.dtype().isFloating(),
        "sampling: not logits: they are %s; give floating [symbols]",
        logits.spec());
    double[] weights = logits.toDoubleArray();
    penalize(weights, written);
    int[] order = order(weights);
    double most = weights[order[0]];
    if (temperature == 0) {
      Arrays.fill(weights, 0);
      weights[order[0]] = 1;
      return weights;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp((weights[i] - most) / temperature);
    }
    leave(weights, order);
    return weights;
  }

  private void penalize(double[] logits, int[] written) {
    if (repetitionPenalty == 1) {
      return;
    }
    boolean[] isDone = new boolean[logits.length];
    for (int symbol : written) {
      if (symbol < 0 || symbol >= logits.length) {
        throw new IndexOutOfBoundsException(
            "sampling: the symbol "
                + symbol
                + " was written; there are those from 0 to "
                + (logits.length - 1));
      }
      if (!isDone[symbol]) {
        isDone[symbol] = true;
        double logit = logits[symbol];
        logits[symbol] = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
      }
    }
  }

  /** Returns the symbols, the likeliest first, and the first first among equals. */
  private static int[] order(double[] logits) {
    int[] order = new int[logits.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      if (Double.isNaN(logits[i]) || logits[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "sampling: the logit of the symbol "
                + i
                + " is "
                + logits[i]
                + "; look for what made it so");
      }
    }
    IntArrays.stableSort(order, (a, b) -> Double.compare(logits[b], logits[a]));
    Preconditions.checkArgument(
        logits[order[0]] > Double.NEGATIVE_INFINITY,
        "sampling: all %s logits are -Infinity; leave a symbol to be drawn",
        logits.length);
    return order;
  }

  /** Takes away what is not among the likeliest, and brings the others to a sum of 1. */
  private void leave(double[] weights, int[] order) {
    int kept = Math.min(topK, weights.length);
    double all = 0;
    for (int i = 0; i < kept; i++) {
      all += weights[order[i]];
    }
    double sum = 0;
    int count = 0;
    while (count < kept && (count == 0 || sum < topP * all)) {
      sum += weights[order[count++]];
    }
    for (int i = 0; i < order.length; i++) {
      weights[order[i]] = i < count ? weights[order[i]] / sum : 0;
    }
  }
}
