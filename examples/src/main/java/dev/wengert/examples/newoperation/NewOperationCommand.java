package dev.wengert.examples.newoperation;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Autodiff;
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
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Reductions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.function.UnaryOperator;
import org.knowm.xchart.style.Styler.LegendPosition;
import picocli.CommandLine.Command;

/** The subcommand {@code new-operation}: checks two new operations to second order, both modes. */
@Command(
    name = "new-operation",
    description = {
      "Defines a new activation by one formula and a new product by its two transposes. Checks both"
          + " to second order and in forward mode, and draws the activation with its first three"
          + " derivatives.",
      ""
    })
public final class NewOperationCommand extends ExampleCommand {

  private static final String PICTURE = "snake.png";

  /** Creates the command. */
  public NewOperationCommand(Terminal terminal) {
    super(terminal);
  }

  /**
   * Runs the example.
   *
   * @return 0, or 1 if a derivative is wrong
   */
  @Override
  public Integer call() {
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(PICTURE);
    folder.checkReplaceable(names);
    Report snake =
        GradCheck.of(in -> Snake.snake(in.get(0)))
            .input("x", drawn(1, 3, 5))
            .forwardMode()
            .order(2)
            .run();
    Report convolution =
        GradCheck.of(in -> CircularConvolution.convolve(in.get(0), in.get(1)))
            .input("a", drawn(2, 6))
            .input("b", drawn(3, 6))
            .forwardMode()
            .order(2)
            .run();
    show("snake(x) = x + sin(x)^2", snake);
    show("circular convolution of a and b", convolution);
    if (canDraw()) {
      folder.save(
          names,
          place -> {
            try (OutputStream out = Files.newOutputStream(place.resolve(PICTURE))) {
              draw(out);
            }
          });
      say("The picture is in " + folder);
    }
    return snake.isCorrect() && convolution.isCorrect() ? 0 : 1;
  }

  private void show(String title, Report report) {
    print(title);
    for (Finding finding : report.findings()) {
      print("  " + finding.verdict() + "  " + finding.aspect() + "  " + finding.input());
    }
  }

  private static void draw(OutputStream out) throws IOException {
    Tensor x = Creation.linspace(-6, 6, 241);
    LineChart chart =
        LineChart.of("snake(x) = x + sin(x)^2", "x", "value").legend(LegendPosition.InsideNW);
    // The function is elementwise: the gradient of the sum is the derivative at each point.
    UnaryOperator<Tensor> derivative = Snake::snake;
    String[] names = {"snake", "first derivative", "second", "third"};
    for (String name : names) {
      chart.line(name, x.toDoubleArray(), derivative.apply(x).toDoubleArray());
      UnaryOperator<Tensor> previous = derivative;
      derivative = Autodiff.grad(t -> Reductions.sum(previous.apply(t)));
    }
    chart.write(out);
  }

  private static Tensor drawn(long seed, int... sides) {
    return Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  /** Records both operations, for drawings of their tape. */
  public static void record(Tape tape) {
    Tensor a = tape.watch(drawn(2, 6));
    Tensor b = tape.watch(drawn(3, 6));
    Reductions.sum(CircularConvolution.convolve(Snake.snake(a), b));
  }
}
