package dev.wengert.sentences;

import com.google.common.collect.ImmutableList;
import dev.wengert.examples.ChartStyle;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * Draws the cosines of questions, rows, and pages, columns, before and after: the darker, the
 * nearer. A dot is on the nearest page of each question, black where that is the right one.
 */
final class CosinePicture {

  private static final int CELL = 16;
  private static final int LEFT = 300;
  private static final int TOP = 46;
  private static final int GAP = 36;
  private static final int DOT = 6;
  private static final Color NEAR = ChartStyle.PALETTE.get(0);
  private static final Color WRONG = ChartStyle.PALETTE.get(1);
  private static final Color LINE = new Color(0xb0b0b0);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  private CosinePicture() {}

  /** Draws two searches for the same questions. */
  static BufferedImage of(Search before, Search after) {
    int panel = before.pages().size() * CELL;
    int height = before.questions().size() * CELL;
    BufferedImage image =
        new BufferedImage(
            LEFT + 2 * panel + 2 * GAP, TOP + height + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = ChartStyle.graphics(image);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    panel(graphics, before, "before", LEFT);
    panel(graphics, after, "after", LEFT + panel + GAP);
    labels(graphics, before);
    graphics.dispose();
    return image;
  }

  private static void panel(Graphics2D graphics, Search search, String name, int left) {
    int rows = search.questions().size();
    int columns = search.pages().size();
    graphics.setColor(Color.BLACK);
    graphics.setFont(TITLE);
    graphics.drawString(
        String.format(Locale.ROOT, "%s: %d of %d found", name, search.found(), rows), left, 30);
    float[] cosines = search.cosines().toFloatArray();
    for (int row = 0; row < rows; row++) {
      int y = TOP + row * CELL;
      for (int column = 0; column < columns; column++) {
        graphics.setColor(tint(cosines[row * columns + column]));
        graphics.fillRect(left + column * CELL, y, CELL, CELL);
      }
      int nearest = search.nearest(row, 1)[0];
      graphics.setColor(nearest == search.questions().get(row).page() ? Color.BLACK : WRONG);
      graphics.fillOval(left + nearest * CELL + (CELL - DOT) / 2, y + (CELL - DOT) / 2, DOT, DOT);
    }
    graphics.setColor(LINE);
    graphics.drawRect(left, TOP, columns * CELL, rows * CELL);
  }

  /** Writes each page beside its questions. */
  private static void labels(Graphics2D graphics, Search search) {
    graphics.setFont(TEXT);
    graphics.setColor(Color.BLACK);
    String legend = "questions (rows) and pages (columns)";
    int legendWidth = graphics.getFontMetrics().stringWidth(legend);
    graphics.drawString(legend, LEFT - 10 - legendWidth, 30);
    ImmutableList<Helpdesk.Question> questions = search.questions();
    int first = 0;
    for (int row = 1; row <= questions.size(); row++) {
      int page = questions.get(first).page();
      if (row == questions.size() || questions.get(row).page() != page) {
        String text = search.pages().get(page);
        int width = graphics.getFontMetrics().stringWidth(text);
        graphics.drawString(text, LEFT - 10 - width, TOP + (first + row) * CELL / 2 + 5);
        first = row;
      }
    }
  }

  /** Returns white for a cosine of 0 or less, and the full colour for 1. */
  private static Color tint(double cosine) {
    return ChartStyle.tint(NEAR, Math.clamp(cosine, 0.0, 1.0));
  }
}
