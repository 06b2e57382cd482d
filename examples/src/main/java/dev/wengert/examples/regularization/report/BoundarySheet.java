package dev.wengert.examples.regularization.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;

/** A picture of the decision boundaries of all variants side by side, over one legend. */
final class BoundarySheet {

  private static final int COLUMNS = 5;
  private static final int LEGEND_HEIGHT = 34;
  private static final int ENTRY_WIDTH = 135;
  private static final double DISC = 9;

  private BoundarySheet() {}

  /** Returns the picture of some panels of {@link BoundaryChart}. */
  static BufferedImage of(List<BufferedImage> panels) {
    int columns = Math.min(COLUMNS, panels.size());
    int rows = Math.ceilDiv(panels.size(), columns);
    int width = columns * BoundaryChart.PANEL_WIDTH;
    int height = rows * BoundaryChart.PANEL_HEIGHT + LEGEND_HEIGHT;
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < panels.size(); i++) {
      int x = i % columns * BoundaryChart.PANEL_WIDTH;
      int y = i / columns * BoundaryChart.PANEL_HEIGHT;
      graphics.drawImage(panels.get(i), x, y, null);
    }
    legend(graphics, width, height - LEGEND_HEIGHT);
    graphics.dispose();
    return sheet;
  }

  /** Draws as many entries in a row as there is room for. */
  private static void legend(Graphics2D graphics, int width, int top) {
    Marker[] markers = {
      ChartMarkers.disc(BoundaryChart.ZERO, DISC),
      ChartMarkers.disc(BoundaryChart.ONE, DISC),
      ChartMarkers.ring(BoundaryChart.ZERO, DISC - 2),
      ChartMarkers.ring(BoundaryChart.ONE, DISC - 2)
    };
    String[] names = {"train, label 0", "train, label 1", "test, label 0", "test, label 1"};
    int perRow = Math.min(names.length, width / ENTRY_WIDTH);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    int left = (width - perRow * ENTRY_WIDTH) / 2;
    for (int i = 0; i < names.length; i++) {
      int x = left + i % perRow * ENTRY_WIDTH;
      int y = top + 8 + i / perRow * 16;
      markers[i].paint(graphics, x + 10, y, 0);
      graphics.setColor(Color.DARK_GRAY);
      graphics.drawString(names[i], x + 20, y + 5);
    }
  }
}
