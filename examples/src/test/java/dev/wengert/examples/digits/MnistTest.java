package dev.wengert.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.Shape;
import dev.wengert.examples.UserError;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte"), images(3, 28));
    Files.write(folder.resolve(TRAIN_LABELS), labels(5, 0, 9));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("t10k-images-idx3-ubyte.gz")))) {
      out.write(images(2, 28));
    }
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(7, 1));
  }

  @Test
  void bytesBecomeNumbersFromZeroToOne() {
    Digits digits = Mnist.read(folder, 60_000);
    assertThat(digits.training().x().shape()).isEqualTo(Shape.of(3, 1, 28, 28));
    assertThat(digits.training().y().toIntArray()).containsExactly(5, 0, 9);
    float[] pixels = digits.test().x().toFloatArray();
    assertThat(pixels).hasSize(2 * 28 * 28);
    assertThat(pixels[0]).isZero();
    assertThat(pixels[51]).isEqualTo(0.2f);
    assertThat(pixels[255]).isEqualTo(1);
    assertThat(digits.test().y().toIntArray()).containsExactly(7, 1);
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
            + ": has neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz; give the"
            + " folder with the four files of MNIST");
  }

  @Test
  void aFileThatIsSomethingElseIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve(TRAIN_LABELS), "<html>");
    assertRefused("idx: " + file + ": is not an IDX file: it begins with 3c 68 74 6d");
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed() throws IOException {
    Path file = folder.resolve(TRAIN_LABELS);
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused(file + ": cannot be read: ");
  }

  @Test
  void labelsMustFitImages() throws IOException {
    Path file = Files.write(folder.resolve(TRAIN_LABELS), labels(5, 0));
    assertRefused(file + ": holds INT32[2], not one label for each of 3; give the files of MNIST");
    Files.write(file, labels(5, 10, 0));
    assertRefused(file + ": has the label 10, which is no digit; give the files of MNIST");
  }

  @Test
  void imagesMustHaveTheRightSize() throws IOException {
    Path file = Files.write(folder.resolve("train-images-idx3-ubyte"), images(3, 32));
    assertRefused(file + ": holds INT32[3, 32, 32], not images of 28 x 28 bytes; give the files");
    Files.write(file, images(0, 28));
    assertRefused(file + ": holds no images; give the files of MNIST");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Mnist.read(folder, 100))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--mnist: " + message);
  }

  /** Returns a file of images whose bytes count up from 0 to 255, over and over. */
  private static byte[] images(int count, int side) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x00000803);
    out.writeInt(count);
    out.writeInt(side);
    out.writeInt(side);
    for (int i = 0; i < count * side * side; i++) {
      out.writeByte(i);
    }
    return bytes.toByteArray();
  }

  private static byte[] labels(int... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x00000801);
    out.writeInt(labels.length);
    for (int label : labels) {
      out.writeByte(label);
    }
    return bytes.toByteArray();
  }
}
