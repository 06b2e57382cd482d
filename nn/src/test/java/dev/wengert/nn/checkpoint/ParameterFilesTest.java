package dev.wengert.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.train.Blobs;
import dev.wengert.nn.train.States;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterFilesTest {

  @TempDir private Path folder;

  private final Model<?> model = Blobs.model();
  private final Values values = model.initialize(Key.of(2));

  @Test
  void valuesComeBackToTheBitFromBothFormats() throws Exception {
    for (String name : new String[] {"model.safetensors", "model.npz"}) {
      Path file = folder.resolve(name);
      ParameterFiles.write(file, values);
      States.assertSame(ParameterFiles.read(file, model), values);
    }
    assertThat(Files.size(folder.resolve("model.npz")))
        .isNotEqualTo(Files.size(folder.resolve("model.safetensors")));
  }

  @Test
  void allDifferencesAreSaidAtOnce() throws Exception {
    Path file = folder.resolve("model.npz");
    ParameterFiles.write(file, Model.of(Dense.of(3, 2)).initialize(Key.of(1)));
    assertThatThrownBy(() -> ParameterFiles.read(file, Model.of(Dense.of(2, 2))))
        .hasMessage(
            "parameters: %s differs in 1 of its tensors: weight is FLOAT32[2, 3] and should be FLOAT32[2, 2]; build the model as it was built when the file was written"
                .formatted(file));
    assertThatThrownBy(() -> ParameterFiles.read(file, model))
        .hasMessageContaining("differs in 10 of its tensors: 0.weight FLOAT32[16, 2] is missing; ")
        .hasMessageContaining("weight FLOAT32[2, 3] is not expected");
  }

  @Test
  void otherFormatsAreRefused() {
    Path file = folder.resolve("model.pt");
    assertThatThrownBy(() -> ParameterFiles.write(file, values))
        .hasMessage(
            "parameters: the format of "
                + file
                + " is not known; end its name in .safetensors or"
                + " .npz");
  }
}
