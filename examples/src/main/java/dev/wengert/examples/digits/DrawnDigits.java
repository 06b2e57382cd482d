package dev.wengert.examples.digits;

import static dev.wengert.examples.digits.Digits.CLASSES;
import static dev.wengert.examples.digits.Digits.SIDE;

import dev.wengert.Tensor;
import dev.wengert.nn.data.Examples;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/**
 * Digits as Java2D draws them: in one of three fonts and four styles, stretched, slanted, turned by
 * up to 20 degrees, shifted, brighter or darker, and with noise. A seed always gives the same
 * images on one machine; the fonts are those that the machine has.
 */
final class DrawnDigits {

  private static final String[] FONTS = {Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED};
  private static final int[] STYLES = {Font.PLAIN, Font.BOLD, Font.ITALIC, Font.BOLD | Font.ITALIC};
  private static final double NOISE = 0.08;

  private DrawnDigits() {}

  /** Draws images to learn from, and others to test with. */
  static Digits draw(int training, int test, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Digits(examples(training, random.split()), examples(test, random.split()), "drawn");
  }

  private static Examples examples(int count, SplittableRandom random) {
    float[] pixels = new float[count * SIDE * SIDE];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      draw(labels[i], random, pixels, i * SIDE * SIDE);
    }
    return new Examples(Tensor.wrap(pixels, count, 1, SIDE, SIDE), Tensor.of(labels));
  }

  private static void draw(int digit, SplittableRandom random, float[] pixels, int from) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fill(outline(digit, random, graphics));
    graphics.dispose();
    int[] values = image.getRaster().getPixels(0, 0, SIDE, SIDE, (int[]) null);
    double brightness = random.nextDouble(0.6, 1);
    for (int i = 0; i < values.length; i++) {
      double value = brightness * values[i] / 255 + random.nextGaussian(0, NOISE);
      pixels[from + i] = (float) Math.clamp(value, 0, 1);
    }
  }

  private static Shape outline(int digit, SplittableRandom random, Graphics2D graphics) {
    String font = FONTS[random.nextInt(FONTS.length)];
    int style = STYLES[random.nextInt(STYLES.length)];
    Shape glyph =
        new Font(font, style, SIDE)
            .createGlyphVector(graphics.getFontRenderContext(), Integer.toString(digit))
            .getOutline();
    Rectangle2D box = glyph.getBounds2D();
    double height = random.nextDouble(14, 21);
    double scale = height / box.getHeight();
    AffineTransform change = new AffineTransform();
    change.translate(SIDE / 2.0 + random.nextDouble(-3, 3), SIDE / 2.0 + random.nextDouble(-3, 3));
    change.rotate(Math.toRadians(random.nextDouble(-20, 20)));
    change.shear(random.nextDouble(-0.2, 0.2), 0);
    change.scale(scale * random.nextDouble(0.8, 1.2), scale);
    change.translate(-box.getCenterX(), -box.getCenterY());
    return change.createTransformedShape(glyph);
  }
}
