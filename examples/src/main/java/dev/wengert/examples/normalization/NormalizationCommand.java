package dev.wengert.examples.normalization;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.Contour;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.ops.Activations;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.knowm.xchart.style.Styler.LegendPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code normalization}: measures and draws what textbooks say of it. */
@Command(
    name = "normalization",
    description = {
      "Measures what textbooks say of normalization and draws it: the gradient at each depth of"
          + " 30-layer networks with and without BatchNorm; four normalizations on small batches;"
          + " BatchNorm's statistics while the data drifts; LayerNorm inside a recurrent network;"
          + " the path of gradient descent on badly scaled inputs.",
      ""
    })
public final class NormalizationCommand extends ExampleCommand {

  /** What can be measured. */
  enum Part {
    GRADIENTS,
    BATCHES,
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
          "batches.png",
          "drift.png",
          "recurrent.png",
          "zigzag-raw.png",
          "zigzag-standardized.png");

  private static final double[] SCALES = {0.1, 0.3, 1, 3, 10};
  private static final int[] BATCHES = {2, 4, 8, 32, 128};
  private static final int DEPTH = 30;
  private static final int MOST = 100_000;

  @Option(
      names = "--part",
      paramLabel = "NAME[,NAME...]",
      hideParamSyntax = true,
      split = ",",
      description = "What to measure: ${COMPLETION-CANDIDATES}; several with commas. Default: all.")
  private List<Part> parts = List.of();

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many images each network of \"batches\" sees. Default: ${DEFAULT-VALUE}.")
  private int images = 4096;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The number of steps of \"recurrent\". Default: ${DEFAULT-VALUE}.")
  private int steps = 400;

  private final Map<String, LineChart> charts = new LinkedHashMap<>();

  /** Creates the command. */
  public NormalizationCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    if (images < 128 || images > MOST) {
      throw new UserError("--images: out of range: " + images + "; choose from 128 to " + MOST);
    }
    if (steps < 20 || steps > MOST) {
      throw new UserError("--steps: out of range: " + steps + "; choose from 20 to " + MOST);
    }
    OutputFolder folder = folder();
    folder.checkReplaceable(NAMES);
    Set<Part> chosen = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
    for (Part part : chosen) {
      switch (part) {
        case GRADIENTS -> {
          gradients("relu", Activations::relu);
          gradients("sigmoid", Activations::sigmoid);
        }
        case BATCHES -> batches();
        case DRIFT -> drift();
        case RECURRENT -> recurrent();
        case ZIGZAG -> {
          zigzag("raw", false, 0.05);
          zigzag("standardized", true, 0.5);
        }
      }
    }
    if (canDraw()) {
      folder.save(
          NAMES,
          place -> {
            for (Map.Entry<String, LineChart> chart : charts.entrySet()) {
              try (OutputStream out = Files.newOutputStream(place.resolve(chart.getKey()))) {
                chart.getValue().write(out);
              }
            }
          });
      say("The pictures are in " + folder);
    }
    return 0;
  }

  private void gradients(String activation, UnaryOperator<Tensor> function) {
    print("Gradient norm at each depth, " + DEPTH + " layers of " + activation);
    print("  weight scale   plain: decades lost   BatchNorm: decades   it divides by sigma");
    LineChart chart =
        LineChart.of(
                "Gradient norm by depth, " + activation + ": plain, and with BatchNorm",
                "layer",
                "power of ten of the gradient's norm")
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.OutsideE);
    double[] depth = new double[DEPTH];
    Arrays.setAll(depth, i -> i + 1);
    for (double scale : SCALES) {
      GradientFlow flow = GradientFlow.measure(function, DEPTH, scale, 1);
      chart.line("plain, scale " + plain(scale), depth, powers(flow.plain()));
      if (scale == 1) {
        chart.line("BatchNorm, any scale", depth, powers(flow.normalized()));
      }
      print(
          String.format(
              Locale.ROOT,
              "  %12s   %19.1f   %18.1f   %19.3f",
              plain(scale),
              GradientFlow.decades(flow.plain()),
              GradientFlow.decades(flow.normalized()),
              flow.sigmas()[DEPTH / 2]));
    }
    charts.put("gradients-" + activation + ".png", chart);
  }

  private void batches() {
    print("Test accuracy by batch size, " + images + " training images, mean of 3 seeds");
    StringBuilder head = new StringBuilder("              ");
    for (int batch : BATCHES) {
      head.append(String.format(Locale.ROOT, "%8d", batch));
    }
    print(head.toString());
    LineChart chart =
        LineChart.of(
                "Four normalizations by the size of the batch, " + images + " images seen",
                "batch size",
                "test accuracy")
            .logarithmicX()
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.OutsideE);
    for (BatchSizes.Kind kind : BatchSizes.Kind.values()) {
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-12s", kind));
      double[] accuracies = new double[BATCHES.length];
      for (int i = 0; i < BATCHES.length; i++) {
        for (long seed = 1; seed <= 3; seed++) {
          accuracies[i] += BatchSizes.accuracy(kind, BATCHES[i], images, seed) / 3;
        }
        row.append(String.format(Locale.ROOT, "%7.1f%%", 100 * accuracies[i]));
      }
      chart.line(kind.toString(), Arrays.stream(BATCHES).asDoubleStream().toArray(), accuracies);
      print(row.toString());
    }
    charts.put("batches.png", chart);
  }

  private void drift() {
    int length = 150;
    ShiftingData data = ShiftingData.measure(length, 1);
    double[] step = new double[length];
    Arrays.setAll(step, i -> i);
    charts.put(
        "drift.png",
        LineChart.of(
                "BatchNorm while the mean of its data climbs from step 50 to 100",
                "step",
                "mean of the output")
            .line("training: statistics of the batch", step, data.training())
            .line("inference: running statistics", step, data.inference())
            .legend(LegendPosition.InsideNW));
    print(
        String.format(
            Locale.ROOT,
            "Drifting data: BatchNorm's output has mean %.2f by the batch's statistics, up to %.2f"
                + " by the running ones, which lag behind",
            Arrays.stream(data.training()).map(Math::abs).max().orElseThrow(),
            Arrays.stream(data.inference()).max().orElseThrow()));
  }

  private void recurrent() {
    print("A recurrent network, last losses by the scale of its first recurrent weights");
    double[] plain = new double[SCALES.length];
    double[] normalized = new double[SCALES.length];
    print("  weight scale   plain   LayerNorm   (chance: 0.693)");
    for (int i = 0; i < SCALES.length; i++) {
      plain[i] = last(RecurrentNormalization.losses(false, SCALES[i], steps, 1));
      normalized[i] = last(RecurrentNormalization.losses(true, SCALES[i], steps, 1));
      print(
          String.format(
              Locale.ROOT, "  %12s   %5.3f   %9.3f", plain(SCALES[i]), plain[i], normalized[i]));
    }
    charts.put(
        "recurrent.png",
        LineChart.of(
                "LayerNorm inside a recurrent network: loss after " + steps + " steps",
                "scale of the first recurrent weights",
                "loss")
            .logarithmicX()
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .line("plain", SCALES, plain)
            .line("LayerNorm inside", SCALES, normalized)
            .legend(LegendPosition.InsideNW));
  }

  private void zigzag(String name, boolean standardized, double rate) {
    int length = 30;
    ZigZag line = ZigZag.follow(standardized, rate, length);
    double[] w1 = Arrays.stream(line.path()).mapToDouble(w -> w[0]).toArray();
    double[] w2 = Arrays.stream(line.path()).mapToDouble(w -> w[1]).toArray();
    print(
        String.format(
            Locale.ROOT,
            "Descent on %s inputs: %d turns in %d steps, loss %.1e in the end",
            name,
            line.turns(),
            length,
            line.loss(Tensor.of(w1[length], w2[length])).item()));
    LineChart chart =
        LineChart.of("Gradient descent on " + name + " inputs", "weight 1", "weight 2")
            .logarithmicFrom(Double.POSITIVE_INFINITY);
    double[] gridX = new double[121];
    double[] gridY = new double[121];
    double[] losses = new double[gridX.length * gridY.length];
    Arrays.setAll(gridX, i -> -2.5 + i / 24.0);
    Arrays.setAll(gridY, i -> -3.5 + i / 24.0);
    for (int row = 0; row < gridY.length; row++) {
      for (int column = 0; column < gridX.length; column++) {
        losses[row * gridX.length + column] =
            line.loss(Tensor.of(gridX[column], gridY[row])).item();
      }
    }
    for (double level = 0.1; level < 200; level *= 2.5) {
      Contour contour = Contour.of(gridX, gridY, losses, level);
      if (!contour.isEmpty()) {
        chart.grey(contour.x().toArray(), contour.y().toArray());
      }
    }
    chart.line("path", w1, w2);
    chart.range(gridX[0], gridX[120], gridY[0], gridY[120]);
    charts.put("zigzag-" + name + ".png", chart);
  }

  private static double[] powers(double[] norms) {
    return Arrays.stream(norms).map(Math::log10).toArray();
  }

  private static double last(double[] losses) {
    return Arrays.stream(losses, losses.length - 20, losses.length).average().orElseThrow();
  }

  private static String plain(double scale) {
    return scale == Math.rint(scale)
        ? Integer.toString((int) scale)
        : String.format(Locale.ROOT, "%.1f", scale);
  }

  /** Records two layers with batch normalization, for drawings of their tape. */
  public static void record(Tape tape) {
    GradientFlow.record(tape, Activations::relu, 2);
  }
}
