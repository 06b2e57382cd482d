package dev.wengert.datasets;

import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.io.Idx;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.data.Examples;
import java.io.IOException;
import java.nio.file.Path;

/** Images and labels in two IDX files. */
final class IdxImages {

  private static final double BRIGHTEST = 255;

  private IdxImages() {}

  /**
   * Reads images and labels.
   *
   * @param image the shape that images have, [1, H, W]
   * @param most how many images to take, from the first on
   * @throws MalformedFileException if a file is not what it must be
   */
  static Examples read(
      String operation, Path imageFile, Path labelFile, Shape image, int classes, int most)
      throws IOException {
    Tensor images = Idx.read(imageFile);
    Tensor labels = Idx.read(labelFile);
    int height = image.side(1);
    int width = image.side(2);
    if (images.rank() != 3 || images.shape().side(1) != height || images.shape().side(2) != width) {
      throw bad(
          operation,
          imageFile,
          "holds " + images.spec() + ", not images of " + height + " x " + width + " bytes");
    }
    int count = images.shape().side(0);
    if (count == 0) {
      throw bad(operation, imageFile, "holds no images");
    }
    if (labels.rank() != 1 || labels.size() != count) {
      throw bad(
          operation, labelFile, "holds " + labels.spec() + ", not one label for each of " + count);
    }
    int taken = Math.min(most, count);
    Tensor y = labels.get(Index.to(taken)).to(DType.INT32);
    for (int label : y.toIntArray()) {
      if (label < 0 || label >= classes) {
        throw bad(
            operation,
            labelFile,
            "has the label " + label + ", which is none of 0 to " + (classes - 1));
      }
    }
    Tensor x = images.get(Index.to(taken)).to(DType.FLOAT32).div(BRIGHTEST);
    return new Examples(x.reshape(taken, 1, height, width), y);
  }

  private static MalformedFileException bad(String operation, Path file, String problem) {
    return new MalformedFileException(
        operation + ": " + file + ": " + problem + "; give the files of the set");
  }
}
