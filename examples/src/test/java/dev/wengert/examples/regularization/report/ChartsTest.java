package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.Drawing;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.Predictor;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks at the pixels of the two charts. */
class ChartsTest {

  private static final PlanarData DATA = SyntheticData.create();

  @BeforeEach
  void needFonts() {
    Drawing.assumePossible();
  }

  @Test
  void costChartHasALineForEachVariant() throws IOException {
    List<TrainedVariant> variants = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      double scale = variants.size() + 1;
      variants.add(
          withCosts(
              variant,
              CostCurve.of(new int[] {0, 100, 200}, new double[] {scale, scale / 3, scale / 5})));
    }
    BufferedImage image = picture(out -> CostChart.write(out, variants));
    assertThat(image.getWidth()).isEqualTo(LineChart.WIDTH);
    assertThat(image.getHeight()).isEqualTo(LineChart.HEIGHT);
    for (Variant variant : Variant.values()) {
      assertThat(count(image, CostChart.color(variant))).as("%s", variant).isGreaterThan(400);
    }
    BufferedImage one = picture(out -> CostChart.write(out, variants.subList(0, 1)));
    assertThat(count(one, CostChart.color(Variant.NONE))).isGreaterThan(400);
    assertThat(count(one, CostChart.color(Variant.L2))).isZero();
  }

  @Test
  void costChartTakesCostsThatHaveNoLogarithm() throws IOException {
    TrainedVariant flat =
        withCosts(Variant.NONE, CostCurve.of(new int[] {0, 1, 2}, new double[] {1, 0.5, 0}));
    BufferedImage image = picture(out -> CostChart.write(out, ImmutableList.of(flat)));
    assertThat(count(image, CostChart.color(Variant.NONE))).isGreaterThan(400);
  }

  @Test
  void costChartShowsASingleCost() throws IOException {
    TrainedVariant single =
        withCosts(Variant.NONE, CostCurve.of(new int[] {0}, new double[] {0.7}));
    BufferedImage image = picture(out -> CostChart.write(out, ImmutableList.of(single)));
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
    BufferedImage constant = boundary((x1, x2) -> new double[x1.length]);
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
    VariantResult result = result((x1, x2) -> new double[x1.length]);
    BufferedImage image = picture(out -> BoundaryChart.write(out, result, data));
    assertThat(count(image, BoundaryChart.ZERO)).isGreaterThan(60);
  }

  private static BufferedImage boundary(Predictor predictor) throws IOException {
    return picture(out -> BoundaryChart.write(out, result(predictor), DATA));
  }

  private static VariantResult result(Predictor predictor) {
    TrainedVariant trained =
        new TrainedVariant(
            Variant.NONE,
            CostCurve.of(new int[] {0}, new double[] {0.5}),
            ImmutableMap.of(),
            predictor);
    return new VariantResult(trained, new GradientVerdict(true, "PASS"), 0.9, 0.8);
  }

  private static TrainedVariant withCosts(Variant variant, CostCurve costs) {
    return new TrainedVariant(variant, costs, ImmutableMap.of(), FakeTrainer::diagonal);
  }

  private interface Chart {
    void write(OutputStream out) throws IOException;
  }

  private static BufferedImage picture(Chart chart) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chart.write(bytes);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
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
