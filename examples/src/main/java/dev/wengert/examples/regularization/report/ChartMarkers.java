package dev.wengert.examples.regularization.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** The marks that charts draw at a point: each has a colour, and a size in pixels, of its own. */
final class ChartMarkers {

  private static final int TILE_SIDE = 6;

  private ChartMarkers() {}

  /** A square, larger than twice the gap between two points of a {@link PlaneGrid} on the chart. */
  static Marker tile(Color color) {
    return new Marker() {
      @Override
      public void paint(Graphics2D g, double x, double y, int size) {
        g.setColor(color);
        // Whole pixels: there are some thirty thousand tiles, and smooth edges are slow.
        int left = (int) Math.round(x - TILE_SIDE / 2.0);
        int top = (int) Math.round(y - TILE_SIDE / 2.0);
        g.fillRect(left, top, TILE_SIDE, TILE_SIDE);
      }
    };
  }

  /** A filled circle with a white rim, so that it stands out from its own region. */
  static Marker disc(Color color, double diameter) {
    return new Marker() {
      @Override
      public void paint(Graphics2D g, double x, double y, int size) {
        Ellipse2D circle = circle(x, y, diameter);
        g.setColor(color);
        g.fill(circle);
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1));
        g.draw(circle);
      }
    };
  }

  /** A circle filled with white. */
  static Marker ring(Color color, double diameter) {
    return new Marker() {
      @Override
      public void paint(Graphics2D g, double x, double y, int size) {
        Ellipse2D circle = circle(x, y, diameter);
        g.setColor(Color.WHITE);
        g.fill(circle);
        g.setColor(color);
        g.setStroke(new BasicStroke(1.5f));
        g.draw(circle);
      }
    };
  }

  private static Ellipse2D circle(double x, double y, double diameter) {
    return new Ellipse2D.Double(x - diameter / 2, y - diameter / 2, diameter, diameter);
  }
}
