package dev.wengert.examples.digits;

import static dev.wengert.examples.digits.Digits.CLASSES;
import static dev.wengert.examples.digits.Digits.SIDE;

import dev.wengert.examples.ChartStyle;
import dev.wengert.nn.metric.ConfusionMatrix;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** The pictures of what a network reads: right, and wrong. */
final class DigitPictures {

  private static final Color RIGHT = ChartStyle.PALETTE.get(0);
  private static final Color WRONG = ChartStyle.PALETTE.get(1);
  private static final Color GRID = new Color(0xe4e4e4);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  private DigitPictures() {}

  /** Draws how often each digit (rows) was read as each (columns). */
  static BufferedImage confusion(ConfusionMatrix matrix) {
    int cell = 56;
    int left = 70;
    int top = 92;
    BufferedImage image = blank(left + CLASSES * cell + 24, top + CLASSES * cell + 24);
    Graphics2D graphics = ChartStyle.graphics(image);
    graphics.setFont(TITLE);
    String title =
        String.format(
            Locale.ROOT, "%.2f%% of %d read right", 100 * matrix.accuracy(), matrix.total());
    centre(graphics, title, image.getWidth() / 2, 30);
    graphics.setFont(TEXT);
    centre(graphics, "read as", left + CLASSES * cell / 2, 58);
    centre(graphics, "digit", 26, top + CLASSES * cell / 2 + 5);
    for (int row = 0; row < CLASSES; row++) {
      graphics.setColor(Color.BLACK);
      centre(graphics, Integer.toString(row), left - 14, top + row * cell + cell / 2 + 5);
      centre(graphics, Integer.toString(row), left + row * cell + cell / 2, top - 8);
      long total = 0;
      for (int column = 0; column < CLASSES; column++) {
        total += matrix.count(row, column);
      }
      for (int column = 0; column < CLASSES; column++) {
        int x = left + column * cell;
        int y = top + row * cell;
        long count = matrix.count(row, column);
        // Mistakes are few: a share of a tenth already has the full colour.
        double share = total == 0 ? 0 : (double) count / total * (row == column ? 1 : 10);
        graphics.setColor(ChartStyle.tint(row == column ? RIGHT : WRONG, Math.min(1, share)));
        graphics.fillRect(x, y, cell, cell);
        graphics.setColor(GRID);
        graphics.drawRect(x, y, cell, cell);
        if (count > 0) {
          graphics.setColor(share > 0.5 ? Color.WHITE : Color.BLACK);
          centre(graphics, Long.toString(count), x + cell / 2, y + cell / 2 + 5);
        }
      }
    }
    graphics.dispose();
    return image;
  }

  /** Draws images with what they are, what they were read as, and how sure that was. */
  static BufferedImage gallery(String title, List<Reading> readings) {
    int columns = 6;
    int scale = 4;
    int width = SIDE * scale + 28;
    int height = SIDE * scale + 34;
    int top = 50;
    BufferedImage image =
        blank(columns * width + 28, top + Math.ceilDiv(readings.size(), columns) * height + 10);
    Graphics2D graphics = ChartStyle.graphics(image);
    graphics.setFont(TITLE);
    centre(graphics, title, image.getWidth() / 2, 30);
    graphics.setFont(TEXT);
    for (int i = 0; i < readings.size(); i++) {
      Reading reading = readings.get(i);
      int x = 28 + i % columns * width;
      int y = top + i / columns * height;
      graphics.drawImage(image(reading.pixels()), x, y, SIDE * scale, SIDE * scale, null);
      graphics.setColor(reading.isRight() ? RIGHT : WRONG);
      centre(graphics, reading.caption(), x + SIDE * scale / 2, y + SIDE * scale + 20);
    }
    graphics.dispose();
    return image;
  }

  private static BufferedImage image(float[] pixels) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % SIDE, i / SIDE, 0, Math.round(255 * pixels[i]));
    }
    return image;
  }

  private static BufferedImage blank(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  private static void centre(Graphics2D graphics, String text, int x, int y) {
    graphics.drawString(text, x - graphics.getFontMetrics().stringWidth(text) / 2, y);
  }
}
