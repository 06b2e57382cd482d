package dev.wengert.examples.regularization.report;

import com.google.common.collect.ImmutableSet;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that a run writes: results.json, cost.png and boundary-VARIANT.png for each variant.
 */
public final class RunFiles {

  private static final String RESULTS = "results.json";
  private static final String COST = "cost.png";

  private RunFiles() {}

  /** Returns the names of all files that a run with every variant writes. */
  public static ImmutableSet<String> names() {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    names.add(RESULTS).add(COST);
    for (Variant variant : Variant.values()) {
      names.add(boundary(variant));
    }
    return names.build();
  }

  private static String boundary(Variant variant) {
    return "boundary-" + variant + ".png";
  }

  /** Writes the files of one run into an existing folder; the pictures only where they can be. */
  public static void write(
      Path folder,
      Settings settings,
      PlanarData data,
      List<VariantResult> results,
      boolean pictures)
      throws IOException {
    try (Writer out = Files.newBufferedWriter(folder.resolve(RESULTS))) {
      ResultsJson.write(out, settings, data, results);
    }
    if (!pictures) {
      return;
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(COST))) {
      CostChart.write(out, results.stream().map(VariantResult::trained).toList());
    }
    for (VariantResult result : results) {
      Path file = folder.resolve(boundary(result.trained().variant()));
      try (OutputStream out = Files.newOutputStream(file)) {
        BoundaryChart.write(out, result, data);
      }
    }
  }
}
