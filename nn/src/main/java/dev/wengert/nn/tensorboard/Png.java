package dev.wengert.nn.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Pictures as PNG (ISO/IEC 15948): a signature and the chunks IHDR, IDAT, IEND, each a length, a
 * name, data and their CRC-32. Written by hand so that no window system's module is needed.
 */
final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** The colour type of the header for 1, 3 and 4 channels: grey, RGB, RGB with opacity. */
  private static final byte[] COLOR_TYPES = {-1, 0, -1, 2, 6};

  private Png() {}

  /**
   * Returns a picture.
   *
   * @param pixels height times width times channels values, row by row
   * @param channels 1, 3 or 4
   */
  static byte[] encode(byte[] pixels, int height, int width, int channels) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) 8)
            .put(COLOR_TYPES[channels])
            .array();
    chunk(png, "IHDR", header);
    chunk(png, "IDAT", deflated(pixels, height, width * channels));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String name, byte[] data) {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(type);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** Each row has the number of its filter in front: 0, none. */
  private static byte[] deflated(byte[] pixels, int height, int stride) {
    byte[] rows = new byte[height * (stride + 1)];
    for (int row = 0; row < height; row++) {
      System.arraycopy(pixels, row * stride, rows, row * (stride + 1) + 1, stride);
    }
    Deflater deflater = new Deflater();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(compressed, deflater)) {
      out.write(rows);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }
}
