package dev.wengert.examples.physics;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.nn.optim.Lbfgs;
import dev.wengert.ops.Creation;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code physics}: a network that solves the damped oscillator. */
@Command(
    name = "physics",
    description = {
      "Solves the damped oscillator u'' + 2 d u' + w^2 u = 0 with a small network that never sees a"
          + " solution: training makes the residual of the equation small. Its derivatives with"
          + " respect to time are taken in forward mode, the gradient of their residual in reverse"
          + " mode. Draws the network's solution and the exact one.",
      ""
    })
public final class PhysicsCommand extends ExampleCommand {

  private static final String PICTURE = "oscillator.png";
  private static final double END = 6;
  private static final int TIMES = 61;

  @Option(
      names = "--damping",
      paramLabel = "D",
      description = "The damping d, 0 or more. Default: ${DEFAULT-VALUE}.")
  private double damping = 0.25;

  @Option(
      names = "--frequency",
      paramLabel = "W",
      description = "The frequency w, above the damping. Default: ${DEFAULT-VALUE}.")
  private double frequency = 2;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The most steps of L-BFGS. Default: ${DEFAULT-VALUE}.")
  private int steps = 1000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the first weights are drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Creates the command. */
  public PhysicsCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    if (!(damping >= 0 && frequency > damping && frequency < 10)) {
      throw new UserError(
          "--frequency: "
              + frequency
              + " with damping "
              + damping
              + "; choose a damping of 0 or more and a frequency above it and below 10");
    }
    if (steps < 1) {
      throw new UserError("--steps: too few: " + steps + "; choose a whole number of at least 1");
    }
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(PICTURE);
    folder.checkReplaceable(names);
    Oscillator oscillator = new Oscillator(damping, frequency);
    Lbfgs.Result solved = oscillator.solve(times(TIMES), steps, seed);
    Tensor times = times(241);
    double[] t = times.toDoubleArray();
    double[] network = Oscillator.solution(solved.values(), times).toDoubleArray();
    double[] exact = Arrays.stream(t).map(oscillator::exact).toArray();
    double error = 0;
    for (int i = 0; i < t.length; i++) {
      error = Math.max(error, Math.abs(network[i] - exact[i]));
    }
    print(
        String.format(
            Locale.ROOT,
            "%d steps, mean square of the residual %.1e, largest error of u %.1e",
            solved.iterations(),
            solved.loss(),
            error));
    if (canDraw()) {
      folder.save(
          names,
          place -> {
            try (OutputStream out = Files.newOutputStream(place.resolve(PICTURE))) {
              LineChart.of("A network that solves u'' + 2 d u' + w^2 u = 0", "t", "u")
                  .line("exact", t, exact)
                  .points("network", every(8, t), every(8, network))
                  .write(out);
            }
          });
      say("The picture is in " + folder);
    }
    return 0;
  }

  /** Records the residual at four times, for drawings of its tape. */
  public static void record(Tape tape) {
    Oscillator.record(tape, times(4));
  }

  private static Tensor times(int count) {
    return Creation.linspace(0, END, count).reshape(count, 1);
  }

  private static double[] every(int step, double[] values) {
    double[] result = new double[(values.length - 1) / step + 1];
    Arrays.setAll(result, i -> values[i * step]);
    return result;
  }
}
