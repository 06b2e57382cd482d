package dev.wengert.nn.train;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is redrawn in place, ten times a second. */
final class RedrawnProgress implements TaskProgress {

  private static final int WIDTH = 79;
  private static final int WIDTH_WITH_SPEED = 110;

  private final PrintWriter out;
  private final ProgressBar bar;

  /**
   * Draws the bar.
   *
   * @param steps how many there are, if that is known
   * @param done how many were done before
   * @param unit what is counted, shown with its speed; empty for neither
   */
  RedrawnProgress(
      PrintWriter out, String task, OptionalLong steps, long done, String unit, boolean unicode) {
    this.out = out;
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps.orElse(-1))
            .startsFrom(done, Duration.ZERO)
            .setUpdateIntervalMillis(100)
            .setStyle(unicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
            // A consumer of our own: the library's would load a native terminal library for the
            // width.
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    this::draw, unit.isEmpty() ? WIDTH : WIDTH_WITH_SPEED));
    this.bar = (unit.isEmpty() ? builder : builder.setUnit(unit, 1).showSpeed()).build();
  }

  private void draw(String text) {
    out.print('\r' + text);
    out.flush();
  }

  /** Takes a word that is shown behind the bar. */
  void say(String message) {
    bar.setExtraMessage(message);
  }

  @Override
  public void done(long steps) {
    bar.stepTo(steps);
  }

  @Override
  public void close() {
    bar.close();
    out.println();
    out.flush();
  }
}
