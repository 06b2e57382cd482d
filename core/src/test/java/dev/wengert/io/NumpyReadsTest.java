package dev.wengert.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NumPy reads what is written here. */
class NumpyReadsTest {

  /** Prints dtype, shape and values of each array. */
  private static final String PROGRAM =
      """
      import sys
      import numpy as np
      for path in sys.argv[1:]:
          loaded = np.load(path)
          arrays = loaded.items() if path.endswith('.npz') else [('', loaded)]
          for name, a in arrays:
              print(name, a.dtype, a.shape, a.ravel().tolist())
      """;

  private static final Map<String, Tensor> TENSORS =
      ImmutableMap.of(
          "x", Tensor.of(new float[][] {{1.5f, -0f, Float.POSITIVE_INFINITY}}),
          "layer.0.weight", Tensor.of(0.1, 1e-320),
          "n", Tensor.scalar(-7),
          "mask", Tensor.of(new boolean[][] {{true}, {false}}),
          "none", Tensor.zeros(DType.FLOAT32, 0, 2));

  private static final String[] PRINTED = {
    "x float32 (1, 3) [1.5, -0.0, inf]",
    "layer.0.weight float64 (2,) [0.1, 1e-320]",
    "n int32 () [-7]",
    "mask bool (2, 1) [True, False]",
    "none float32 (0, 2) []"
  };

  @TempDir Path folder;

  private static boolean hasNumpy() {
    try {
      Process process = new ProcessBuilder("python3", "-c", "import numpy").start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> printed(Path... files) throws IOException, InterruptedException {
    assumeTrue(hasNumpy(), "skipped: there is no python3 with numpy to read the files");
    List<String> command = new ArrayList<>(List.of("python3", "-c", PROGRAM));
    for (Path file : files) {
      command.add(file.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  @Test
  void readsArchives() throws Exception {
    Path stored = folder.resolve("stored.npz");
    Path deflated = folder.resolve("deflated.npz");
    Npz.write(stored, TENSORS);
    Npz.writeCompressed(deflated, TENSORS);
    assertThat(printed(stored)).containsExactly(PRINTED);
    assertThat(printed(deflated)).containsExactly(PRINTED);
  }

  @Test
  void readsArrays() throws Exception {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, Tensor> tensor : TENSORS.entrySet()) {
      Path file = folder.resolve(tensor.getKey() + ".npy");
      Npy.write(file, tensor.getValue());
      files.add(file);
    }
    assertThat(printed(files.toArray(new Path[0])))
        .containsExactly(
            java.util.Arrays.stream(PRINTED)
                .map(line -> line.substring(line.indexOf(' ')))
                .toArray(String[]::new));
  }
}
