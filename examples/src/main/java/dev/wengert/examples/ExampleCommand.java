package dev.wengert.examples;

import dev.wengert.nn.train.TaskProgress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all subcommands share: help, quiet, and the folder for what they write. */
@Command(sortOptions = false)
public abstract class ExampleCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // the command line reads it
  private boolean help;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "target/${COMMAND-NAME}",
      description = "The folder for the files it writes. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("target");

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the results and nothing else.")
  private boolean quiet;

  private final Terminal terminal;

  /** Creates a command that speaks to a terminal. */
  protected ExampleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns where the words go. */
  protected final Terminal terminal() {
    return terminal;
  }

  /** Returns whether only results are wanted. */
  protected final boolean quiet() {
    return quiet;
  }

  /**
   * Returns the output folder, checked to be writable.
   *
   * @throws UserError if it is not
   */
  protected final OutputFolder folder() {
    return OutputFolder.at(output);
  }

  /**
   * Refuses the number of an option that is out of its range.
   *
   * @throws UserError if it is
   */
  protected static void checkRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UserError(
          option + ": out of range: " + value + "; choose from " + least + " to " + most);
    }
  }

  /** Returns a display of a task's progress that fits the terminal. */
  protected final TaskProgress progress(String task, int steps) {
    return terminal.progress(task, steps, quiet);
  }

  /** Prints a line of results. */
  protected final void print(String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }

  /** Prints a line that is no result, unless only results are wanted. */
  protected final void say(String line) {
    if (!quiet) {
      print(line);
    }
  }

  /**
   * Returns whether pictures can be drawn on this machine; where not, it says once what is missing.
   */
  protected final boolean canDraw() {
    boolean possible = ChartStyle.canDraw();
    if (!possible) {
      terminal
          .err()
          .println(
              "no pictures: Java cannot draw text on this machine; install fontconfig and a font"
                  + " such as DejaVu");
      terminal.err().flush();
    }
    return possible;
  }
}
