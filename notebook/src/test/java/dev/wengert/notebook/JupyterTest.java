package dev.wengert.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jupyter itself runs the notebook, where there are {@code jupyter nbconvert} and the kernel, as
 * {@code docs/notebook/README.md} installs them.
 */
class JupyterTest {

  private static final String KERNEL = "rapaio-jupyter-kernel";
  private static final String OWN = "wengert-test";
  private static final String NO_ANSWER = "Kernel didn't respond";

  @TempDir Path folder;

  /** What a command ended with and printed. */
  private record Ended(int code, String printed) {}

  private Ended run(String... command) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JUPYTER_PATH", folder.toString());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ended(-1, String.valueOf(e.getMessage()));
    }
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return new Ended(-1, "it takes more than ten minutes\n" + Files.readString(log));
    }
    return new Ended(process.exitValue(), Files.readString(log));
  }

  /** Returns how the kernel is started, if there is one. */
  private JsonObject installed() throws IOException, InterruptedException {
    Ended converter = run("jupyter", "nbconvert", "--version");
    assumeThat(converter.code())
        .as("skipped: no jupyter nbconvert here: %s", converter.printed())
        .isZero();
    Ended list = run("jupyter", "kernelspec", "list", "--json");
    assumeThat(list.printed())
        .as("skipped: no kernel %s here; docs/notebook/README.md installs it", KERNEL)
        .contains('"' + KERNEL + '"');
    String json = list.printed().substring(list.printed().indexOf('{'));
    return JsonParser.parseString(json)
        .getAsJsonObject()
        .getAsJsonObject("kernelspecs")
        .getAsJsonObject(KERNEL)
        .getAsJsonObject("spec");
  }

  /** Writes a kernel that runs on this JVM and finds what this test finds. */
  private void writeKernel(JsonObject spec) throws IOException {
    JsonArray argv = new JsonArray();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.add("--enable-native-access=ALL-UNNAMED");
    argv.add("-Djava.awt.headless=true");
    JsonArray before = spec.getAsJsonArray("argv");
    for (int i = 1; i < before.size(); i++) {
      argv.add(before.get(i));
    }
    JsonObject environment = spec.getAsJsonObject("env");
    String paths =
        Objects.requireNonNull(System.getProperty("java.class.path"))
            .replace(File.pathSeparator, ";");
    environment.addProperty("RJK_CLASSPATH", paths);
    spec.add("argv", argv);
    Path own = Files.createDirectories(folder.resolve("kernels").resolve(OWN));
    Files.writeString(own.resolve("kernel.json"), spec.toString());
  }

  private Ended executed() throws IOException, InterruptedException {
    return run(
        "jupyter",
        "nbconvert",
        "--to=notebook",
        "--execute",
        "--ExecutePreprocessor.kernel_name=" + OWN,
        "--ExecutePreprocessor.startup_timeout=60",
        "--output=run.ipynb",
        "copy.ipynb");
  }

  @Test
  void jupyterShowsWhatIsKept() throws Exception {
    writeKernel(installed());
    JsonObject notebook = NotebookFile.json(NotebookFile.PATH);
    JsonArray cells = notebook.getAsJsonArray("cells");
    // The class path is the kernel's.
    assertThat(cells.remove(1).toString()).contains("%jar ");
    Files.writeString(folder.resolve("copy.ipynb"), notebook.toString());
    Ended ended = executed();
    // Now and then the kernel misses what Jupyter first asks, whatever is in the notebook.
    for (int again = 0; again < 3 && ended.printed().contains(NO_ANSWER); again++) {
      ended = executed();
    }
    assertThat(ended.code()).as(ended.printed()).isZero();
    List<NotebookFile.Cell> kept = NotebookFile.cells(NotebookFile.PATH);
    assertThat(NotebookFile.cells(folder.resolve("run.ipynb")))
        .isEqualTo(kept.subList(1, kept.size()));
  }
}
