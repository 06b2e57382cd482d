package dev.wengert.examples.regularization.report;

import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.nn.tuning.LambdaCurve;
import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * A picture of the cost against lambda, of the examples trained on and of those held out. Lambda 0
 * has no place on a logarithmic axis: it is a level line.
 */
final class LambdaChart {

  private static final Color FIT = ChartStyle.PALETTE.get(0);
  private static final Color DEV = ChartStyle.PALETTE.get(1);

  private LambdaChart() {}

  /** Returns the picture. */
  static LineChart of(LambdaCurve curve) {
    List<LambdaCurve.Point> positive =
        curve.points().stream().filter(point -> point.lambda() > 0).toList();
    double[] lambdas = positive.stream().mapToDouble(LambdaCurve.Point::lambda).toArray();
    LineChart chart =
        LineChart.of("Cost against lambda, penalty left out", "lambda", "cost")
            .logarithmicX()
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.OutsideE)
            .line("held out", DEV, lambdas, values(positive, LambdaCurve.Point::devError))
            .line("trained on", FIT, lambdas, values(positive, LambdaCurve.Point::trainingError));
    if (curve.points().getFirst().lambda() == 0) {
      LambdaCurve.Point zero = curve.points().getFirst();
      double[] ends = {lambdas[0], lambdas[lambdas.length - 1]};
      chart
          .dashed("held out, lambda 0", DEV, ends, level(zero.devError()))
          .dashed("trained on, lambda 0", FIT, ends, level(zero.trainingError()));
    }
    LambdaCurve.Point best = curve.best();
    if (best.lambda() > 0) {
      chart.point(
          "lowest: lambda " + ResultTable.plain(best.lambda()),
          ChartStyle.PALETTE.get(6),
          best.lambda(),
          best.devError());
    }
    return chart;
  }

  private static double[] values(
      List<LambdaCurve.Point> points, ToDoubleFunction<LambdaCurve.Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }

  private static double[] level(double value) {
    return new double[] {value, value};
  }
}
