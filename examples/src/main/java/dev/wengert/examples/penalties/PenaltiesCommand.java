package dev.wengert.examples.penalties;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.Gallery;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.ops.Regularization;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code penalties}: what penalties and dropout do, measured and drawn. */
@Command(
    name = "penalties",
    description = {
      "Measures what penalties and dropout do and draws it: which weights L1, elastic net, L2 and"
          + " max-norm make zero; where tanh units work by lambda; how too large a lambda smooths a"
          + " boundary away; dropout beside an average of networks, alone and with L2, and the"
          + " norms of each layer's weights.",
      ""
    })
public final class PenaltiesCommand extends ExampleCommand {

  /** What can be measured. */
  enum Part {
    SPARSITY,
    SATURATION,
    SMOOTHING,
    DROPOUT;

    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of("sparsity.png", "saturation.png", "smoothing.png");
  private static final int MOST = 100_000;

  @Option(
      names = "--part",
      paramLabel = "NAME[,NAME...]",
      hideParamSyntax = true,
      split = ",",
      description = "What to measure: ${COMPLETION-CANDIDATES}; several with commas. Default: all.")
  private List<Part> parts = List.of();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The number of steps of each network. Default: ${DEFAULT-VALUE}.")
  private int steps = 2000;

  /** Creates the command. */
  public PenaltiesCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    checkRange("--steps", steps, 1, MOST);
    OutputFolder folder = folder();
    folder.checkReplaceable(NAMES);
    Gallery figures = new Gallery(this::print);
    PlanarData data = SyntheticData.create();
    Set<Part> chosen = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
    for (Part part : chosen) {
      switch (part) {
        case SPARSITY -> SparsityPart.show(figures);
        case SATURATION -> SaturationPart.show(figures, data.train(), steps);
        case SMOOTHING -> SmoothingPart.show(figures, steps);
        case DROPOUT -> DropoutPart.show(figures, data, steps);
      }
    }
    if (canDraw()) {
      figures.save(folder, NAMES);
      say("The pictures are in " + folder);
    }
    return 0;
  }

  /** Records the elastic net of two weights, for drawings of its tape. */
  public static void record(Tape tape) {
    Tensor w = tape.watch(Tensor.of(new double[][] {{1, -2}}));
    Regularization.l1(w).times(0.1).plus(Regularization.l2(w).times(0.1));
  }
}
