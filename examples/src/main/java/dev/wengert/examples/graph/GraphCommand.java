package dev.wengert.examples.graph;

import com.google.common.base.Ascii;
import dev.wengert.Tape;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.examples.characters.CharactersCommand;
import dev.wengert.examples.customgradient.CustomGradientCommand;
import dev.wengert.examples.customlayer.CustomLayerCommand;
import dev.wengert.examples.digits.DigitsCommand;
import dev.wengert.examples.gradientcheck.GradientCheckCommand;
import dev.wengert.examples.newoperation.NewOperationCommand;
import dev.wengert.examples.normalization.NormalizationCommand;
import dev.wengert.examples.penalties.PenaltiesCommand;
import dev.wengert.examples.physics.PhysicsCommand;
import dev.wengert.examples.regularization.training.TensorTrainer;
import dev.wengert.examples.serve.ServeCommand;
import dev.wengert.examples.table.TableCommand;
import dev.wengert.io.AtomicFile;
import dev.wengert.io.Graphs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code graph}: prints the tape of another example. */
@Command(
    name = "graph",
    sortOptions = false,
    description = {
      "Prints what an example records: as a Wengert list, one operation a line; as DOT, which"
          + " Graphviz draws; or as a Mermaid flowchart, which Markdown viewers draw.",
      ""
    })
public final class GraphCommand implements Callable<Integer> {

  /** The examples that have a tape to show. */
  enum Example {
    REGULARIZATION,
    PENALTIES,
    NORMALIZATION,
    CUSTOM_LAYER,
    CUSTOM_GRADIENT,
    GRADIENT_CHECK,
    NEW_OPERATION,
    DIGITS,
    CHARACTERS,
    TABLE,
    PHYSICS,
    SERVE;

    void record(Tape tape) {
      switch (this) {
        case REGULARIZATION -> TensorTrainer.record(tape);
        case PENALTIES -> PenaltiesCommand.record(tape);
        case NORMALIZATION -> NormalizationCommand.record(tape);
        case CUSTOM_LAYER -> CustomLayerCommand.record(tape);
        case CUSTOM_GRADIENT -> CustomGradientCommand.record(tape);
        case GRADIENT_CHECK -> GradientCheckCommand.record(tape);
        case NEW_OPERATION -> NewOperationCommand.record(tape);
        case DIGITS -> DigitsCommand.record(tape);
        case CHARACTERS -> CharactersCommand.record(tape);
        case TABLE -> TableCommand.record(tape);
        case PHYSICS -> PhysicsCommand.record(tape);
        case SERVE -> ServeCommand.record(tape);
      }
    }

    /** Returns the name of the subcommand. */
    @Override
    public String toString() {
      return Ascii.toLowerCase(name()).replace('_', '-');
    }
  }

  /** The forms of a tape. */
  enum Format {
    LIST {
      @Override
      String of(Tape tape) {
        return tape.toString();
      }
    },
    DOT {
      @Override
      String of(Tape tape) {
        return Graphs.dot(tape);
      }
    },
    MERMAID {
      @Override
      String of(Tape tape) {
        return Graphs.mermaid(tape);
      }
    };

    abstract String of(Tape tape);

    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // the command line reads it
  private boolean help;

  @Parameters(paramLabel = "EXAMPLE", description = "Whose tape: ${COMPLETION-CANDIDATES}.")
  private Example example = Example.CUSTOM_LAYER;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The form: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.LIST;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file to write it to. Default: print it.")
  private @Nullable Path output;

  private final Terminal terminal;

  /** Creates the command. */
  public GraphCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints the tape, or writes it to a file. */
  @Override
  public Integer call() {
    Tape tape = new Tape();
    example.record(tape);
    String text = format.of(tape).stripTrailing() + System.lineSeparator();
    if (output == null) {
      terminal.out().print(text);
      terminal.out().flush();
    } else {
      write(output, text);
    }
    return 0;
  }

  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && !Files.exists(folder)) {
        Files.createDirectories(folder);
      }
      AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UserError(
          "--output: "
              + file
              + ": cannot be written: "
              + UserError.reason(e)
              + "; choose another file",
          e);
    }
  }
}
