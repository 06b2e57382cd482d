package dev.wengert.examples.customlayer;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Report;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code custom-layer}: checks the new layer, then trains a network of it. */
@Command(
    name = "custom-layer",
    description = {
      "Composes a new layer, a gated residual block with root-mean-square normalization, from"
          + " forward code only; checks its gradients to second order; trains a network of three of"
          + " them to tell two spirals apart, and draws the loss.",
      ""
    })
public final class CustomLayerCommand extends ExampleCommand {

  private static final int LONGEST = 1_000_000;
  private static final int WIDTH = 16;
  private static final int POINTS = 200;
  private static final String PICTURE = "loss.png";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The number of steps of gradient descent. Default: ${DEFAULT-VALUE}.")
  private int steps = 1500;

  /** Creates the command. */
  public CustomLayerCommand(Terminal terminal) {
    super(terminal);
  }

  /**
   * Runs the example.
   *
   * @return 0, or 1 if a gradient is wrong: then nothing is trained
   */
  @Override
  public Integer call() {
    checkRange("--steps", steps, 1, LONGEST);
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(PICTURE);
    folder.checkReplaceable(names);
    Tensor probe = Key.of(7).normal(new Spec(DType.FLOAT64, Shape.of(4, 3)));
    say("Gradients of the block: training, then inference");
    for (Report report : GatedResidual.check(3, probe)) {
      for (Finding finding : report.findings()) {
        say("  " + finding.verdict() + "  " + finding.aspect() + "  " + finding.input());
      }
      if (!report.isCorrect()) {
        print(report.toString());
        return 1;
      }
    }
    Model<Sequential> model = Model.of(network(), DType.FLOAT64);
    Tensor x = spirals();
    Tensor y = labels();
    DoubleArrayList losses = new DoubleArrayList(steps);
    Values values;
    try (TaskProgress progress = progress("Training", steps)) {
      values =
          GatedResidual.train(
              model,
              model.initialize(Key.of(2)),
              steps,
              (net, pass) -> Losses.binaryCrossEntropyWithLogits(net.forward(x, pass), y),
              loss -> {
                losses.add(loss);
                progress.done(losses.size());
              });
    }
    Tensor logits = model.root().forward(x, model.inference(values));
    Tensor right = logits.gt(0).to(DType.FLOAT64).eq(y);
    print(
        String.format(
            Locale.ROOT,
            "loss %.4f at first, %.4f in the end; %.1f%% of %d points right",
            losses.getDouble(0),
            losses.getDouble(steps - 1),
            100 * Reductions.mean(right.to(DType.FLOAT64)).item(),
            2 * POINTS));
    if (canDraw()) {
      double[] step = new double[Math.ceilDiv(steps, 10)];
      double[] loss = new double[step.length];
      Arrays.setAll(step, i -> 10 * i);
      Arrays.setAll(loss, i -> losses.getDouble(10 * i));
      folder.save(
          names,
          place -> {
            try (OutputStream out = Files.newOutputStream(place.resolve(PICTURE))) {
              LineChart.of("Three gated residual blocks on two spirals", "step", "loss")
                  .line("cross-entropy", step, loss)
                  .write(out);
            }
          });
      say("The picture is in " + folder);
    }
    return 0;
  }

  private static Sequential network() {
    return Sequential.of(
        Dense.of(2, WIDTH),
        new GatedResidual(WIDTH),
        new GatedResidual(WIDTH),
        new GatedResidual(WIDTH),
        Dense.of(WIDTH, 1));
  }

  /** Returns two spirals of one and a half turns, the second opposite the first: [400, 2]. */
  static Tensor spirals() {
    double[][] points = new double[2 * POINTS][];
    for (int i = 0; i < points.length; i++) {
      int turn = i / 2;
      double along = (turn + 0.5) / POINTS;
      double angle = 3 * Math.PI * along + Math.PI * (i % 2);
      points[i] = new double[] {along * Math.cos(angle), along * Math.sin(angle)};
    }
    return Tensor.of(points).times(2);
  }

  /** Returns which spiral each point is on: [400, 1]. */
  static Tensor labels() {
    double[][] labels = new double[2 * POINTS][];
    Arrays.setAll(labels, i -> new double[] {i % 2});
    return Tensor.of(labels);
  }

  /** Records the network's loss on eight points, for drawings of its tape. */
  public static void record(Tape tape) {
    Model<Sequential> model = Model.of(network(), DType.FLOAT64);
    Values watched = model.initialize(Key.of(2)).map((path, value) -> tape.watch(value, path));
    Tensor x = spirals().get(Index.range(0, 8));
    Tensor y = labels().get(Index.range(0, 8));
    Losses.binaryCrossEntropyWithLogits(model.root().forward(x, model.inference(watched)), y);
  }
}
