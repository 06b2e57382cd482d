package dev.wengert.examples.normalization;

import com.google.common.primitives.Doubles;
import dev.wengert.Tensor;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import dev.wengert.ops.Activations;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How gradients fare on their way through 30 layers. */
final class GradientsPart {

  /** The scale that keeps the gradient's size in layers of relu: He et al., 2015. */
  static final double HE = Math.sqrt(2);

  private static final double[] SCALES = {0.1, 0.3, 1, 3, 10};
  private static final int DEPTH = 30;

  private GradientsPart() {}

  static void show(Figures figures) {
    show(figures, "relu", Activations::relu, Doubles.concat(SCALES, new double[] {HE}));
    show(figures, "sigmoid", Activations::sigmoid, SCALES);
  }

  private static void show(
      Figures figures, String activation, UnaryOperator<Tensor> function, double[] scales) {
    figures.print("Gradient norm at each depth, " + DEPTH + " layers of " + activation);
    figures.print(
        "  weight scale   plain: decades lost   BatchNorm: decades   it divides by sigma");
    LineChart chart =
        LineChart.of(
                "Gradient norm by depth, " + activation + ": plain, and with BatchNorm",
                "layer",
                "power of ten of the gradient's norm")
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.OutsideE);
    double[] depth = new double[DEPTH];
    Arrays.setAll(depth, i -> i + 1);
    for (double scale : scales) {
      GradientFlow flow = GradientFlow.measure(function, DEPTH, scale, 1);
      String name = scale == HE ? "sqrt 2 (He)" : Figures.plain(scale);
      chart.line("plain, scale " + name, depth, powers(flow.plain()));
      if (scale == 1) {
        chart.line("BatchNorm, scale 1", depth, powers(flow.normalized()));
      }
      figures.print(
          String.format(
              Locale.ROOT,
              "  %12s   %19.1f   %18.1f   %19.3f",
              name,
              GradientFlow.decades(flow.plain()),
              GradientFlow.decades(flow.normalized()),
              flow.sigmas()[DEPTH / 2]));
    }
    figures.picture("gradients-" + activation + ".png", chart);
  }

  private static double[] powers(double[] norms) {
    return Arrays.stream(norms).map(Math::log10).toArray();
  }
}
