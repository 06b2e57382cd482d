package dev.wengert.examples.regularization;

import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.InflaterInputStream;

/**
 * Checks the checksums of a MATLAB 5 file.
 *
 * <p>The MAT File Library stops reading a compressed variable at its last number, before the
 * checksum: so a file with a flipped bit would give wrong numbers without a word.
 */
final class MatlabChecksums {

  private static final int HEADER_BYTES = 128;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;

  private MatlabChecksums() {}

  /**
   * Goes through the variables and inflates each compressed one to its end.
   *
   * @throws IOException if one is cut short, of no known type, or its checksum differs
   */
  static void verify(byte[] file) throws IOException {
    if (file.length < HEADER_BYTES) {
      throw new EOFException("the header is incomplete");
    }
    ByteBuffer entries = ByteBuffer.wrap(file).order(byteOrder(file)).position(HEADER_BYTES);
    while (entries.hasRemaining()) {
      if (entries.remaining() < 2 * Integer.BYTES) {
        throw new EOFException("the last variable is incomplete");
      }
      int type = entries.getInt();
      int size = entries.getInt();
      if (type != MATRIX && type != COMPRESSED) {
        throw new IOException("a variable begins with the unknown type " + type);
      }
      if (size < 0 || size > entries.remaining()) {
        throw new EOFException("the last variable is incomplete");
      }
      if (type == COMPRESSED) {
        try (InputStream inflated =
            new InflaterInputStream(new ByteArrayInputStream(file, entries.position(), size))) {
          ByteStreams.exhaust(inflated);
        }
      }
      entries.position(entries.position() + size);
    }
  }

  /** The header ends in the characters MI, written as one 16-bit number. */
  private static ByteOrder byteOrder(byte[] file) {
    return file[HEADER_BYTES - 2] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
