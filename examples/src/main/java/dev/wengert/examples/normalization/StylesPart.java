package dev.wengert.examples.normalization;

import dev.wengert.Key;
import dev.wengert.examples.Figures;
import java.util.Locale;

/**
 * How networks that were trained on images of one contrast and brightness, in small batches, tell
 * images of others.
 */
final class StylesPart {

  private static final int BATCH = 8;
  private static final int SEEDS = 3;
  private static final int TEST = 400;

  private StylesPart() {}

  static void show(Figures figures, int steps) {
    figures.print(
        "Trained in batches of "
            + BATCH
            + ", "
            + steps
            + " steps: accuracy on images as they were, and each with a contrast and a brightness"
            + " of its own");
    figures.print("                  as in training   shifted   (chance: 25%)");
    for (StripesNetwork.Kind kind : StripesNetwork.Kind.values()) {
      double plain = 0;
      double shifted = 0;
      for (long seed = 1; seed <= SEEDS; seed++) {
        Result result = measure(kind, steps, seed);
        plain += result.plain / SEEDS;
        shifted += result.shifted / SEEDS;
      }
      figures.print(
          String.format(
              Locale.ROOT, "  %-12s  %15.1f%%   %6.1f%%", kind, 100 * plain, 100 * shifted));
    }
  }

  /**
   * Accuracies on the same images.
   *
   * @param plain as the training images were
   * @param shifted each in a style of its own
   */
  record Result(double plain, double shifted) {}

  static Result measure(StripesNetwork.Kind kind, int steps, long seed) {
    StripesNetwork network = StripesNetwork.train(kind, BATCH, steps, seed);
    Stripes test = Stripes.draw(Key.of(seed).fold("test"), TEST);
    return new Result(
        network.accuracy(test), network.accuracy(test.inStyles(Key.of(seed).fold("styles"))));
  }
}
