package dev.wengert.examples.regularization;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.report.ChoiceText;
import dev.wengert.examples.regularization.report.Development;
import dev.wengert.examples.regularization.report.ResultTable;
import dev.wengert.examples.regularization.report.Results;
import dev.wengert.examples.regularization.report.RunFiles;
import dev.wengert.examples.regularization.report.VariantResult;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.LambdaTuning;
import dev.wengert.examples.regularization.training.ParameterValue;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.examples.regularization.training.VariantTrainer;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.nn.tuning.LambdaCurve;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi.Style;

/** One run of the experiment: gradient checks, training, table, files. */
final class RegularizationRun {

  private final VariantTrainer trainer;
  private final Settings settings;
  private final PlanarData data;
  private final @Nullable Double unavoidable;
  private final boolean published;
  private final Terminal terminal;
  private final boolean quiet;

  RegularizationRun(
      VariantTrainer trainer,
      Settings settings,
      PlanarData data,
      @Nullable Double unavoidable,
      boolean published,
      Terminal terminal,
      boolean quiet) {
    this.trainer = trainer;
    this.settings = settings;
    this.data = data;
    this.unavoidable = unavoidable;
    this.published = published;
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
    Results results = train(variants, verdicts);
    folder.save(RunFiles.names(), place -> RunFiles.write(place, results, pictures));
    printTable(results.variants());
    say("");
    ChoiceText.lines(results).forEach(this::say);
    say("Open " + folder + "/" + RunFiles.REPORT + "; all files are in " + folder);
    return true;
  }

  private ImmutableList<GradientVerdict> checkGradients(ImmutableList<Variant> variants) {
    say("");
    say("Gradient check");
    ImmutableList.Builder<GradientVerdict> verdicts = ImmutableList.builder();
    for (Variant variant : variants) {
      GradientVerdict verdict = trainer.checkGradient(variant, settings, data.train());
      Style style = verdict.correct() ? Style.fg_green : Style.fg_red;
      say("  " + column(variant.toString()) + "  " + terminal.styled(verdict.text(), style));
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

  private Results train(ImmutableList<Variant> variants, ImmutableList<GradientVerdict> verdicts) {
    say("");
    say("Training, " + settings.iterations() + " iterations each");
    ImmutableList.Builder<VariantResult> results = ImmutableList.builder();
    LambdaCurve lambdas = variants.contains(Variant.TUNED) ? searchLambda() : null;
    for (int i = 0; i < variants.size(); i++) {
      Variant variant = variants.get(i);
      Settings own =
          variant == Variant.TUNED && lambdas != null
              ? settings.withLambda(lambdas.best().lambda())
              : settings;
      TrainedVariant trained;
      try (TaskProgress display = progress(column(variant.toString()), settings.iterations())) {
        trained = trainer.train(variant, own, data.train(), display::done);
      }
      checkConverged(trained);
      if (published) {
        sayCosts(trained.costs());
      }
      Development development = development(trained, own);
      results.add(
          VariantResult.of(trained, verdicts.get(i), data.test(), development, unavoidable));
    }
    return new Results(settings, data, results.build(), lambdas);
  }

  /** Says the cost after each 10,000 iterations in the words of the course notes. */
  private void sayCosts(CostCurve costs) {
    for (int i = 0; i < costs.size(); i++) {
      if (costs.iteration(i) % 10_000 == 0) {
        say("Cost after iteration " + costs.iteration(i) + ": " + costs.cost(i));
      }
    }
  }

  /** Trains once more, on a part of the training set, unless that is what was done. */
  private @Nullable Development development(TrainedVariant trained, Settings own) {
    if (data.train().size() < HeldOut.LEAST) {
      return null;
    }
    HeldOut parts = HeldOut.of(data.train(), own.seed());
    return Development.of(
        trained.stopping() != null
            ? trained
            : trainer.train(trained.variant(), own, parts.fit(), step -> {}),
        parts);
  }

  private LambdaCurve searchLambda() {
    LambdaTuning tuning = new LambdaTuning(trainer, settings);
    try (TaskProgress display = progress(column("lambda"), tuning.trials())) {
      return tuning.search(data.train(), display::done);
    }
  }

  private TaskProgress progress(String name, int steps) {
    return terminal.progress("  " + name, steps, quiet);
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

  private static String column(String name) {
    return Strings.padEnd(name, Variant.STANDARDIZED.toString().length(), ' ');
  }

  private void say(String line) {
    if (!quiet) {
      terminal.out().println(line);
      terminal.out().flush();
    }
  }
}
