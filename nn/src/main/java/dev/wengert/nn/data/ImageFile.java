package dev.wengert.nn.data;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * The form that image files must have, and are read into: FLOAT32 [channels, height, width] from 0
 * to 1, turned as the file says that it is to be shown.
 *
 * @param channels 1 or 3
 * @param height in pixels
 * @param width in pixels
 */
record ImageFile(int channels, int height, int width) {

  private static final int BYTE_MAX = 255;

  /** Where a BMP file says in which form its pixels are; from 4 on they are a file of their own. */
  private static final int BMP_FORM = 30;

  private static final int BMP_EMBEDDED = 4;

  ImageFile {
    Preconditions.checkArgument(
        channels == 1 || channels == 3,
        "imageFolder: the number of channels is %s; 1 is grey, 3 is red, green and blue",
        channels);
    Preconditions.checkArgument(
        height > 0 && width > 0,
        "imageFolder: the size is not positive: %s x %s; give at least 1 x 1",
        height,
        width);
  }

  /**
   * Reads a file.
   *
   * @throws MalformedFileException if it is no image, a damaged one, or of another size
   * @throws IOException if it cannot be read
   */
  Tensor read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
      if (readers == null || !readers.hasNext()) {
        throw malformed(file, "is no image of a known format; convert it to PNG, or take it out");
      }
      checkForm(file, in);
      Orientation orientation = Orientation.of(in);
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        // Before memory is taken for what the header claims.
        checkSize(file, orientation, reader.getHeight(0), reader.getWidth(0));
        return tensor(file, orientation, reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers meet damage with whatever the bytes lead to.
      throw new MalformedFileException(
          "imageFolder: " + file + ": is damaged: " + e.getMessage() + "; copy or save it again",
          e);
    }
  }

  /** Java takes memory for whatever a BMP file claims of a PNG or JPEG file inside it. */
  private static void checkForm(Path file, ImageInputStream in) throws IOException {
    byte[] opening = new byte[BMP_FORM + 1];
    in.mark();
    int count = in.read(opening);
    in.reset();
    boolean isBmp = count == opening.length && opening[0] == 'B' && opening[1] == 'M';
    if (isBmp && opening[BMP_FORM] >= BMP_EMBEDDED) {
      throw malformed(file, "is a BMP file around another picture; convert it to PNG");
    }
  }

  private void checkSize(Path file, Orientation orientation, int storedHeight, int storedWidth)
      throws MalformedFileException {
    int actualHeight = orientation.isTurned() ? storedWidth : storedHeight;
    int actualWidth = orientation.isTurned() ? storedHeight : storedWidth;
    if (actualHeight != height || actualWidth != width) {
      throw malformed(
          file,
          lenientFormat(
              "the image is %s high and %s wide; it must be %s x %s, scale it before",
              actualHeight, actualWidth, height, width));
    }
  }

  private static MalformedFileException malformed(Path file, String what) {
    return new MalformedFileException("imageFolder: " + file + ": " + what);
  }

  private Tensor tensor(Path file, Orientation orientation, BufferedImage image)
      throws MalformedFileException {
    float[] values = new float[channels * height * width];
    if (isGrey(image.getColorModel())) {
      if (!isWhole(image.getColorModel().getTransferType())) {
        throw malformed(
            file, "its shades of grey are signed or no whole numbers; convert it to PNG");
      }
      readGrey(image, orientation, values);
    } else {
      readColours(image, orientation, values);
    }
    return Tensor.wrap(values, channels, height, width);
  }

  private static boolean isGrey(ColorModel model) {
    return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && model instanceof ComponentColorModel;
  }

  private static boolean isWhole(int transferType) {
    return transferType == DataBuffer.TYPE_BYTE
        || transferType == DataBuffer.TYPE_USHORT
        || transferType == DataBuffer.TYPE_INT;
  }

  /** Samples as they are stored: as colours, Java would make them brighter. */
  private void readGrey(BufferedImage image, Orientation orientation, float[] values) {
    int bits = image.getColorModel().getComponentSize(0);
    double max = (1L << bits) - 1;
    int down = image.getHeight();
    int right = image.getWidth();
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int at = orientation.stored(row, column, down, right);
        int stored = image.getRaster().getSample(at % right, at / right, 0);
        long sample = Integer.toUnsignedLong(stored);
        Preconditions.checkArgument(sample <= max, "a sample of %s bits is %s", bits, sample);
        float grey = (float) (sample / max);
        for (int channel = 0; channel < channels; channel++) {
          values[(channel * height + row) * width + column] = grey;
        }
      }
    }
  }

  private void readColours(BufferedImage image, Orientation orientation, float[] values) {
    int down = image.getHeight();
    int right = image.getWidth();
    int[] pixels = image.getRGB(0, 0, right, down, null, 0, right);
    for (int i = 0; i < pixels.length; i++) {
      int pixel = pixels[orientation.stored(i / width, i % width, down, right)];
      int red = (pixel >> 16) & BYTE_MAX;
      int green = (pixel >> 8) & BYTE_MAX;
      int blue = pixel & BYTE_MAX;
      if (channels == 1) {
        values[i] = (float) ((0.299 * red + 0.587 * green + 0.114 * blue) / BYTE_MAX);
      } else {
        values[i] = (float) red / BYTE_MAX;
        values[pixels.length + i] = (float) green / BYTE_MAX;
        values[2 * pixels.length + i] = (float) blue / BYTE_MAX;
      }
    }
  }
}
