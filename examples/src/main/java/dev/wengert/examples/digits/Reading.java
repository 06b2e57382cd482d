package dev.wengert.examples.digits;

import static dev.wengert.examples.digits.Digits.CLASSES;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.data.Examples;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What a network takes one image for. */
final class Reading {

  private final float[] pixels;
  private final int digit;
  private final int readAs;
  private final double right;
  private final double sure;

  /** Takes the likeliest digit for image i. */
  private Reading(float[] pixels, int digit, float[] probabilities) {
    this.pixels = pixels;
    this.digit = digit;
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    this.readAs = best;
    this.right = probabilities[digit];
    this.sure = probabilities[best];
  }

  /**
   * Returns the images that a network finds least like what they are, the worst first.
   *
   * @param probabilities [N, 10], how likely it finds each digit for each image
   */
  static ImmutableList<Reading> worst(Examples images, Tensor probabilities, int count) {
    int[] digits = images.y().toIntArray();
    return IntStream.range(0, digits.length)
        .mapToObj(
            i ->
                new Reading(
                    images.x().get(i).toFloatArray(),
                    digits[i],
                    probabilities.get(i).toFloatArray()))
        .sorted(Comparator.comparingDouble(reading -> reading.right))
        .limit(count)
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns the image, row by row. */
  float[] pixels() {
    return pixels.clone();
  }

  boolean isRight() {
    return readAs == digit;
  }

  /** Returns for example {@code 7 as 1, 93%}. */
  String caption() {
    return digit + " as " + readAs + ", " + Math.round(100 * sure) + "%";
  }
}
