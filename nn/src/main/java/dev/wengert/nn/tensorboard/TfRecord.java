package dev.wengert.nn.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TensorFlow's record format: {@code uint64 length, uint32 masked CRC of the length, data, uint32
 * masked CRC of the data}, little-endian. The CRC is CRC-32C, masked since a CRC of data that holds
 * its own CRC says little.
 */
final class TfRecord {

  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecord() {}

  static void write(OutputStream out, byte[] data) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(data.length);
    out.write(length.array());
    out.write(word(maskedCrc(length.array())));
    out.write(data);
    out.write(word(maskedCrc(data)));
  }

  /** Returns the CRC-32C of data, turned right by 15 bits, plus a constant. */
  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
