package dev.wengert.examples.regularization.report;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.SmallPng;
import dev.wengert.examples.regularization.training.StoppingCurve;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pictures of a run as PNG, by file name.
 *
 * @param files those that are written beside the report
 * @param narrow charts among them as they are on a narrow screen, which only the report shows
 * @param panels the small decision boundaries, which only the report shows
 */
record Pictures(
    ImmutableMap<String, byte[]> files,
    ImmutableMap<String, byte[]> narrow,
    ImmutableMap<Variant, byte[]> panels) {

  static final String COST = "cost.png";
  static final String PENALTY = "penalty.png";
  static final String LAMBDA = "lambda.png";
  static final String STOPPING = "stopping.png";
  static final String BOUNDARIES = "boundaries.png";

  /** Returns no pictures, for a machine that cannot draw. */
  static Pictures none() {
    return new Pictures(ImmutableMap.of(), ImmutableMap.of(), ImmutableMap.of());
  }

  /** Draws what the results have to show. */
  static Pictures of(Results results) throws IOException {
    ImmutableMap.Builder<String, byte[]> files = ImmutableMap.builder();
    ImmutableMap.Builder<Variant, byte[]> panels = ImmutableMap.builder();
    Map<String, LineChart> charts = new LinkedHashMap<>();
    charts.put(COST, CostChart.of(results.variants()));
    List<TrainedVariant> penalized =
        results.variants().stream()
            .map(VariantResult::trained)
            .filter(trained -> trained.variant().isPenalized())
            .toList();
    if (!penalized.isEmpty()) {
      charts.put(PENALTY, PenaltyChart.of(penalized));
    }
    if (results.lambdas() != null) {
      charts.put(LAMBDA, LambdaChart.of(results.lambdas()));
    }
    List<BufferedImage> images = new ArrayList<>();
    for (VariantResult result : results.variants()) {
      Variant variant = result.trained().variant();
      StoppingCurve stopping = result.trained().stopping();
      if (stopping != null) {
        charts.put(STOPPING, StoppingChart.of(stopping));
      }
      files.put(boundary(variant), ChartStyle.png(BoundaryChart.of(result, results.data())));
      BufferedImage panel = ChartStyle.image(BoundaryChart.panel(result, results.data()));
      panels.put(variant, SmallPng.of(panel));
      images.add(panel);
    }
    files.put(BOUNDARIES, SmallPng.of(BoundarySheet.of(images)));
    ImmutableMap.Builder<String, byte[]> narrow = ImmutableMap.builder();
    for (Map.Entry<String, LineChart> chart : charts.entrySet()) {
      files.put(chart.getKey(), png(chart.getValue()::write));
      narrow.put(chart.getKey(), png(chart.getValue()::writeNarrow));
    }
    return new Pictures(files.buildOrThrow(), narrow.buildOrThrow(), panels.buildOrThrow());
  }

  /** Returns the name of the large picture of a variant's decision boundary. */
  static String boundary(Variant variant) {
    return "boundary-" + variant + ".png";
  }

  /** What writes a picture. */
  private interface Drawing {
    void write(OutputStream out) throws IOException;
  }

  private static byte[] png(Drawing drawing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    drawing.write(out);
    return out.toByteArray();
  }
}
