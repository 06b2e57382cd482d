package dev.wengert.examples.penalties;

import static dev.wengert.ops.Activations.tanh;
import static dev.wengert.ops.Elementary.abs;
import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.data.PlanarSet;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The tanh argument: a large lambda keeps weights, and so the inputs of tanh, small, where it is
 * linear; with a small lambda they grow, until units saturate.
 */
final class SaturationPart {

  private static final double[] LAMBDAS = {1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100};
  private static final double SATURATED = 2; // the slope of tanh is 0.07 there

  private SaturationPart() {}

  /**
   * Where the units of the first hidden layer are.
   *
   * @param slope the mean slope of tanh at their inputs: 1 where it is linear, 0 where it saturates
   * @param saturated the share of inputs beyond 2 from 0
   */
  record Result(double slope, double saturated) {}

  static Result measure(PlanarSet points, double lambda, int steps) {
    Tensor z =
        PlaneNetwork.train(points, PlaneNetwork.Recipe.of(lambda, steps, 1)).firstInputs(points);
    return new Result(
        1 - mean(square(tanh(z))).item(), mean(abs(z).gt(SATURATED).to(DType.FLOAT64)).item());
  }

  static void show(Figures figures, PlanarSet points, int steps) {
    figures.print("Units of tanh by lambda: mean slope (1: linear), share of inputs beyond 2");
    double[] slopes = new double[LAMBDAS.length];
    double[] saturated = new double[LAMBDAS.length];
    for (int i = 0; i < LAMBDAS.length; i++) {
      Result result = measure(points, LAMBDAS[i], steps);
      slopes[i] = result.slope;
      saturated[i] = result.saturated;
      figures.print(
          String.format(
              Locale.ROOT,
              "  lambda %-7s  slope %.2f   saturated %4.1f%%",
              Figures.plain(LAMBDAS[i]),
              slopes[i],
              100 * saturated[i]));
    }
    figures.picture(
        "saturation.png",
        LineChart.of("Where tanh units work, by the penalty's lambda", "lambda", "share")
            .logarithmicX()
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .line("mean slope of tanh: 1 is linear", LAMBDAS, slopes)
            .line("inputs beyond 2: saturated", LAMBDAS, saturated)
            .legend(LegendPosition.InsideNW));
  }
}
