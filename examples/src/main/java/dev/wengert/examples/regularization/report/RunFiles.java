package dev.wengert.examples.regularization.report;

import com.google.common.collect.ImmutableSet;
import dev.wengert.examples.regularization.training.Variant;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files that a run writes: report.html, which holds all the others show, and these. */
public final class RunFiles {

  /** The page to open. */
  public static final String REPORT = "report.html";

  private static final String RESULTS = "results.json";

  private RunFiles() {}

  /** Returns the names of all files that a run with every variant writes. */
  public static ImmutableSet<String> names() {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    names
        .add(REPORT, RESULTS)
        .add(Pictures.COST, Pictures.PENALTY, Pictures.LAMBDA, Pictures.STOPPING)
        .add(Pictures.BOUNDARIES);
    for (Variant variant : Variant.values()) {
      names.add(Pictures.boundary(variant));
    }
    return names.build();
  }

  /** Writes the files of one run into an existing folder; the pictures only where they can be. */
  public static void write(Path folder, Results results, boolean canDraw) throws IOException {
    try (Writer out = Files.newBufferedWriter(folder.resolve(RESULTS))) {
      ResultsJson.write(out, results);
    }
    Pictures pictures = canDraw ? Pictures.of(results) : Pictures.none();
    for (Map.Entry<String, byte[]> picture : pictures.files().entrySet()) {
      Files.write(folder.resolve(picture.getKey()), picture.getValue());
    }
    Files.writeString(folder.resolve(REPORT), HtmlReport.of(results, pictures));
  }
}
