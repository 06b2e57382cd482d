package dev.wengert.examples.regularization.report;

import com.google.common.primitives.Doubles;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.StoppingCurve;
import java.util.Arrays;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * A picture of the costs of both parts of the training set while early stopping watched, each as a
 * share of what it was when the held-out cost was lowest. So it is seen that the one turns up where
 * the other goes on falling; of the steep beginning the end is shown.
 */
final class StoppingChart {

  /** How far the picture reaches above what is shown of the turn. */
  private static final double ROOM = 2.5;

  private static final double LEAST_ROOM = 0.02;

  private StoppingChart() {}

  /** Returns the picture. */
  static LineChart of(StoppingCurve stopping) {
    double[] steps = stopping.costs().drawnIterations();
    double[] heldOut = shares(stopping.costs(), stopping.best());
    double[] fitted = shares(stopping.fitted(), stopping.best());
    int best = stopping.costs().indexOf(stopping.best());
    double turn = Doubles.max(Arrays.copyOfRange(heldOut, best, heldOut.length)) - 1;
    double top = 1 + Math.max(ROOM * turn, LEAST_ROOM);
    int from = first(heldOut, fitted, top, best);
    double bottom =
        Math.min(
            Doubles.min(Arrays.copyOfRange(heldOut, from, heldOut.length)),
            Doubles.min(Arrays.copyOfRange(fitted, from, fitted.length)));
    double[] shown = Arrays.copyOfRange(steps, from, steps.length);
    return LineChart.of("Early stopping", "iteration", "cost / cost at the dot")
        .logarithmicFrom(Double.POSITIVE_INFINITY)
        .legend(LegendPosition.InsideNE)
        .range(0, 1.02 * stopping.last(), bottom - 0.1 * (top - bottom), top)
        .line(
            "held out",
            ChartStyle.PALETTE.get(1),
            shown,
            Arrays.copyOfRange(heldOut, from, heldOut.length))
        .line(
            "trained on",
            ChartStyle.PALETTE.get(0),
            shown,
            Arrays.copyOfRange(fitted, from, fitted.length))
        .point("lowest, given back", ChartStyle.PALETTE.get(6), stopping.best(), 1);
  }

  private static double[] shares(CostCurve costs, int best) {
    double one = costs.cost(costs.indexOf(best));
    return Arrays.stream(costs.costs()).map(cost -> cost / one).toArray();
  }

  /**
   * Returns the first look from which on neither cost is above a level, the best's at the latest.
   */
  private static int first(double[] heldOut, double[] fitted, double level, int best) {
    int from = best;
    while (from > 0 && heldOut[from - 1] <= level && fitted[from - 1] <= level) {
      from--;
    }
    return from;
  }
}
