package dev.wengert.examples;

import dev.wengert.nn.train.TaskProgress;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;

/**
 * Where the words of a command go.
 *
 * @param out standard output
 * @param err standard error
 * @param interactive if a person watches standard output: then a line may be drawn again
 * @param unicode if standard output shows more than ASCII
 * @param ansi if and how colours are written
 */
public record Terminal(
    PrintWriter out, PrintWriter err, boolean interactive, boolean unicode, Ansi ansi) {

  /** Returns the terminal, file or pipe that the process was started with. */
  public static Terminal system() {
    Console console = System.console();
    @SuppressWarnings("SystemConsoleNull") // it is null for a pipe with one console, not with all
    boolean interactive = console != null && console.isTerminal();
    return new Terminal(
        new PrintWriter(System.out, true, System.out.charset()),
        new PrintWriter(System.err, true, System.err.charset()),
        interactive,
        System.out.charset().equals(StandardCharsets.UTF_8),
        interactive ? Ansi.AUTO : Ansi.OFF);
  }

  /** Returns one that takes text alone: no colours, no line drawn again, ASCII. */
  public static Terminal plain(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, false, false, Ansi.OFF);
  }

  /** Returns the text in the given style where there are colours, else as it is. */
  public String styled(String text, IStyle style) {
    return Help.defaultColorScheme(ansi).apply(text, List.of(style)).toString();
  }

  /**
   * Returns what shows how far a task is, as fits the reader; nothing if only results are wanted.
   */
  public TaskProgress progress(String task, int steps, boolean quiet) {
    if (quiet) {
      return TaskProgress.silent();
    }
    return interactive
        ? TaskProgress.redrawn(out, task, steps, unicode)
        : TaskProgress.growing(out, task, steps);
  }
}
