package dev.wengert.examples.normalization;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tape;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.Gallery;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.ops.Activations;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code normalization}: measures and draws what textbooks say of it. */
@Command(
    name = "normalization",
    description = {
      "Measures what textbooks say of normalization and draws it: the gradient at each depth of"
          + " 30-layer networks with and without BatchNorm; the learning rates that a deep network"
          + " bears; how scale and shift give the input back; normalizations on small batches, and"
          + " on images whose contrast and brightness shift; BatchNorm's statistics while the data"
          + " drifts; LayerNorm inside a recurrent network; the path of gradient descent on badly"
          + " scaled inputs.",
      ""
    })
public final class NormalizationCommand extends ExampleCommand {

  /** What can be measured. */
  enum Part {
    GRADIENTS,
    RATES,
    IDENTITY,
    BATCHES,
    STYLES,
    DRIFT,
    RECURRENT,
    ZIGZAG;

    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of(
          "gradients-relu.png",
          "gradients-sigmoid.png",
          "rates.png",
          "batches.png",
          "drift.png",
          "recurrent.png",
          "zigzag-raw.png",
          "zigzag-standardized.png");

  private static final int MOST = 10_000;

  @Option(
      names = "--part",
      paramLabel = "NAME[,NAME...]",
      hideParamSyntax = true,
      split = ",",
      description = "What to measure: ${COMPLETION-CANDIDATES}; several with commas. Default: all.")
  private List<Part> parts = List.of();

  @Option(
      names = "--updates",
      paramLabel = "N",
      description =
          "How many steps each network of \"batches\" and \"styles\" takes. Default:"
              + " ${DEFAULT-VALUE}.")
  private int updates = 1000;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The number of steps of \"recurrent\". Default: ${DEFAULT-VALUE}.")
  private int steps = 400;

  /** Creates the command. */
  public NormalizationCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    checkRange("--updates", updates, 1, MOST);
    checkRange("--steps", steps, 20, MOST);
    OutputFolder folder = folder();
    folder.checkReplaceable(NAMES);
    Set<Part> chosen = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
    Gallery figures = new Gallery(this::print);
    for (Part part : chosen) {
      switch (part) {
        case GRADIENTS -> GradientsPart.show(figures);
        case RATES -> RatesPart.show(figures);
        case IDENTITY -> IdentityPart.show(figures);
        case BATCHES -> BatchesPart.show(figures, updates);
        case STYLES -> StylesPart.show(figures, updates);
        case DRIFT -> DriftPart.show(figures);
        case RECURRENT -> RecurrentPart.show(figures, steps);
        case ZIGZAG -> ZigZagPart.show(figures);
      }
    }
    if (canDraw()) {
      figures.save(folder, NAMES);
      say("The pictures are in " + folder);
    }
    return 0;
  }

  /** Records two layers with batch normalization, for drawings of their tape. */
  public static void record(Tape tape) {
    GradientFlow.record(tape, Activations::relu, 2);
  }
}
