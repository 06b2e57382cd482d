package dev.wengert.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * What a subcommand printed and how it ended.
 *
 * @param exit the exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
public record CommandRun(int exit, String out, String err) {

  /** Runs a command by itself. */
  public static CommandRun of(Function<Terminal, Object> command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true));
    int exit =
        new CommandLine(command.apply(terminal))
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (e, line, result) -> {
                  if (e instanceof UserError) {
                    terminal.err().println(e.getMessage());
                    return CommandLine.ExitCode.USAGE;
                  }
                  throw e;
                })
            .execute(arguments);
    return new CommandRun(exit, out.toString(), err.toString());
  }
}
