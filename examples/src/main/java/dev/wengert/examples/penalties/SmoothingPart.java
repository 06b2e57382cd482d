package dev.wengert.examples.penalties;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.Contour;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The boundary without a penalty, with one that helps, and with one that is too large. */
final class SmoothingPart {

  private static final double[] LAMBDAS = {0, 0.3, 10};
  private static final int GRID = 241;

  private SmoothingPart() {}

  /** Returns points on both sides of a wave, with noise. */
  static PlanarData wave() {
    Key key = Key.of(3);
    return new PlanarData("wave", side(key.fold("training"), 200), side(key.fold("test"), 400));
  }

  private static PlanarSet side(Key key, int count) {
    Spec spec = new Spec(DType.FLOAT64, Shape.of(count));
    double[] x1 = key.fold("x1").uniform(spec).times(2).minus(1).toDoubleArray();
    double[] x2 = key.fold("x2").uniform(spec).times(2).minus(1).toDoubleArray();
    double[] noise = key.fold("noise").normal(spec).times(0.15).toDoubleArray();
    double[] labels = new double[count];
    Arrays.setAll(labels, i -> x2[i] + noise[i] > 0.6 * Math.sin(4 * x1[i]) ? 1 : 0);
    return PlanarSet.of("wave", x1, x2, labels);
  }

  static void show(Figures figures, int steps) {
    PlanarData data = wave();
    figures.print("Accuracy by lambda: too large a penalty smooths the boundary away");
    LineChart chart =
        LineChart.of("Boundaries by the penalty's lambda", "x1", "x2")
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.OutsideE)
            .equalScales();
    points(chart, "label 0", 4, data.train(), 0);
    points(chart, "label 1", 5, data.train(), 1);
    double[] axis = axis(data.train());
    for (int i = 0; i < LAMBDAS.length; i++) {
      PlaneNetwork network =
          PlaneNetwork.train(data.train(), PlaneNetwork.Recipe.of(LAMBDAS[i], steps, 1));
      Contour boundary = boundary(network, axis);
      if (!boundary.isEmpty()) {
        chart.line(
            "lambda " + Figures.plain(LAMBDAS[i]),
            ChartStyle.PALETTE.get(i),
            boundary.x().toArray(),
            boundary.y().toArray());
      }
      figures.print(
          String.format(
              Locale.ROOT,
              "  lambda %-4s  training %.1f%%   test %.1f%%",
              Figures.plain(LAMBDAS[i]),
              100 * PlaneNetwork.accuracy(network.logits(data.train()), data.train()),
              100 * PlaneNetwork.accuracy(network.logits(data.test()), data.test())));
    }
    chart.range(axis[0], axis[GRID - 1], axis[0], axis[GRID - 1]);
    figures.picture("smoothing.png", chart);
  }

  private static double[] axis(PlanarSet points) {
    double reach = 0;
    for (int i = 0; i < points.size(); i++) {
      reach = Math.max(reach, Math.max(Math.abs(points.x1()[i]), Math.abs(points.x2()[i])));
    }
    double end = 1.1 * reach;
    double[] axis = new double[GRID];
    Arrays.setAll(axis, i -> end * (2.0 * i / (GRID - 1) - 1));
    return axis;
  }

  private static Contour boundary(PlaneNetwork network, double[] axis) {
    double[] points = new double[2 * GRID * GRID];
    for (int i = 0; i < GRID * GRID; i++) {
      points[2 * i] = axis[i % GRID];
      points[2 * i + 1] = axis[i / GRID];
    }
    double[] logits = network.logits(Tensor.wrap(points, GRID * GRID, 2)).toDoubleArray();
    return Contour.of(axis, axis, logits, 0);
  }

  private static void points(
      LineChart chart, String name, int color, PlanarSet points, double label) {
    int[] members =
        IntStream.range(0, points.size()).filter(i -> points.labels()[i] == label).toArray();
    chart.points(
        name,
        ChartStyle.PALETTE.get(color),
        Arrays.stream(members).mapToDouble(i -> points.x1()[i]).toArray(),
        Arrays.stream(members).mapToDouble(i -> points.x2()[i]).toArray());
  }
}
