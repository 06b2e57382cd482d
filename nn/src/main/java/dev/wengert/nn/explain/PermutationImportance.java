package dev.wengert.nn.explain;

import com.google.common.base.Preconditions;
import dev.wengert.Concat;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.data.Examples;
import dev.wengert.ops.Indexing;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How much a model's score falls when one feature is dealt out anew among the examples: the score
 * as it is, less the mean over several deals.
 *
 * <p>Features that say the same share their importance, or have none by themselves. Take data that
 * the model was not trained on. Source: Breiman, "Random forests", 2001, section 10. scikit-learn:
 * {@code permutation_importance}.
 *
 * @param score the score of the data as they are
 * @param means by how much it falls, FLOAT64 [features]
 * @param deviations the standard deviation of that over the deals, FLOAT64 [features]
 */
public record PermutationImportance(double score, Tensor means, Tensor deviations) {

  /**
   * Returns the importance of each feature: of the places along axis 1 of the inputs.
   *
   * @param score how good the model is on examples, more being better: an accuracy, or a loss with
   *     its sign turned; it is asked {@code 1 + features repeats} times
   * @param data examples with inputs [n, features, ...]
   * @param key what the deals are drawn from, for each feature and repeat its own
   * @param repeats how many deals there are of each feature; 5 or more is usual
   * @throws IllegalArgumentException if the inputs have no features, there are fewer than two
   *     examples, or no repeats
   */
  public static PermutationImportance of(
      ToDoubleFunction<Examples> score, Examples data, Key key, int repeats) {
    Preconditions.checkArgument(
        data.x().rank() >= 2 && data.count() >= 2 && repeats >= 1,
        "permutationImportance: inputs are %s, with %s repeats; give two or more examples [n,"
            + " features, ...], and one repeat or more",
        data.x().shape(),
        repeats);
    double base = score.applyAsDouble(data);
    int features = data.x().shape().side(1);
    double[] means = new double[features];
    double[] deviations = new double[features];
    for (int feature = 0; feature < features; feature++) {
      double[] falls = new double[repeats];
      double sum = 0;
      for (int repeat = 0; repeat < repeats; repeat++) {
        Tensor order = key.fold(feature).fold(repeat).permutation(data.count());
        Examples dealt = new Examples(dealt(data.x(), feature, order), data.y());
        falls[repeat] = base - score.applyAsDouble(dealt);
        sum += falls[repeat];
      }
      means[feature] = sum / repeats;
      double squares = 0;
      for (double fall : falls) {
        squares += (fall - means[feature]) * (fall - means[feature]);
      }
      deviations[feature] = Math.sqrt(squares / repeats);
    }
    return new PermutationImportance(
        base, Tensor.wrap(means, features), Tensor.wrap(deviations, features));
  }

  /** Returns inputs whose one feature comes from other examples. */
  private static Tensor dealt(Tensor x, int feature, Tensor order) {
    Tensor column = x.get(Index.all(), Index.range(feature, feature + 1));
    Tensor before = x.get(Index.all(), Index.range(0, feature));
    Tensor after = x.get(Index.all(), Index.range(feature + 1, x.shape().side(1)));
    return new Concat(1).apply(before, Indexing.take(column, order, 0), after);
  }

  /** Returns a line for each feature, by its place: {@code x3 0.120 +- 0.015}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("score ").append(score);
    double[] falls = means.toDoubleArray();
    double[] spread = deviations.toDoubleArray();
    for (int i = 0; i < falls.length; i++) {
      text.append(String.format(Locale.ROOT, "%nx%d  %.4g +- %.2g", i, falls[i], spread[i]));
    }
    return text.toString();
  }
}
