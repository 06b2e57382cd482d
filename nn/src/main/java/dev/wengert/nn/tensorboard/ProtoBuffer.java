package dev.wengert.nn.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The wire format of protocol buffers, as far as event files need it: fields one after the other,
 * each with {@code number << 3 | wire type} in front, where type 0 is a varint, 1 eight bytes, 2 a
 * length and as many bytes, 5 four bytes; little-endian.
 */
final class ProtoBuffer {

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Returns the message. */
  byte[] toBytes() {
    return bytes.toByteArray();
  }

  ProtoBuffer int64(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  ProtoBuffer float64(int field, double value) {
    varint((long) field << 3 | EIGHT_BYTES);
    bytes.writeBytes(littleEndian(8).putDouble(value).array());
    return this;
  }

  ProtoBuffer float32(int field, float value) {
    varint((long) field << 3 | FOUR_BYTES);
    bytes.writeBytes(littleEndian(4).putFloat(value).array());
    return this;
  }

  ProtoBuffer bytes(int field, byte[] value) {
    varint((long) field << 3 | LENGTH_DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  ProtoBuffer string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoBuffer message(int field, ProtoBuffer value) {
    return bytes(field, value.toBytes());
  }

  /** Adds the fields of another message. */
  ProtoBuffer append(ProtoBuffer other) {
    bytes.writeBytes(other.toBytes());
    return this;
  }

  /** A packed list of doubles. */
  ProtoBuffer float64s(int field, double[] values) {
    byte[] packed = new byte[8 * values.length];
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return bytes(field, packed);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
