package dev.wengert.examples;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a task is. */
public interface ProgressDisplay extends AutoCloseable {

  /** Takes the number of steps that are done. */
  void done(int steps);

  @Override
  void close();

  /** Returns the display that fits a terminal; a quiet one shows nothing. */
  static ProgressDisplay on(Terminal terminal, boolean quiet, String task, int steps) {
    if (quiet) {
      return silent();
    }
    if (!terminal.interactive()) {
      return line(terminal.out(), task, steps);
    }
    ProgressBarStyle style =
        terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII;
    return bar(terminal.out(), task, steps, style);
  }

  /** Returns a display that shows nothing. */
  static ProgressDisplay silent() {
    return new ProgressDisplay() {
      @Override
      public void done(int steps) {}

      @Override
      public void close() {}
    };
  }

  /** Returns a bar with the time that has gone and that is left, redrawn in place. */
  static ProgressDisplay bar(PrintWriter out, String task, int steps, ProgressBarStyle style) {
    // A consumer of our own: the library's would load a native terminal library for the width.
    int width = 79;
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setUpdateIntervalMillis(100)
            .setStyle(style)
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    text -> {
                      out.print('\r' + text);
                      out.flush();
                    },
                    width))
            .build();
    return new ProgressDisplay() {
      @Override
      public void done(int steps) {
        bar.stepTo(steps);
      }

      @Override
      public void close() {
        bar.close();
        out.println();
        out.flush();
      }
    };
  }

  /** Returns a bar that only ever grows, for a file or a pipe. */
  static ProgressDisplay line(PrintWriter out, String task, int steps) {
    int width = 50;
    out.print(task + " [");
    out.flush();
    return new ProgressDisplay() {
      private int drawn;

      @Override
      public void done(int done) {
        int marks = (int) ((long) done * width / steps);
        if (marks > drawn) {
          out.print("=".repeat(marks - drawn));
          out.flush();
          drawn = marks;
        }
      }

      @Override
      public void close() {
        out.println("]");
        out.flush();
      }
    };
  }
}
