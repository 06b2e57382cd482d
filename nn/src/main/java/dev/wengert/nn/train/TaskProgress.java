package dev.wengert.nn.train;

import java.io.PrintWriter;
import java.util.OptionalLong;

/** Shows how far a task is, until it is closed. */
public interface TaskProgress extends AutoCloseable {

  /** Takes the number of steps that are done. */
  void done(long steps);

  @Override
  void close();

  /** Returns one that shows nothing. */
  static TaskProgress silent() {
    return new TaskProgress() {
      @Override
      public void done(long steps) {}

      @Override
      public void close() {}
    };
  }

  /**
   * Returns a bar with the time that has gone and that is left, redrawn in place, for a terminal.
   *
   * @param unicode whether it is drawn of Unicode's blocks, not of plain characters
   */
  static TaskProgress redrawn(PrintWriter out, String task, long steps, boolean unicode) {
    return new RedrawnProgress(out, task, OptionalLong.of(steps), 0, "", unicode);
  }

  /** Returns a bar that only ever grows, for a file or a pipe. */
  static TaskProgress growing(PrintWriter out, String task, long steps) {
    int width = 50;
    out.print(task + " [");
    out.flush();
    return new TaskProgress() {
      private long drawn;

      @Override
      public void done(long done) {
        long marks = Math.min(width, (long) ((double) done / steps * width));
        for (; drawn < marks; drawn++) {
          out.print('=');
        }
        out.flush();
      }

      @Override
      public void close() {
        out.println("]");
        out.flush();
      }
    };
  }
}
