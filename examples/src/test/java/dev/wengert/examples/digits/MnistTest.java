package dev.wengert.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.Shape;
import dev.wengert.examples.UserError;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte"), file(0x803, 3, new byte[3 * 784], 28));
    Files.write(folder.resolve(TRAIN_LABELS), file(0x801, 3, new byte[] {5, 0, 9}));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), file(0x803, 2, new byte[2 * 784], 28));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), file(0x801, 2, new byte[] {7, 1}));
  }

  @Test
  void bothPartsAreRead() {
    Digits digits = Mnist.read(folder, 60_000);
    assertThat(digits.training().x().shape()).isEqualTo(Shape.of(3, 1, 28, 28));
    assertThat(digits.training().y().toIntArray()).containsExactly(5, 0, 9);
    assertThat(digits.test().y().toIntArray()).containsExactly(7, 1);
    assertThat(digits.source()).isEqualTo("MNIST in " + folder);
  }

  @Test
  void fewerImagesCanBeTaken() {
    assertThat(Mnist.read(folder, 2).training().y().toIntArray()).containsExactly(5, 0);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve(TRAIN_LABELS));
    assertRefused(
        folder
            + " lacks train-labels-idx1-ubyte, plain or with .gz; give the folder with the files"
            + " of MNIST");
  }

  @Test
  void aFileThatIsSomethingElseIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve(TRAIN_LABELS), "<html>");
    assertRefused("idx: " + file + ": is not an IDX file: it begins with 3c 68 74 6d");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Mnist.read(folder, 100))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--mnist: " + message);
  }

  private static byte[] file(int magic, int count, byte[] bytes, int... side) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(all);
    out.writeInt(magic);
    out.writeInt(count);
    for (int s : side) {
      out.writeInt(s);
      out.writeInt(s);
    }
    out.write(bytes);
    return all.toByteArray();
  }
}
