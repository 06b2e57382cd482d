package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SmallPngTest {

  @Test
  void aPictureOfFewColoursStaysAsItIs() throws IOException {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 63; i++) {
      image.setRGB(i % 9, i / 9, 0x010305 * i);
    }
    BufferedImage read = read(SmallPng.of(image));
    for (int i = 0; i < 63; i++) {
      assertThat(read.getRGB(i % 9, i / 9) & 0xffffff).isEqualTo(0x010305 * i);
    }
  }

  @Test
  void aRareColourBecomesTheNearestFrequentOne() throws IOException {
    BufferedImage image = new BufferedImage(100, 3, BufferedImage.TYPE_INT_RGB);
    // Of 64 colours there are three pixels, of the others one.
    for (int i = 0; i < 64; i++) {
      for (int y = 0; y < 3; y++) {
        image.setRGB(i, y, i * 4);
      }
    }
    image.setRGB(80, 0, 5 * 4 + 1);
    image.setRGB(81, 0, 0x020000 + 63 * 4);
    BufferedImage read = read(SmallPng.of(image));
    assertThat(read.getRGB(5, 2) & 0xffffff).isEqualTo(5 * 4);
    assertThat(read.getRGB(80, 0) & 0xffffff).isEqualTo(5 * 4);
    assertThat(read.getRGB(81, 0) & 0xffffff).isEqualTo(63 * 4);
    assertThat(read.getColorModel().getPixelSize()).isEqualTo(8);
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
