package dev.wengert.examples.digits;

import static dev.wengert.examples.digits.Digits.CLASSES;
import static dev.wengert.examples.digits.Digits.SIDE;

import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.UserError;
import dev.wengert.io.Idx;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.data.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The four files of MNIST, as they are or packed with gzip.
 *
 * <p>Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits".
 */
final class Mnist {

  private Mnist() {}

  /**
   * Reads the files of a folder.
   *
   * @param training how many of the images for training to take, if there are as many
   * @throws UserError if a file is missing or is not what it must be
   */
  static Digits read(Path folder, int training) {
    Examples all = examples(folder, "train");
    Examples some =
        training < all.count()
            ? new Examples(all.x().get(Index.to(training)), all.y().get(Index.to(training)))
            : all;
    return new Digits(some, examples(folder, "t10k"), "MNIST in " + folder);
  }

  private static Examples examples(Path folder, String name) {
    Path imageFile = file(folder, name + "-images-idx3-ubyte");
    Path labelFile = file(folder, name + "-labels-idx1-ubyte");
    Tensor images = array(imageFile);
    Tensor labels = array(labelFile);
    if (images.rank() != 3 || images.shape().side(1) != SIDE || images.shape().side(2) != SIDE) {
      throw bad(imageFile, "holds " + images.spec() + ", not images of 28 x 28 bytes");
    }
    int count = images.shape().side(0);
    if (count == 0) {
      throw bad(imageFile, "holds no images");
    }
    if (labels.rank() != 1 || labels.size() != count) {
      throw bad(labelFile, "holds " + labels.spec() + ", not one label for each of " + count);
    }
    for (int label : labels.toIntArray()) {
      if (label < 0 || label >= CLASSES) {
        throw bad(labelFile, "has the label " + label + ", which is no digit");
      }
    }
    return new Examples(
        images.to(DType.FLOAT32).div(255).reshape(count, 1, SIDE, SIDE), labels.to(DType.INT32));
  }

  private static Path file(Path folder, String name) {
    Path plain = folder.resolve(name);
    Path packed = folder.resolve(name + ".gz");
    if (!Files.exists(plain) && !Files.exists(packed)) {
      throw new UserError(
          "--mnist: "
              + folder
              + ": has neither "
              + name
              + " nor "
              + packed.getFileName()
              + "; give the folder with the four files of MNIST");
    }
    return Files.exists(plain) ? plain : packed;
  }

  private static Tensor array(Path file) {
    try {
      return Idx.read(file);
    } catch (MalformedFileException e) {
      throw new UserError("--mnist: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserError(
          "--mnist: "
              + file
              + ": cannot be read: "
              + UserError.reason(e)
              + "; give files that can be",
          e);
    }
  }

  private static UserError bad(Path file, String problem) {
    return new UserError("--mnist: " + file + ": " + problem + "; give the files of MNIST");
  }
}
