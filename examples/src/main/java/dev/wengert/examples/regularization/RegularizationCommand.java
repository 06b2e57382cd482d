package dev.wengert.examples.regularization;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarDataReader;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.report.RunFiles;
import dev.wengert.examples.regularization.training.Init;
import dev.wengert.examples.regularization.training.Mask;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.examples.regularization.training.VariantTrainer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The subcommand {@code regularization}: reads the data, checks the gradients, trains the variants,
 * and shows what came of it.
 */
@Command(
    name = "regularization",
    description = {
      "Trains a 2-20-3-1 network, or one of other layers, on points of the plane in up to ten"
          + " variants: plain, with an L2 or L1 penalty, dropout, L2 and dropout together, batch or"
          + " layer normalization, standardized inputs, early stopping, and with the penalty that"
          + " does best on held-out examples. Prints a table of"
          + " accuracies, final costs and diagnoses; writes report.html, a page with all tables and"
          + " pictures, the pictures as files, and results.json.",
      ""
    })
public final class RegularizationCommand extends ExampleCommand {

  @Option(
      names = "--data",
      paramLabel = "FILE[,FILE]",
      hideParamSyntax = true,
      arity = "1..2",
      split = ",",
      description =
          "One MATLAB 5 file with the variables X, y, Xval, yval, or two CSV files (training, then"
              + " test) with the header x1,x2,label. Without it a built-in synthetic set is used.")
  private List<Path> data = List.of();

  @Option(
      names = "--variant",
      paramLabel = "NAME[,NAME...]",
      hideParamSyntax = true,
      split = ",",
      description = "What to train: ${COMPLETION-CANDIDATES}; several with commas. Default: all.")
  private List<Variant> variants = List.of();

  @Option(
      names = "--init",
      paramLabel = "NAME",
      description = "How the weights begin: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Init init = Settings.DEFAULT.init();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all random numbers. Default: ${DEFAULT-VALUE}.")
  private long seed = Settings.DEFAULT.seed();

  @Option(
      names = "--mask",
      paramLabel = "NAME",
      description =
          "Where dropout's masks come from: ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}.")
  private Mask mask = Settings.DEFAULT.mask();

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "The number of steps. Default: ${DEFAULT-VALUE}.")
  private int iterations = Settings.DEFAULT.iterations();

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "The step size of gradient descent. Default: ${DEFAULT-VALUE}.")
  private double learningRate = Settings.DEFAULT.learningRate();

  @Option(
      names = "--lambda",
      paramLabel = "X",
      description = "The factor of the L2 or L1 penalty. Default: ${DEFAULT-VALUE}.")
  private double lambda = Settings.DEFAULT.lambda();

  @Option(
      names = "--keep-prob",
      paramLabel = "P[,P...]",
      hideParamSyntax = true,
      split = ",",
      description =
          "The probability with which dropout keeps a unit: one for all hidden layers, or one for"
              + " each. Default: 0.86.")
  private double[] keepProbabilities = Settings.DEFAULT.keepProbabilities().toArray();

  @Option(
      names = "--layers",
      paramLabel = "N,N[,N...]",
      hideParamSyntax = true,
      split = ",",
      description =
          "The units of each layer, from 2 inputs over any number of hidden layers to 1 output."
              + " Default: 2,20,3,1.")
  private int[] layers = Settings.DEFAULT.units().toArray();

  @Option(
      names = "--published",
      description =
          "Repeats the published experiment on its data, which --data names: none, l2 and dropout"
              + " with the numbers that NumPy drew, and the cost after each 10,000 iterations.")
  private boolean published;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "How many steps the variant earlystop waits for a lower cost of the held-out examples."
              + " Default: ${DEFAULT-VALUE}.")
  private int patience = Settings.DEFAULT.patience();

  @Option(
      names = "--lambda-search",
      paramLabel = "N",
      description =
          "How many values of lambda from 0.01 to 10 the variant tuned tries, besides 0 and a"
              + " closer look around the best. Default: ${DEFAULT-VALUE}.")
  private int strengths = Settings.DEFAULT.strengths();

  @Option(
      names = "--human-error",
      paramLabel = "X",
      description =
          "The share of examples that even the best rule gets wrong, for the diagnosis. Default:"
              + " 0.07041 for the built-in set, whose rule is known; unknown for others, of whose"
              + " bias nothing is said then.")
  private @Nullable Double humanError;

  private final VariantTrainer trainer;

  /** Creates the command on top of a trainer. */
  public RegularizationCommand(VariantTrainer trainer, Terminal terminal) {
    super(terminal);
    this.trainer = trainer;
  }

  /**
   * Runs the experiment.
   *
   * @return 0, or 1 if a gradient is wrong: then nothing is trained
   * @throws UserError if an option, a data file or the output folder is at fault
   */
  @Override
  public Integer call() {
    Settings settings = settings();
    Double unavoidable = unavoidable();
    PlanarData planar = data.isEmpty() ? SyntheticData.create() : PlanarDataReader.read(data);
    OutputFolder folder = folder();
    folder.checkReplaceable(RunFiles.names());
    // In the order of the constants, each once.
    Set<Variant> chosen = chosen();
    if (chosen.contains(Variant.BATCHNORM) && planar.train().size() == 1) {
      throw new UserError(
          "--data: "
              + planar.source()
              + " has one training example, and batch normalization has no variance over one; give"
              + " more examples, or leave the variant out with --variant");
    }
    if (chosen.stream().anyMatch(Variant::holdsOut) && planar.train().size() < HeldOut.LEAST) {
      throw new UserError(
          "--data: "
              + planar.source()
              + " has too few training examples to hold some out: "
              + planar.train().size()
              + "; give at least "
              + HeldOut.LEAST
              + ", or leave earlystop and tuned out with --variant");
    }
    RegularizationRun run =
        new RegularizationRun(
            trainer, settings, planar, unavoidable, published, terminal(), quiet());
    return run.execute(ImmutableList.copyOf(chosen), folder) ? 0 : 1;
  }

  private Settings settings() {
    Settings given =
        new Settings(
            init,
            seed,
            mask,
            iterations,
            learningRate,
            lambda,
            ImmutableDoubleArray.copyOf(keepProbabilities),
            patience,
            strengths,
            ImmutableIntArray.copyOf(layers));
    if (!published) {
      return given;
    }
    if (data.isEmpty()) {
      throw new UserError(
          "--published: the published data is not part of this project; name its file with --data");
    }
    if (!variants.isEmpty()
        || !(given.equals(Settings.DEFAULT) || given.equals(Settings.PUBLISHED))) {
      throw new UserError(
          "--published: it sets the variants and all of the training; leave those options out");
    }
    return Settings.PUBLISHED;
  }

  private Set<Variant> chosen() {
    if (published) {
      return EnumSet.of(Variant.NONE, Variant.L2, Variant.DROPOUT);
    }
    return variants.isEmpty() ? EnumSet.allOf(Variant.class) : EnumSet.copyOf(variants);
  }

  private @Nullable Double unavoidable() {
    if (humanError == null) {
      return data.isEmpty() ? SyntheticData.UNAVOIDABLE_ERROR : null;
    }
    if (!(humanError >= 0 && humanError <= 1)) {
      throw new UserError("--human-error: not a share: " + humanError + "; choose from 0 to 1");
    }
    return humanError;
  }
}
