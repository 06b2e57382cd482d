package dev.wengert.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.data.Examples;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {

  private static final int PIXELS = 3072;

  @TempDir Path folder;

  /** Returns an IDX file of images whose bytes count up from 0 to 255, over and over. */
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

  private static byte[] packed(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Returns records of labels and bytes that count up from 0 to 255, over and over. */
  private static byte[] records(int[]... labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int[] ofOne : labels) {
      for (int label : ofOne) {
        bytes.write(label);
      }
      for (int i = 0; i < PIXELS; i++) {
        bytes.write(i);
      }
    }
    return bytes.toByteArray();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private void writeMnist() throws IOException {
    write("train-images-idx3-ubyte", images(3, 28));
    write("train-labels.idx1-ubyte", labels(5, 0, 9));
    write("MNIST/raw/t10k-images-idx3-ubyte.gz", packed(images(2, 28)));
    write("t10k-labels.idx1-ubyte.gz", packed(labels(7, 1)));
  }

  @Test
  void filesAreNamed() throws IOException {
    ImageFiles mnist = ImageFiles.mnist();
    assertThat(mnist.expected())
        .containsExactly(
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte");
    assertThat(ImageFiles.cifar10().expected())
        .containsExactly(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");
    assertThat(ImageFiles.cifar100().expected()).containsExactly("train.bin", "test.bin");
    assertThat(mnist.missing(folder)).isEqualTo(mnist.expected());
    write("t10k-labels-idx1-ubyte.gz", new byte[0]);
    Files.createDirectories(folder.resolve("t10k-images-idx3-ubyte"));
    assertThat(mnist.missing(folder))
        .containsExactly(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte");
    assertThatThrownBy(() -> mnist.training(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(
            "mnist: "
                + folder
                + " lacks train-images-idx3-ubyte, train-labels-idx1-ubyte, plain or with .gz; give"
                + " the folder with the files of MNIST, from http://yann.lecun.com/exdb/mnist");
    writeMnist();
    assertThat(mnist.missing(folder)).isEmpty();
  }

  @Test
  void bytesBecomeNumbersFromZeroToOne() throws IOException {
    writeMnist();
    Examples training = ImageFiles.mnist().training(folder);
    assertThat(training.x().shape()).isEqualTo(Shape.of(3, 1, 28, 28));
    assertThat(training.y().toIntArray()).containsExactly(5, 0, 9);
    float[] pixels = training.x().toFloatArray();
    assertThat(pixels[0]).isZero();
    assertThat(pixels[51]).isEqualTo(0.2f);
    assertThat(pixels[255]).isEqualTo(1);
    assertThat(ImageFiles.mnist().test(folder).y().toIntArray()).containsExactly(7, 1);
    Examples two = ImageFiles.fashionMnist().training(folder, 2);
    assertThat(two.x().shape()).isEqualTo(Shape.of(2, 1, 28, 28));
    assertThat(two.y().toIntArray()).containsExactly(5, 0);
  }

  @Test
  void photographsHaveTheirChannelsInFront() throws IOException {
    for (int i = 1; i <= 5; i++) {
      byte[] batch = records(new int[] {i}, new int[] {9 - i});
      write(
          "cifar-10-batches-bin/data_batch_" + i + (i == 3 ? ".bin.gz" : ".bin"),
          i == 3 ? packed(batch) : batch);
    }
    Examples training = ImageFiles.cifar10().training(folder);
    assertThat(training.x().shape()).isEqualTo(Shape.of(10, 3, 32, 32));
    assertThat(training.y().toIntArray()).containsExactly(1, 8, 2, 7, 3, 6, 4, 5, 5, 4);
    float[] pixels = training.x().toFloatArray();
    for (int at : new int[] {0, 255, 256, 1024, 3071, 3072, 9 * PIXELS + 77}) {
      assertThat(pixels[at]).isCloseTo(at % 256 / 255f, within(1e-7f));
    }
    assertThat(ImageFiles.cifar10().training(folder, 3).y().toIntArray()).containsExactly(1, 8, 2);
  }

  @Test
  void aHundredClassesAreTwentyToo() throws IOException {
    write("train.bin", records(new int[] {19, 99}, new int[] {0, 4}));
    assertThat(ImageFiles.cifar100().training(folder).y().toIntArray()).containsExactly(99, 4);
    assertThat(ImageFiles.cifar100Coarse().training(folder).y().toIntArray())
        .containsExactly(19, 0);
    assertThat(ImageFiles.cifar100().classes()).hasSize(100).contains("willow_tree");
    assertThat(ImageFiles.cifar100().classes().get(23)).isEqualTo("cloud");
    assertThat(ImageFiles.cifar100Coarse().classes()).hasSize(20);
    assertThat(ImageFiles.cifar100Coarse().classes().get(14)).isEqualTo("people");
    assertThat(ImageFiles.cifar10().classes().get(5)).isEqualTo("dog");
    assertThat(ImageFiles.fashionMnist().classes().get(9)).isEqualTo("Ankle boot");
    assertThat(ImageFiles.mnist().classes().get(3)).isEqualTo("3");
    assertThat(ImageFiles.cifar100().image()).isEqualTo(Shape.of(3, 32, 32));
    assertThat(ImageFiles.mnist().image()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(ImageFiles.fashionMnist().card().licence()).isEqualTo("MIT");
    assertThat(ImageFiles.cifar10()).hasToString("CIFAR-10");
  }

  private void refuses(ImageFiles files, String file, String message) {
    assertThatThrownBy(() -> files.training(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(message.replace("FILE", folder.resolve(file).toString()));
  }

  @Test
  void imagesThatAreNoneAreRefused() throws IOException {
    writeMnist();
    String file = "train-images-idx3-ubyte";
    write(file, images(3, 32));
    refuses(
        ImageFiles.mnist(),
        file,
        "mnist: FILE: holds INT32[3, 32, 32], not images of 28 x 28 bytes; give the files of the"
            + " set");
    write(file, images(0, 28));
    refuses(ImageFiles.mnist(), file, "mnist: FILE: holds no images; give");
    write(file, new byte[] {'<', 'h', 't', 'm', 'l', '>'});
    refuses(ImageFiles.mnist(), file, "idx: FILE: is not an IDX file: it begins with 3c 68 74 6d");
    write(file, images(3, 28));
    write("train-labels.idx1-ubyte", labels(5, 0));
    refuses(
        ImageFiles.mnist(),
        "train-labels.idx1-ubyte",
        "mnist: FILE: holds INT32[2], not one label for each of 3; give");
    write("train-labels.idx1-ubyte", labels(5, 10, 0));
    refuses(
        ImageFiles.mnist(),
        "train-labels.idx1-ubyte",
        "mnist: FILE: has the label 10, which is none of 0 to 9; give");
  }

  @Test
  void photographsThatAreNoneAreRefused() throws IOException {
    byte[] whole = records(new int[] {3, 7}, new int[] {3, 100});
    write("train.bin", whole);
    refuses(
        ImageFiles.cifar100(),
        "train.bin",
        "cifar100: FILE: has the label 100, which is none of 0 to 99; give the files of the binary"
            + " version");
    write("train.bin", java.util.Arrays.copyOf(whole, 4000));
    refuses(
        ImageFiles.cifar100(),
        "train.bin",
        "cifar100: FILE: ends within a record of 3074 bytes, behind 1 whole ones; give");
    write("train.bin", new byte[0]);
    refuses(ImageFiles.cifar100(), "train.bin", "cifar100: FILE: holds no images; give");
    Files.delete(folder.resolve("train.bin"));
    write("train.bin.gz", java.util.Arrays.copyOf(packed(whole), 30));
    refuses(
        ImageFiles.cifar100(),
        "train.bin.gz",
        "cifar100: FILE: cannot be unpacked: Unexpected end of ZLIB input stream; give");
    write("train.bin.gz", whole);
    refuses(
        ImageFiles.cifar100(),
        "train.bin.gz",
        "cifar100: FILE: cannot be unpacked: Not in GZIP format; give");
    assertThatThrownBy(() -> ImageFiles.cifar100().training(folder, 0))
        .hasMessage("cifar100: the number of images is not positive: 0; give 1 or more");
  }

  /** The lengths are those of 60,000 and 10,000 images, and the MD5 of four bytes is known. */
  @Test
  void filesCanBeComparedWithThePublishedOnes() throws IOException {
    writeMnist();
    Path file = folder.resolve("train-images-idx3-ubyte");
    assertThatThrownBy(() -> ImageFiles.mnist().verify(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "mnist: "
                + file
                + " is not the published file: it has 2368 bytes, the published one "
                + (16 + 60_000 * 784)
                + "; download it again");
    write("train-images-idx3-ubyte", new byte[16 + 60_000 * 784]);
    write("train-labels.idx1-ubyte", new byte[8 + 60_000]);
    write("MNIST/raw/t10k-images-idx3-ubyte.gz", new byte[] {'t', 'e', 's', 't'});
    assertThatThrownBy(() -> ImageFiles.mnist().verify(folder))
        .hasMessage(
            "mnist: "
                + folder.resolve("MNIST/raw/t10k-images-idx3-ubyte.gz")
                + " is not the published file: its MD5 is 098f6bcd4621d373cade4e832627b4f6, the"
                + " published one 9fb629c4189551a2d022fa330f9573f3; download it again");
    write("train.bin", new byte[50_000 * 3074]);
    write("test.bin", new byte[10_000 * 3074]);
    ImageFiles.cifar100().verify(folder);
    Files.delete(folder.resolve("test.bin"));
    assertThatThrownBy(() -> ImageFiles.cifar100().verify(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("lacks test.bin, plain or with .gz");
  }
}
