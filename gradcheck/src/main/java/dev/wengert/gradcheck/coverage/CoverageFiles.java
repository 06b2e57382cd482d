package dev.wengert.gradcheck.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one record of a test run, which all engines of the run share, and its files. */
final class CoverageFiles {

  static final DerivativeCoverage RUN = new DerivativeCoverage();

  private static final String FOLDER = "wengert.coverage.folder";

  private CoverageFiles() {}

  /** Writes what there is so far; the last to write has it all. */
  static void write() {
    Path folder = Path.of(System.getProperty(FOLDER, "target"));
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("derivative-coverage.json"), RUN.toJson());
      Files.writeString(folder.resolve("derivative-coverage.html"), RUN.toHtml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
