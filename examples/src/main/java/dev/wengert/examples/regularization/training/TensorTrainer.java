package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Tape;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.optim.Optimizer;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Trains the variants on tensors: full-batch gradient descent in FLOAT64. */
public final class TensorTrainer implements VariantTrainer {

  /**
   * Verdicts that say that a gradient is wrong; with the others it is right or cannot be judged.
   */
  private static final ImmutableSet<Verdict> REFUTED =
      Sets.immutableEnumSet(
          Verdict.WRONG,
          Verdict.KINK_WRONG,
          Verdict.NON_LINEAR_VJP,
          Verdict.MUTATES_INPUT,
          Verdict.STATEFUL,
          Verdict.NONDETERMINISTIC);

  @Override
  public GradientVerdict checkGradient(Variant variant, Settings settings, PlanarSet train) {
    Experiment experiment = new Experiment(variant, settings, train);
    Values values = experiment.initial();
    ImmutableList<String> paths = experiment.model.parameters().keySet().asList();
    GradCheck check = GradCheck.of(parameters -> experiment.cost(values, paths, parameters));
    paths.forEach(path -> check.input(path, values.get(path)));
    // What is added to all examples alike, batch normalization takes away again.
    ImmutableSet<String> zeros =
        variant == Variant.BATCHNORM
            ? IntStream.rangeClosed(1, settings.hiddenLayers())
                .mapToObj(layer -> "layer" + layer + ".bias")
                .collect(ImmutableSet.toImmutableSet())
            : ImmutableSet.of();
    zeros.forEach(check::expectZero);
    Report report = check.run();
    return new GradientVerdict(!REFUTED.contains(report.verdict()), summary(report, zeros));
  }

  private static String summary(Report report, ImmutableSet<String> zeros) {
    double resolution = 0;
    for (Finding finding : report.findings()) {
      if (!finding.verdict().isCorrect()) {
        return finding.verdict() + "  " + finding.input() + ": " + finding.verdict().meaning();
      }
      if (!zeros.contains(finding.input())) {
        resolution = Math.max(resolution, finding.resolution());
      }
    }
    return String.format(
        Locale.ROOT,
        "%s  %d parameters in %d tensors; a relative error of %.0e would have been seen",
        report.verdict(),
        report.findings().stream().mapToInt(finding -> finding.shape().size()).sum(),
        report.findings().size(),
        resolution);
  }

  @Override
  public TrainedVariant train(
      Variant variant, Settings settings, PlanarSet train, IntConsumer progress) {
    HeldOut parts = variant == Variant.EARLYSTOP ? HeldOut.of(train, settings.seed()) : null;
    PlanarSet fitted = parts == null ? train : parts.fit();
    Experiment experiment = new Experiment(variant, settings, fitted);
    StoppingWatch watch = parts == null ? null : new StoppingWatch(experiment, parts, settings);
    Optimizer optimizer = experiment.optimizer();
    Optimizer.State state = optimizer.start();
    Values values = experiment.initial();
    IntArrayList iterations = new IntArrayList();
    DoubleArrayList costs = new DoubleArrayList();
    DoubleArrayList penalties = new DoubleArrayList();
    for (int i = 0; i < settings.iterations(); i++) {
      Model.Step step = experiment.model.differentiate(values, experiment.key(i), experiment::cost);
      if (settings.records(i)) {
        iterations.add(i);
        costs.add(step.loss().item() + experiment.proximal(values));
        penalties.add(experiment.penalty(values));
      }
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values().with(step.statistics());
      state = next.state();
      progress.accept(i + 1);
      if (watch != null && watch.isOver(i + 1, values)) {
        break;
      }
    }
    CostCurve curve =
        CostCurve.of(iterations.toIntArray(), costs.toDoubleArray(), penalties.toDoubleArray());
    StoppingCurve stopping = null;
    if (watch != null) {
      stopping = watch.curve();
      values = watch.best(values);
      curve = curve.endingAt(stopping.best(), experiment.cost(values));
    }
    return new TrainedVariant(
        variant,
        fitted,
        curve,
        experiment.parameters(values),
        experiment.predictor(values),
        stopping);
  }

  /** Records the cost of the variant with batch normalization, for drawings of its tape. */
  public static void record(Tape tape) {
    Experiment experiment =
        new Experiment(Variant.BATCHNORM, Settings.DEFAULT, SyntheticData.create().train());
    Values watched = experiment.initial().map((path, value) -> tape.watch(value, path));
    experiment.cost(experiment.model.root(), experiment.model.training(watched, experiment.key(0)));
  }
}
