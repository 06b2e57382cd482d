package dev.wengert.examples;

import com.google.common.base.CharMatcher;
import dev.wengert.examples.characters.CharactersCommand;
import dev.wengert.examples.customgradient.CustomGradientCommand;
import dev.wengert.examples.customlayer.CustomLayerCommand;
import dev.wengert.examples.digits.DigitsCommand;
import dev.wengert.examples.gradientcheck.GradientCheckCommand;
import dev.wengert.examples.graph.GraphCommand;
import dev.wengert.examples.newoperation.NewOperationCommand;
import dev.wengert.examples.normalization.NormalizationCommand;
import dev.wengert.examples.penalties.PenaltiesCommand;
import dev.wengert.examples.physics.PhysicsCommand;
import dev.wengert.examples.regularization.RegularizationCommand;
import dev.wengert.examples.regularization.training.TensorTrainer;
import dev.wengert.examples.regularization.training.VariantTrainer;
import dev.wengert.examples.serve.ServeCommand;
import dev.wengert.examples.table.TableCommand;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of the examples.
 *
 * <p>The exit code is 0 on success, 2 where the user can put something right (one line on standard
 * error says what), and 1 for anything else.
 */
@Command(
    name = "wengert-examples",
    mixinStandardHelpOptions = true,
    versionProvider = WengertExamples.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Examples of Wengert, automatic differentiation for the JVM.")
public final class WengertExamples {

  private static final Logger LIBRARY_LOG = Logger.getLogger("dev.wengert");
  private static final Pattern CONSTANTS =
      Pattern.compile("(?<=expected one of )\\[[^\\]]*\\] \\(case-insensitive\\)");

  private WengertExamples() {}

  /** Runs the command line on the process's own terminal and ends the process. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true"); // pictures go to files, no display is needed
    LIBRARY_LOG.setLevel(Level.WARNING); // what serves is said by the command, not by the log
    System.exit(run(new TensorTrainer(), Terminal.system(), arguments));
  }

  /**
   * Runs the command line.
   *
   * @param trainer what the subcommand {@code regularization} trains with
   * @param terminal where the words go
   * @return the exit code
   */
  static int run(VariantTrainer trainer, Terminal terminal, String... arguments) {
    return commandLine(trainer, terminal).execute(arguments);
  }

  /** Returns the command line with all subcommands. */
  static CommandLine commandLine(VariantTrainer trainer, Terminal terminal) {
    CommandLine line =
        new CommandLine(new WengertExamples())
            .addSubcommand(new RegularizationCommand(trainer, terminal))
            .addSubcommand(new PenaltiesCommand(terminal))
            .addSubcommand(new NormalizationCommand(terminal))
            .addSubcommand(new CustomLayerCommand(terminal))
            .addSubcommand(new CustomGradientCommand(terminal))
            .addSubcommand(new GradientCheckCommand(terminal))
            .addSubcommand(new NewOperationCommand(terminal))
            .addSubcommand(new DigitsCommand(terminal))
            .addSubcommand(new CharactersCommand(terminal))
            .addSubcommand(new TableCommand(terminal))
            .addSubcommand(new PhysicsCommand(terminal))
            .addSubcommand(new ServeCommand(terminal))
            .addSubcommand(new GraphCommand(terminal));
    return speaking(line, terminal);
  }

  /**
   * Lets a command line and its subcommands speak to a terminal, and say in one line what the user
   * can put right.
   */
  public static CommandLine speaking(CommandLine line, Terminal terminal) {
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(Help.defaultColorScheme(terminal.ansi()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setParameterExceptionHandler((e, args) -> usageError(e))
        .setExecutionExceptionHandler((e, command, result) -> executionError(e, command));
  }

  private static int usageError(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String help = "see " + command.getCommandSpec().qualifiedName() + " --help";
    String guess = "";
    if (error instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      guess =
          suggestions.isEmpty() ? "" : "did you mean " + String.join(" or ", suggestions) + ", ";
    }
    return report(message(error) + "; " + guess + help, command);
  }

  /** Where a name is wrong, picocli lists constants of Java; this lists what help calls them. */
  private static String message(ParameterException error) {
    String message = String.valueOf(error.getMessage());
    ArgSpec argument = error.getArgSpec();
    return argument == null || argument.completionCandidates() == null
        ? message
        : CONSTANTS
            .matcher(message)
            .replaceFirst(
                Matcher.quoteReplacement(String.join(", ", argument.completionCandidates())));
  }

  private static int executionError(Exception error, CommandLine command) throws Exception {
    if (error instanceof UserError) {
      return report(String.valueOf(error.getMessage()), command);
    }
    throw error;
  }

  /** Shows one line, whatever characters a file name or a cell brought into it. */
  private static int report(String message, CommandLine command) {
    command
        .getErr()
        .println(
            command.getCommandName()
                + ": "
                + CharMatcher.javaIsoControl().replaceFrom(message, ' '));
    command.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = WengertExamples.class.getPackage().getImplementationVersion();
      return new String[] {
        "wengert " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
      };
    }
  }
}
