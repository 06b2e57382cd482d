package dev.wengert.nn.train;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Shows a bar for each epoch, redrawn in place: how many examples are done, how many a second, the
 * time that is left, and the loss; after the epoch a line with the loss split into its terms, and
 * the figures.
 *
 * <p>Where nobody watches (standard output or error that is a pipe, a file or a CI's log) there is
 * no bar, and the lines are all.
 */
public final class ProgressDisplay implements TrainingListener {

  private final PrintStream out;

  private final boolean redraws;
  private final boolean unicode;

  private @Nullable RedrawnProgress bar;

  private ProgressDisplay(PrintStream out, boolean redraws, boolean unicode) {
    this.out = out;
    this.redraws = redraws;
    this.unicode = unicode;
  }

  /** Returns a display of plain characters on a stream; with bars if it is a terminal. */
  public static ProgressDisplay on(PrintStream out) {
    return new ProgressDisplay(out, isTerminal(out), false);
  }

  /** Returns a display as {@link #on} does, whose reader shows Unicode blocks. */
  public static ProgressDisplay unicodeOn(PrintStream out) {
    return new ProgressDisplay(out, isTerminal(out), true);
  }

  /** Returns a display that draws bars in any case, for a stream that leads to a terminal. */
  public static ProgressDisplay redrawingOn(PrintStream out) {
    return new ProgressDisplay(out, true, false);
  }

  @SuppressWarnings({"ReferenceEquality", "SystemConsoleNull"}) // a stream is equal to itself only
  private static boolean isTerminal(PrintStream out) {
    Console console = System.console();
    return (out == System.out || out == System.err)
        && console != null
        && console.isTerminal()
        && System.getenv("CI") == null;
  }

  @Override
  public void epochStarted(int epoch, OptionalLong examples, long done) {
    close();
    if (redraws) {
      PrintWriter writer = new PrintWriter(out, false, out.charset());
      bar = new RedrawnProgress(writer, "epoch " + epoch, examples, done, " examples", unicode);
    }
  }

  @Override
  public void stepped(StepReport report) {
    if (bar != null) {
      bar.say(" loss " + number(report.loss().total()));
      bar.done(report.examples());
    }
  }

  @Override
  public void epochEnded(EpochReport report) {
    close();
    StringBuilder line = new StringBuilder("epoch ").append(report.epoch());
    line.append(": loss ").append(number(report.loss().total()));
    if (!report.loss().penalties().isEmpty()) {
      line.append(" = data ").append(number(report.loss().data()));
      report
          .loss()
          .penalties()
          .forEach(
              (name, value) -> line.append(" + ").append(name).append(' ').append(number(value)));
    }
    report
        .figures()
        .forEach((name, value) -> line.append(", ").append(name).append(' ').append(number(value)));
    line.append(", rate ").append(number(report.rate()));
    line.append(
        String.format(
            Locale.ROOT,
            ", %d examples in %.1f s (%.0f/s)",
            report.examples(),
            report.seconds(),
            report.examples() / Math.max(report.seconds(), 1e-9)));
    out.println(line);
    out.flush();
  }

  @Override
  public void warned(String message) {
    if (bar != null) {
      out.println();
    }
    out.println(message);
  }

  @Override
  public void ended(Outcome outcome) {
    close();
    out.println(
        switch (outcome.reason()) {
          case LIMIT -> "training has reached its limit";
          case EARLY_STOPPING -> "training has stopped early: no improvement any more";
          case INTERRUPTED -> "training was interrupted after step " + outcome.state().step();
        });
    out.flush();
  }

  @Override
  public void failed(TrainingState state, Throwable cause) {
    close();
    out.println("training has failed after step " + state.step() + ": " + cause.getMessage());
    out.flush();
  }

  private void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
