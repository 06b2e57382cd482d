package dev.wengert.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.examples.Drawing;
import dev.wengert.examples.SmallPng;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.testing.Seeds;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DigitPicturesTest {

  private static final int WHITE = 0xffffffff;

  @BeforeEach
  void fonts() {
    Drawing.assumePossible();
  }

  @Test
  void rowsAreDigitsAndColumnsWhatTheyWereReadAs() {
    ConfusionMatrix matrix = ConfusionMatrix.of(10);
    matrix.update(Tensor.of(3, 3, 5, 5), Tensor.of(3, 3, 5, 2));
    BufferedImage image = DigitPictures.confusion(matrix);
    assertThat(cell(image, 3, 3)).isEqualTo(0xff0072b2);
    assertThat(cell(image, 2, 5)).isEqualTo(0xffd55e00);
    assertThat(cell(image, 5, 2)).isEqualTo(WHITE);
    assertThat(cell(image, 9, 9)).isEqualTo(WHITE);
  }

  @Test
  void theGalleryShowsEachImage() {
    float[] pixels = new float[2 * 28 * 28];
    Arrays.fill(pixels, 28 * 28, pixels.length, 0.2f);
    Tensor probabilities = Tensor.of(new float[][] {likely(4), likely(9)});
    Examples images = new Examples(Tensor.wrap(pixels, 2, 1, 28, 28), Tensor.of(1, 9));
    BufferedImage gallery = DigitPictures.gallery("Two", Reading.worst(images, probabilities, 2));
    assertThat(gallery.getRGB(28 + 56, 50 + 56)).isEqualTo(0xff000000);
    assertThat(gallery.getRGB(28 + 140 + 56, 50 + 56) & 0xff).isGreaterThan(0);
    assertThat(gallery.getRGB(28 + 280 + 56, 50 + 56)).isEqualTo(WHITE);
  }

  @Test
  void theColourOfMistakesIsInTheFileAsWell() throws IOException {
    int count = 24;
    float[] pixels = new float[count * 28 * 28];
    Random random = Seeds.random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    float[][] probabilities = new float[count][];
    Arrays.setAll(probabilities, i -> likely(i == 5 ? 7 : 3));
    int[] digits = new int[count];
    Arrays.fill(digits, 3);
    Examples images = new Examples(Tensor.wrap(pixels, count, 1, 28, 28), Tensor.of(digits));
    BufferedImage gallery =
        DigitPictures.gallery("Noise", Reading.worst(images, Tensor.of(probabilities), count));
    BufferedImage file = ImageIO.read(new ByteArrayInputStream(SmallPng.of(gallery)));
    int wrong = 0;
    for (int i = 0; i < file.getWidth() * file.getHeight(); i++) {
      wrong += file.getRGB(i % file.getWidth(), i / file.getWidth()) == 0xffd55e00 ? 1 : 0;
    }
    assertThat(wrong).isGreaterThan(20);
  }

  private static float[] likely(int digit) {
    float[] probabilities = new float[10];
    probabilities[digit] = 1;
    return probabilities;
  }

  /** Returns the colour near a corner of a cell, where no count is written. */
  private static int cell(BufferedImage image, int row, int column) {
    return image.getRGB(70 + column * 56 + 6, 92 + row * 56 + 6);
  }
}
