package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import dev.wengert.gradcheck.report.ErrorColors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Draws where a gradient is wrong, as a PNG image: a cell an element, the last axis across and the
 * others down.
 *
 * <p>White is right, red is too large, blue is too small, fully so at a million times the
 * tolerance; yellow is NaN. The module {@code java.desktop} is needed for this class alone.
 */
public final class Heatmap {

  private static final int LARGEST_CELL = 16;
  private static final int IMAGE = 512;

  private Heatmap() {}

  /**
   * Returns the image of a finding.
   *
   * @throws IllegalArgumentException if not every element was measured
   */
  public static byte[] png(Finding finding) {
    Comparison values = finding.comparison();
    Preconditions.checkArgument(
        finding.mode() == Mode.FULL && values.size() > 0,
        "heatmap: the elements of %s were not measured: the mode is %s, with %s values; check it"
            + " with mode(FULL)",
        finding.input(),
        finding.mode(),
        values.size());
    int columns = ErrorColors.columns(finding.shape());
    int rows = values.size() / columns;
    int cell = Math.clamp(IMAGE / Math.max(rows, columns), 1, LARGEST_CELL);
    BufferedImage image =
        new BufferedImage(columns * cell, rows * cell, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < rows * cell; y++) {
      for (int x = 0; x < columns * cell; x++) {
        int i = y / cell * columns + x / cell;
        image.setRGB(x, y, ErrorColors.of(values.error(i), values.tolerance(i)));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
