package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.Drawing;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.Init;
import dev.wengert.examples.regularization.training.Mask;
import dev.wengert.examples.regularization.training.PlaneClassifier;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.StoppingCurve;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.tuning.LambdaCurve;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

/** Looks at the pixels of the charts. */
class ChartsTest {

  private static final PlanarData DATA = SyntheticData.create();
  private static final Settings SHORT =
      new Settings(Init.HE, 3, Mask.KEYED, 50, 0.3, 0.7, 0.86, 0, 2);

  @BeforeEach
  void needFonts() {
    Drawing.assumePossible();
  }

  @Test
  void costChartHasALineForEachVariant() throws IOException {
    List<VariantResult> variants = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      double scale = variants.size() + 1;
      variants.add(
          withCosts(
              variant,
              CostCurve.of(new int[] {0, 100, 200}, new double[] {scale, scale / 3, scale / 5})));
    }
    BufferedImage image = picture(CostChart.of(variants));
    assertThat(image.getWidth()).isEqualTo(LineChart.WIDTH);
    assertThat(image.getHeight()).isEqualTo(LineChart.HEIGHT);
    for (Variant variant : Variant.values()) {
      assertThat(count(image, CostChart.color(variant))).as("%s", variant).isGreaterThan(400);
    }
    BufferedImage one = picture(CostChart.of(variants.subList(0, 1)));
    assertThat(count(one, CostChart.color(Variant.NONE))).isGreaterThan(400);
    assertThat(count(one, CostChart.color(Variant.L2))).isZero();
  }

  @Test
  void costChartTakesCostsThatHaveNoLogarithm() throws IOException {
    VariantResult flat =
        withCosts(Variant.NONE, CostCurve.of(new int[] {0, 1, 2}, new double[] {1, 0.5, 0}));
    BufferedImage image = picture(CostChart.of(ImmutableList.of(flat)));
    assertThat(count(image, CostChart.color(Variant.NONE))).isGreaterThan(400);
  }

  @Test
  void costChartShowsASingleCost() throws IOException {
    VariantResult single = withCosts(Variant.NONE, CostCurve.of(new int[] {0}, new double[] {0.7}));
    BufferedImage image = picture(CostChart.of(ImmutableList.of(single)));
    assertThat(count(image, CostChart.color(Variant.NONE))).isGreaterThan(60);
  }

  @Test
  void boundaryChartHasTheRegionsOfTheNetworkOnTheirSides() throws IOException {
    BufferedImage image = boundary(FakeTrainer::diagonal);
    assertThat(image.getWidth()).isEqualTo(BoundaryChart.WIDTH);
    assertThat(image.getHeight()).isEqualTo(BoundaryChart.HEIGHT);
    // Label 1 lies above the diagonal. Blue outweighs red there, and red blue below.
    int left = BoundaryChart.WIDTH / 5;
    int right = BoundaryChart.WIDTH * 4 / 5;
    int top = BoundaryChart.HEIGHT / 5;
    int bottom = BoundaryChart.HEIGHT * 7 / 10;
    assertThat(blueness(image, left, top)).isPositive();
    assertThat(blueness(image, right, bottom)).isNegative();
  }

  @Test
  void boundaryChartDrawsBoundaryAndPoints() throws IOException {
    BufferedImage image = boundary(FakeTrainer::diagonal);
    BufferedImage constant = boundary(ChartsTest::below);
    int line = count(image, Color.BLACK) - count(constant, Color.BLACK);
    assertThat(line).as("pixels of the boundary").isGreaterThan(600);
    assertThat(count(image, BoundaryChart.ONE)).isGreaterThan(DATA.train().ones() * 30);
    assertThat(count(image, BoundaryChart.ZERO))
        .isGreaterThan((DATA.train().size() - DATA.train().ones()) * 30);
    // Nothing covers a point: without boundary and other region they show as many pixels.
    assertThat(count(image, BoundaryChart.ONE)).isEqualTo(count(constant, BoundaryChart.ONE));
    assertThat(count(image, BoundaryChart.ZERO)).isEqualTo(count(constant, BoundaryChart.ZERO));
  }

  @Test
  void boundaryChartTakesPointsOnOneLine() throws IOException {
    PlanarSet set = PlanarSet.of("line", new double[] {1, 1}, new double[] {0, 3}, new double[2]);
    PlanarData data = new PlanarData("line", set, set);
    VariantResult result = result(ChartsTest::below);
    BufferedImage image = picture(BoundaryChart.of(result, data));
    assertThat(count(image, BoundaryChart.ZERO)).isGreaterThan(60);
  }

  @Test
  void panelsAreSmallAndWithoutLegend() {
    VariantResult result = result(FakeTrainer::diagonal);
    BufferedImage panel = picture(BoundaryChart.panel(result, DATA));
    assertThat(panel.getWidth()).isEqualTo(BoundaryChart.PANEL_WIDTH);
    assertThat(panel.getHeight()).isEqualTo(BoundaryChart.PANEL_HEIGHT);
    BufferedImage sheet = BoundarySheet.of(ImmutableList.of(panel, panel, panel, panel, panel));
    assertThat(sheet.getWidth()).isEqualTo(5 * BoundaryChart.PANEL_WIDTH);
    // Five panels show five times as many points, and the legend a disc and a ring of each label.
    int one = count(panel, BoundaryChart.ONE);
    assertThat(count(sheet, BoundaryChart.ONE)).isBetween(5 * one + 30, 5 * one + 120);
  }

  @Test
  void penaltyChartHasBothPartsOfEachCost() throws IOException {
    CostCurve costs =
        CostCurve.of(new int[] {0, 100}, new double[] {0.9, 0.7}, new double[] {0.1, 0.2});
    BufferedImage one =
        picture(PenaltyChart.of(ImmutableList.of(withCosts(Variant.L2, costs).trained())));
    int line = count(one, ChartStyle.PALETTE.get(0));
    assertThat(line).isGreaterThan(1000);
    assertThat(count(one, ChartStyle.PALETTE.get(1))).isZero();
  }

  @Test
  void lambdaChartHasBothErrorsAndTheBest() throws IOException {
    LambdaCurve curve =
        new LambdaCurve(
            ImmutableList.of(
                new LambdaCurve.Point(0, 0.1, 0.6),
                new LambdaCurve.Point(0.1, 0.2, 0.4),
                new LambdaCurve.Point(10, 0.5, 0.5)));
    BufferedImage image = picture(LambdaChart.of(curve));
    for (int color : new int[] {0, 1}) {
      assertThat(count(image, ChartStyle.PALETTE.get(color))).isGreaterThan(1000);
    }
    assertThat(count(image, ChartStyle.PALETTE.get(6))).as("the best").isGreaterThan(30);
    // Without lambda 0 there are no level lines.
    LambdaCurve positive = new LambdaCurve(curve.points().subList(1, 3));
    assertThat(count(picture(LambdaChart.of(positive)), ChartStyle.PALETTE.get(1)))
        .isLessThan(count(image, ChartStyle.PALETTE.get(1)));
    // If lambda 0 is best its level line shows it.
    LambdaCurve zero =
        new LambdaCurve(
            ImmutableList.of(
                new LambdaCurve.Point(0, 0.1, 0.3),
                new LambdaCurve.Point(0.1, 0.2, 0.4),
                new LambdaCurve.Point(10, 0.5, 0.5)));
    assertThat(count(picture(LambdaChart.of(zero)), ChartStyle.PALETTE.get(6))).isZero();
  }

  /** A rise by three hundredths after a fall to a fifth, which no common axis would show. */
  @Test
  void stoppingChartShowsTheTurnAndTheBest() throws IOException {
    int[] looks = {10, 20, 30, 40, 50};
    StoppingCurve stopping =
        new StoppingCurve(
            CostCurve.of(looks, new double[] {0.5, 0.101, 0.1, 0.101, 0.103}),
            CostCurve.of(looks, new double[] {0.4, 0.203, 0.2, 0.198, 0.196}),
            30);
    BufferedImage image = picture(StoppingChart.of(stopping));
    for (int color : new int[] {0, 1}) {
      assertThat(count(image, ChartStyle.PALETTE.get(color))).isGreaterThan(400);
    }
    assertThat(count(image, ChartStyle.PALETTE.get(6))).as("the best").isGreaterThan(30);
    // The best is at 30 of 50 looks: before it both fall, and after it held out rises alone.
    int width = LineChart.WIDTH;
    int best = top(image, ChartStyle.PALETTE.get(1), width * 61 / 100);
    assertThat(top(image, ChartStyle.PALETTE.get(1), width * 45 / 100))
        .isLessThan(best - LineChart.HEIGHT / 25);
    assertThat(top(image, ChartStyle.PALETTE.get(1), width * 90 / 100))
        .isLessThan(best - LineChart.HEIGHT / 10);
    assertThat(top(image, ChartStyle.PALETTE.get(0), width * 90 / 100))
        .isGreaterThan(best + LineChart.HEIGHT / 20);
  }

  @Test
  void costChartMarksWhereEarlyStoppingEnds() throws IOException {
    VariantResult plain =
        withCosts(
            Variant.NONE, CostCurve.of(new int[] {0, 100, 200}, new double[] {0.7, 0.2, 0.1}));
    TrainedVariant stopped =
        new FakeTrainer().train(Variant.EARLYSTOP, SHORT, DATA.train(), i -> {});
    VariantResult result =
        VariantResult.of(stopped, new GradientVerdict(true, "PASS"), DATA.test(), null, 0.0);
    BufferedImage image = picture(CostChart.of(List.of(plain, result)));
    assertThat(count(image, CostChart.STOPPED)).isGreaterThan(30);
    assertThat(count(picture(CostChart.of(List.of(plain))), CostChart.STOPPED)).isZero();
  }

  /** The first row with a colour in a column; the height if there is none. */
  private static int top(BufferedImage image, Color color, int x) {
    int y = 0;
    while (y < image.getHeight()
        && (image.getRGB(x, y) & 0xffffff) != (color.getRGB() & 0xffffff)) {
      y++;
    }
    return y;
  }

  private static BufferedImage boundary(PlaneClassifier predictor) throws IOException {
    return picture(BoundaryChart.of(result(predictor), DATA));
  }

  private static VariantResult result(PlaneClassifier predictor) {
    return result(Variant.NONE, CostCurve.of(new int[] {0}, new double[] {0.5}), predictor);
  }

  /** Says label 0 everywhere, as surely as can be. */
  private static double[] below(double[] x1, double[] x2) {
    double[] logits = new double[x1.length];
    Arrays.fill(logits, -1000);
    return logits;
  }

  private static VariantResult withCosts(Variant variant, CostCurve costs) {
    return result(variant, costs, FakeTrainer::diagonal);
  }

  private static VariantResult result(Variant variant, CostCurve costs, PlaneClassifier predictor) {
    TrainedVariant trained =
        new TrainedVariant(variant, DATA.train(), costs, ImmutableMap.of(), predictor, null);
    return VariantResult.of(trained, new GradientVerdict(true, "PASS"), DATA.test(), null, 0.0);
  }

  private static BufferedImage picture(LineChart chart) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chart.write(bytes);
    return read(bytes.toByteArray());
  }

  private static BufferedImage picture(XYChart chart) {
    return ChartStyle.image(chart);
  }

  private static BufferedImage read(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image).isNotNull();
    return image;
  }

  private static int count(BufferedImage image, Color color) {
    int pixels = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        pixels += (image.getRGB(x, y) & 0xffffff) == (color.getRGB() & 0xffffff) ? 1 : 0;
      }
    }
    return pixels;
  }

  /** The mean of blue minus red in a square of some points' size around a pixel. */
  private static double blueness(BufferedImage image, int x, int y) {
    double sum = 0;
    int radius = 20;
    for (int dy = -radius; dy <= radius; dy++) {
      for (int dx = -radius; dx <= radius; dx++) {
        Color color = new Color(image.getRGB(x + dx, y + dy));
        sum += color.getBlue() - color.getRed();
      }
    }
    return sum / ((2 * radius + 1) * (2 * radius + 1));
  }
}
