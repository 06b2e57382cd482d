package dev.wengert.examples.gradientcheck;

import static dev.wengert.ops.Elementary.exp;
import static dev.wengert.ops.Elementary.sin;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Autodiff;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.gradcheck.Classic;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.nn.Values;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.knowm.xchart.style.Styler.LegendPosition;
import picocli.CommandLine.Command;

/** The subcommand {@code gradient-check}: the textbook check, and what a checker adds to it. */
@Command(
    name = "gradient-check",
    description = {
      "Checks gradients as textbooks do, in their words and with their numbers: one parameter, then"
          + " a network of 47 whose gradients go from a dictionary to a vector and back. Shows"
          + " where the one number misleads, finds the wrong gradients and says where, draws"
          + " one-sided and central differences by their step, and checks dropout, which textbooks"
          + " call impossible.",
      ""
    })
public final class GradientCheckCommand extends ExampleCommand {

  private static final String PICTURE = "steps.png";
  private static final double STEP = 1e-7;
  private static final double POINT = 1;

  /** Creates the command. */
  public GradientCheckCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(PICTURE);
    folder.checkReplaceable(names);
    oneParameter();
    TextbookNetwork network = TextbookNetwork.draw();
    Report wrong = check(network, true);
    Report right = check(network, false);
    manyParameters(network, wrong, right);
    StepErrors errors = steps();
    Report fresh = DropoutCheck.fresh();
    Report keyed = DropoutCheck.keyed();
    print("");
    print("Dropout with a fresh mask at each evaluation, and with the mask of one key");
    print(findings(fresh));
    print(findings(keyed));
    if (canDraw()) {
      folder.save(
          names,
          place -> {
            try (OutputStream out = Files.newOutputStream(place.resolve(PICTURE))) {
              chart(errors).write(out);
            }
          });
      say("The picture is in " + folder);
    }
    return !wrong.isCorrect() && right.isCorrect() && !fresh.isCorrect() && keyed.isCorrect()
        ? 0
        : 1;
  }

  private void oneParameter() {
    print("J(theta) = theta x at x = 2, theta = 4, step 1e-7");
    print(oneParameterCheck().toString());
  }

  /** Checks the derivative of {@code theta x} at x = 2, theta = 4. */
  static Classic oneParameterCheck() {
    return GradCheck.classic(theta -> theta.times(2), Tensor.scalar(4.0), STEP);
  }

  private void manyParameters(TextbookNetwork network, Report wrong, Report right) {
    Values theta = network.theta();
    Tensor vector = theta.toVector();
    print("");
    print(
        "A network of "
            + vector.size()
            + " parameters, "
            + theta.byPath().keySet()
            + " as one vector, step 1e-7");
    print("with two mistakes: " + classic(network, true, STEP));
    print("put right:         " + classic(network, false, STEP));
    print("at a step of 1e-8: " + classic(network, false, STEP / 10));
    print("");
    print(
        "The last two are the same right gradient: rounding of the cost, divided by so small a"
            + " step, is as large as the threshold of 1e-7.");
    print("A checker that knows how precise its differences are, on the gradient with mistakes:");
    print(findings(wrong));
    print("and on the right one:");
    print(findings(right));
  }

  /** Returns a report without the code that runs it again. */
  private static String findings(Report report) {
    return report
        .toString()
        .lines()
        .takeWhile(line -> !line.startsWith("  reproduce"))
        .map(line -> "  " + line)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Checks a gradient written by hand as the textbooks do, all parameters in one vector. */
  static Classic classic(TextbookNetwork network, boolean mistaken, double step) {
    Values theta = network.theta();
    return GradCheck.classic(
        Autodiff.custom(
            "network",
            in -> network.cost(theta.fromVector(in.get(0))),
            (in, out, d) ->
                List.of(
                    gradient(network, mistaken, theta.fromVector(in.get(0))).toVector().times(d))),
        List.of(theta.toVector()),
        step);
  }

  /** Checks the same gradient with error bars, parameter by parameter. */
  static Report check(TextbookNetwork network, boolean mistaken) {
    Values theta = network.theta();
    List<String> names = theta.byPath().keySet().asList();
    GradCheck check =
        GradCheck.of(in -> network.cost(values(names, in)))
            .pullback(
                (in, out, d) ->
                    gradient(network, mistaken, values(names, in))
                        .map((path, gradient) -> gradient.times(d))
                        .byPath()
                        .values()
                        .asList());
    theta.byPath().forEach(check::input);
    return check.run();
  }

  private static Values gradient(TextbookNetwork network, boolean mistaken, Values values) {
    return mistaken ? network.mistaken(values) : network.backward(values);
  }

  private static Values values(List<String> names, List<Tensor> tensors) {
    ImmutableMap.Builder<String, Tensor> values = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), tensors.get(i));
    }
    return new Values(values.buildOrThrow());
  }

  private StepErrors steps() {
    UnaryOperator<Tensor> f = x -> exp(sin(x));
    double exact = Math.exp(Math.sin(POINT)) * Math.cos(POINT);
    StepErrors errors = StepErrors.measure(f, POINT, exact, -14, 0);
    int one = StepErrors.best(errors.oneSided());
    int both = StepErrors.best(errors.central());
    print("");
    print("The derivative of exp(sin x) at 1 by differences: relative error by step");
    print("       step   one-sided   central");
    for (int i = 0; i < errors.steps().length; i += 8) {
      print(
          String.format(
              Locale.ROOT,
              "  %9.0e   %9.0e   %7.0e",
              errors.steps()[i],
              errors.oneSided()[i],
              errors.central()[i]));
    }
    print(
        String.format(
            Locale.ROOT,
            "  best: one-sided %.0e at a step of %.0e, central %.0e at %.0e",
            errors.oneSided()[one],
            errors.steps()[one],
            errors.central()[both],
            errors.steps()[both]));
    return errors;
  }

  private static LineChart chart(StepErrors errors) {
    return LineChart.of(
            "The derivative of exp(sin x) at 1 by differences", "step", "relative error")
        .logarithmicX()
        .line("one-sided: (f(x + h) - f(x)) / h", errors.steps(), errors.oneSided())
        .line("central: (f(x + h) - f(x - h)) / 2h", errors.steps(), errors.central())
        .legend(LegendPosition.InsideNW);
  }

  /** Records the network's cost, for drawings of its tape. */
  public static void record(Tape tape) {
    TextbookNetwork network = TextbookNetwork.draw();
    network.cost(network.theta().map((path, value) -> tape.watch(value)));
  }
}
