package dev.wengert.openblas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A look at a Linux library before it is loaded.
 *
 * <p>The loaders of other systems refuse a file that is cut short. That of Linux maps it into
 * memory and then reads past its end, which kills the process.
 */
final class Elf {

  private static final int MAGIC = 0x464c457f;
  private static final int BITS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int SEGMENT_LENGTH = 56;
  private static final int SECTION_LENGTH = 64;
  private static final int STRING_TABLE = 3;

  private Elf() {}

  /**
   * Returns whether a file is a 64-bit library with all its segments, and with the table that ends
   * one.
   */
  static boolean isWhole(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = read(channel, 0, 64);
      if (header.remaining() < 64
          || header.getInt(0) != MAGIC
          || header.get(4) != BITS_64
          || header.get(5) != LITTLE_ENDIAN) {
        return false;
      }
      int segments = Short.toUnsignedInt(header.getShort(56));
      ByteBuffer table = read(channel, header.getLong(32), segments * SEGMENT_LENGTH);
      if (segments == 0 || table.remaining() < segments * SEGMENT_LENGTH) {
        return false;
      }
      for (int at = 0; at < segments * SEGMENT_LENGTH; at += SEGMENT_LENGTH) {
        long end = table.getLong(at + 8) + table.getLong(at + 32);
        if (end < 0 || end > channel.size()) {
          return false;
        }
      }
      // A file whose end was never written has zeros there.
      int names = Short.toUnsignedInt(header.getShort(62));
      long place = header.getLong(40) + (long) names * SECTION_LENGTH;
      ByteBuffer section = read(channel, place, SECTION_LENGTH);
      return section.remaining() == SECTION_LENGTH && section.getInt(4) == STRING_TABLE;
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    long at = from;
    while (at >= 0 && buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        break;
      }
      at += count;
    }
    return buffer.flip();
  }
}
