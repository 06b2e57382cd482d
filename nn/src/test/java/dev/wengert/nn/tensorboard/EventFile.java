package dev.wengert.nn.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader of event files by itself, laid out from the published formats: TensorFlow's record
 * format (record_writer.h), the wire format of protocol buffers, and RFC 3720 for CRC-32C, whose
 * polynomial here goes bit by bit. It shares nothing with the writer.
 */
final class EventFile {

  /** A field of a message: its number, and a long, a double, a float or bytes. */
  record Field(int number, Object value) {}

  private EventFile() {}

  /** Returns the messages in a file; fails where a length or a checksum does not fit. */
  static List<byte[]> records(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(in.position(), length);
      long size = in.getLong();
      expect(in.getInt(), masked(length), "length");
      byte[] data = new byte[Math.toIntExact(size)];
      in.get(data);
      expect(in.getInt(), masked(data), "data");
      records.add(data);
    }
    return records;
  }

  private static void expect(int written, int computed, String what) {
    if (written != computed) {
      throw new IllegalStateException(
          "the CRC of a record's %s is %08x, not %08x".formatted(what, written, computed));
    }
  }

  private static int masked(byte[] data) {
    int crc = crc32c(data);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  static int crc32c(byte[] data) {
    int crc = -1;
    for (byte one : data) {
      crc ^= one & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
      }
    }
    return ~crc;
  }

  /** Returns the fields of a message. */
  static List<Field> fields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            case 5 -> in.getFloat();
            default -> throw new IllegalStateException("wire type " + (key & 7));
          };
      fields.add(new Field((int) (key >>> 3), value));
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** Returns the one field of a number. */
  static Object field(byte[] message, int number) {
    List<Field> found = fields(message).stream().filter(f -> f.number() == number).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " fields " + number);
    }
    return found.getFirst().value();
  }

  static byte[] bytes(byte[] message, int number) {
    return (byte[]) field(message, number);
  }

  static String string(byte[] message, int number) {
    return new String(bytes(message, number), StandardCharsets.UTF_8);
  }

  static double[] doubles(byte[] message, int number) {
    ByteBuffer packed = ByteBuffer.wrap(bytes(message, number)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[packed.remaining() / 8];
    packed.asDoubleBuffer().get(values);
    return values;
  }
}
