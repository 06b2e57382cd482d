package dev.wengert.examples.regularization;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Data that the project does not own and that need not be there: a folder named by the system
 * property {@code wengert.data}, else {@code shared/data} beside the project.
 */
public final class SharedData {

  private static final String PROPERTY = "wengert.data";

  private SharedData() {}

  /** Returns a file of that folder, or skips the calling test and says why. */
  public static Path file(String name) {
    Path folder = folder();
    if (folder != null && Files.isRegularFile(folder.resolve(name))) {
      return folder.resolve(name);
    }
    return abort(
        "skipped: "
            + name
            + " is not in "
            + (folder == null ? "shared/data beside the project" : folder)
            + "; name its folder with -D"
            + PROPERTY);
  }

  private static @Nullable Path folder() {
    String property = System.getProperty(PROPERTY);
    if (property != null) {
      return Path.of(property);
    }
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      Path folder = place.resolve("shared").resolve("data");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }
}
