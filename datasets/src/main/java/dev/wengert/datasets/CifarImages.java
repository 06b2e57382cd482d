package dev.wengert.datasets;

import com.google.common.io.ByteStreams;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import dev.wengert.nn.data.Examples;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Photographs in the binary files of CIFAR: records of labels, a byte each, and 3 x 32 x 32 bytes,
 * red, green and blue one behind the other.
 *
 * @param operation the name in messages
 * @param labels how many labels a record has
 * @param place which of them counts
 * @param classes how many classes that has
 */
record CifarImages(String operation, int labels, int place, int classes) {

  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int PIXELS = CHANNELS * SIDE * SIDE;
  private static final float BRIGHTEST = 255;

  /**
   * Reads files one behind the other.
   *
   * @param most how many images to take, from the first on
   * @throws MalformedFileException if a file is not what it must be, or the heap has no room
   */
  Examples read(List<Path> files, int most) throws IOException {
    Growing images = new Growing();
    byte[] record = new byte[labels + PIXELS];
    for (Path file : files) {
      int before = images.count;
      try (InputStream bytes = DataFile.open(file)) {
        while (images.count < most) {
          int length = ByteStreams.read(bytes, record, 0, record.length);
          if (length == 0) {
            break;
          }
          if (length < record.length) {
            throw bad(
                file,
                "ends within a record of "
                    + record.length
                    + " bytes, behind "
                    + (images.count - before)
                    + " whole ones");
          }
          int label = Byte.toUnsignedInt(record[place]);
          if (label >= classes) {
            throw bad(file, "has the label " + label + ", which is none of 0 to " + (classes - 1));
          }
          images.add(file, label, record, labels);
        }
      } catch (ZipException | EOFException e) {
        throw bad(file, "cannot be unpacked: " + e.getMessage(), e);
      }
      if (images.count == before && images.count < most) {
        throw bad(file, "holds no images");
      }
    }
    return images.examples();
  }

  private MalformedFileException bad(Path file, String problem) {
    return bad(file, problem, null);
  }

  private MalformedFileException bad(Path file, String problem, @Nullable Throwable cause) {
    return new MalformedFileException(
        operation + ": " + file + ": " + problem + "; give the files of the binary version", cause);
  }

  /** Images that are being read, as bytes; it asks for memory before it takes much. */
  private static final class Growing {

    private final MemoryLimit heap = MemoryLimit.ofHeap();
    private byte[] pixels = new byte[0];
    private int[] y = new int[0];
    private int count;

    void add(Path file, int label, byte[] record, int from) throws IOException {
      if (count == y.length) {
        int larger = Math.clamp(2L * count, 16, Integer.MAX_VALUE / PIXELS);
        // As they are, and as numbers in the end.
        heap.take(
            "cifar: " + file,
            larger + " images",
            (long) larger * PIXELS * Float.BYTES,
            (long) larger * PIXELS);
        pixels = Arrays.copyOf(pixels, larger * PIXELS);
        y = Arrays.copyOf(y, larger);
      }
      System.arraycopy(record, from, pixels, count * PIXELS, PIXELS);
      y[count++] = label;
    }

    Examples examples() {
      float[] x = new float[count * PIXELS];
      for (int i = 0; i < x.length; i++) {
        x[i] = Byte.toUnsignedInt(pixels[i]) / BRIGHTEST;
      }
      return new Examples(
          Tensor.wrap(x, count, CHANNELS, SIDE, SIDE), Tensor.wrap(Arrays.copyOf(y, count), count));
    }
  }
}
