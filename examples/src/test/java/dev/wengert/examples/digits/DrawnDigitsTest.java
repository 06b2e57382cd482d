package dev.wengert.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Shape;
import dev.wengert.examples.Drawing;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {

  @BeforeEach
  void fonts() {
    Drawing.assumePossible();
  }

  @Test
  void aSeedAlwaysDrawsTheSameImages() {
    float[] first = DrawnDigits.draw(20, 10, 5).training().x().toFloatArray();
    assertThat(DrawnDigits.draw(20, 10, 5).training().x().toFloatArray()).isEqualTo(first);
    assertThat(DrawnDigits.draw(20, 10, 6).training().x().toFloatArray()).isNotEqualTo(first);
  }

  @Test
  void theTestImagesDoNotDependOnHowManyThereAreToLearnFrom() {
    float[] test = DrawnDigits.draw(20, 10, 5).test().x().toFloatArray();
    assertThat(DrawnDigits.draw(30, 10, 5).test().x().toFloatArray()).isEqualTo(test);
    float[] training = DrawnDigits.draw(20, 10, 5).training().x().toFloatArray();
    assertThat(Arrays.copyOf(training, test.length)).isNotEqualTo(test);
  }

  @Test
  void everyImageHasInkInItsMiddleAndNoneAtItsCorners() {
    Digits digits = DrawnDigits.draw(200, 10, 7);
    assertThat(digits.training().x().shape()).isEqualTo(Shape.of(200, 1, 28, 28));
    assertThat(Arrays.copyOf(digits.training().y().toIntArray(), 12))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
    float[] pixels = digits.training().x().toFloatArray();
    for (int i = 0; i < 200; i++) {
      float darkest = 1;
      float brightest = 0;
      for (int p = 0; p < 28 * 28; p++) {
        darkest = Math.min(darkest, pixels[i * 28 * 28 + p]);
        brightest = Math.max(brightest, pixels[i * 28 * 28 + p]);
      }
      assertThat(darkest).as("image %s", i).isZero();
      assertThat(brightest).as("image %s", i).isBetween(0.5f, 1f);
      // Noise alone stays below five of its deviations.
      assertThat(pixels[i * 28 * 28]).as("corner of image %s", i).isLessThan(0.4f);
    }
  }
}
