package dev.wengert.examples;

import com.google.common.collect.ImmutableList;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;

/** The look that the charts share. */
public final class ChartStyle {

  /**
   * The colours of lines and marks, first to last: the palette of Okabe and Ito (2008), which stays
   * apart for readers who do not tell red from green.
   */
  public static final ImmutableList<Color> PALETTE =
      ImmutableList.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x56b4e9),
          new Color(0x333333));

  private static final Color GRID = new Color(0xe4e4e4);
  private static final Color FRAME = new Color(0x808080);

  private ChartStyle() {}

  /**
   * Tells if text can be drawn. A JDK brings no fonts: a machine without a screen may have none,
   * and then the first letter fails, not always with an exception of the same kind.
   */
  public static boolean canDraw() {
    try {
      return new Font(Font.SANS_SERIF, Font.PLAIN, 12)
              .getStringBounds("x", new FontRenderContext(null, true, true))
              .getWidth()
          > 0;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  /** Returns a line with round ends, so that pieces of a line join. */
  public static BasicStroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  /** Returns a broken line. */
  public static BasicStroke dashes(float width) {
    float[] pattern = {3 * width, 3 * width};
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, pattern, 0);
  }

  /** Returns a colour on white, from nothing of it at 0 to all at 1. */
  public static Color tint(Color color, double share) {
    float kept = (float) share;
    float[] rgb = color.getRGBColorComponents(null);
    return new Color(1 - kept * (1 - rgb[0]), 1 - kept * (1 - rgb[1]), 1 - kept * (1 - rgb[2]));
  }

  /** Makes a picture white, and returns what draws on it: in black, letters with smooth edges. */
  public static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    return graphics;
  }

  /** Sets fonts, frame and grid. */
  public static void apply(XYStyler styler) {
    styler
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1));
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17))
        .setChartTitleBoxVisible(false)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
        .setLegendBorderColor(GRID)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderColor(FRAME);
  }

  /** Returns a chart as PNG. */
  public static byte[] png(XYChart chart) {
    return png(chart, chart.getHeight());
  }

  /** Returns a chart as PNG of another height. */
  public static byte[] png(XYChart chart, int height) {
    return SmallPng.of(image(chart, height));
  }

  /** Returns a chart drawn. */
  public static BufferedImage image(XYChart chart) {
    return image(chart, chart.getHeight());
  }

  /** Returns a chart drawn in another size, each of its units so many pixels. */
  public static BufferedImage enlarged(XYChart chart, int width, int height, int pixels) {
    BufferedImage image =
        new BufferedImage(width * pixels, height * pixels, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(pixels, pixels);
    chart.paint(graphics, width, height);
    graphics.dispose();
    return image;
  }

  /** Returns a chart drawn in another height. */
  public static BufferedImage image(XYChart chart, int height) {
    BufferedImage image = new BufferedImage(chart.getWidth(), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), height);
    graphics.dispose();
    return image;
  }
}
