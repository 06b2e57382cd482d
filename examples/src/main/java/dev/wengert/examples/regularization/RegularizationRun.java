package dev.wengert.examples.regularization;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.ProgressDisplay;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.report.ResultTable;
import dev.wengert.examples.regularization.report.RunFiles;
import dev.wengert.examples.regularization.report.VariantResult;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.ParameterValue;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.examples.regularization.training.VariantTrainer;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Ansi.Style;

/** One run of the experiment: gradient checks, training, table, files. */
final class RegularizationRun {

  private final VariantTrainer trainer;
  private final Settings settings;
  private final PlanarData data;
  private final Terminal terminal;
  private final boolean quiet;

  RegularizationRun(
      VariantTrainer trainer,
      Settings settings,
      PlanarData data,
      Terminal terminal,
      boolean quiet) {
    this.trainer = trainer;
    this.settings = settings;
    this.data = data;
    this.terminal = terminal;
    this.quiet = quiet;
  }

  /**
   * Runs the given variants and saves the results.
   *
   * @return false if a gradient is wrong; then nothing is trained or saved
   * @throws UserError if a training diverges or the results cannot be written
   */
  boolean execute(ImmutableList<Variant> variants, OutputFolder folder) {
    say(
        "Data: "
            + data.source()
            + ", "
            + data.train().size()
            + " training and "
            + data.test().size()
            + " test examples");
    ImmutableList<GradientVerdict> verdicts = checkGradients(variants);
    ImmutableList<Variant> wrong = wrong(variants, verdicts);
    if (!wrong.isEmpty()) {
      String first = verdicts.get(variants.indexOf(wrong.get(0))).text();
      terminal
          .err()
          .println(
              "regularization: the gradient is wrong in " + wrong + ": " + first + "; not trained");
      return false;
    }
    boolean pictures = ChartStyle.canDraw();
    if (!pictures) {
      terminal
          .err()
          .println(
              "regularization: no pictures: Java cannot draw text on this machine;"
                  + " install fontconfig and a font such as DejaVu");
    }
    ImmutableList<VariantResult> results = train(variants, verdicts);
    folder.save(
        RunFiles.names(), place -> RunFiles.write(place, settings, data, results, pictures));
    printTable(results);
    say("");
    say((pictures ? "Pictures and results.json are in " : "results.json is in ") + folder);
    return true;
  }

  private ImmutableList<GradientVerdict> checkGradients(ImmutableList<Variant> variants) {
    say("");
    say("Gradient check");
    ImmutableList.Builder<GradientVerdict> verdicts = ImmutableList.builder();
    for (Variant variant : variants) {
      GradientVerdict verdict = trainer.checkGradient(variant, settings, data.train());
      Style style = verdict.correct() ? Style.fg_green : Style.fg_red;
      say("  " + column(variant) + "  " + terminal.styled(verdict.text(), style));
      verdicts.add(verdict);
    }
    return verdicts.build();
  }

  private static ImmutableList<Variant> wrong(
      List<Variant> variants, List<GradientVerdict> verdicts) {
    ImmutableList.Builder<Variant> wrong = ImmutableList.builder();
    for (int i = 0; i < verdicts.size(); i++) {
      if (!verdicts.get(i).correct()) {
        wrong.add(variants.get(i));
      }
    }
    return wrong.build();
  }

  private ImmutableList<VariantResult> train(
      ImmutableList<Variant> variants, ImmutableList<GradientVerdict> verdicts) {
    say("");
    say("Training, " + settings.iterations() + " iterations each");
    ImmutableList.Builder<VariantResult> results = ImmutableList.builder();
    for (int i = 0; i < variants.size(); i++) {
      TrainedVariant trained;
      try (ProgressDisplay display = progress(variants.get(i))) {
        trained = trainer.train(variants.get(i), settings, data.train(), display::done);
      }
      checkConverged(trained);
      results.add(
          new VariantResult(
              trained,
              verdicts.get(i),
              trained.accuracy(data.train()),
              trained.accuracy(data.test())));
    }
    return results.build();
  }

  private ProgressDisplay progress(Variant variant) {
    return ProgressDisplay.on(terminal, quiet, "  " + column(variant), settings.iterations());
  }

  private void checkConverged(TrainedVariant trained) {
    CostCurve costs = trained.costs();
    for (int i = 0; i < costs.size(); i++) {
      if (!Double.isFinite(costs.cost(i))) {
        throw diverged(trained, "the cost at iteration " + costs.iteration(i), costs.cost(i));
      }
    }
    for (Map.Entry<String, ParameterValue> parameter : trained.parameters().entrySet()) {
      ImmutableDoubleArray numbers = parameter.getValue().data();
      for (int i = 0; i < numbers.length(); i++) {
        if (!Double.isFinite(numbers.get(i))) {
          throw diverged(trained, "in the end " + parameter.getKey(), numbers.get(i));
        }
      }
    }
  }

  private UserError diverged(TrainedVariant trained, String what, double value) {
    return new UserError(
        "--learning-rate: the training of "
            + trained.variant()
            + " diverged: "
            + what
            + " is "
            + value
            + "; choose a rate below "
            + settings.learningRate());
  }

  private void printTable(ImmutableList<VariantResult> results) {
    say("");
    ImmutableList<String> lines = ResultTable.lines(results);
    terminal.out().println(terminal.styled(lines.get(0), Style.bold));
    lines.stream().skip(1).forEach(terminal.out()::println);
    terminal.out().flush();
  }

  private static String column(Variant variant) {
    return Strings.padEnd(variant.toString(), Variant.LAYERNORM.toString().length(), ' ');
  }

  private void say(String line) {
    if (!quiet) {
      terminal.out().println(line);
      terminal.out().flush();
    }
  }
}
