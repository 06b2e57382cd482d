package dev.wengert.io.proto;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of protocol buffers in the making: fields in the order in which they are added.
 *
 * <p>Large blocks of bytes are kept, not copied, however deep the message lies that they are in.
 */
public final class ProtoWriter {

  static final int VARINT = 0;
  static final int EIGHT_BYTES = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FOUR_BYTES = 5;

  /** From this length on a block is kept as it is. */
  private static final int KEPT_BYTES = 1 << 12;

  /** What is written but for the end of it. */
  private final List<byte[]> blocks = new ArrayList<>();

  private long blockBytes;
  private ByteArrayOutputStream end = new ByteArrayOutputStream();

  /** Makes an empty message. */
  public ProtoWriter() {}

  /** Returns how many bytes the message has. */
  public long size() {
    return blockBytes + end.size();
  }

  /**
   * Returns the message.
   *
   * @throws IllegalStateException if it has more bytes than a Java array
   */
  public byte[] toBytes() {
    long size = size();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "protocol buffer: the message is too large for one array: "
              + size
              + " bytes; write it to a stream");
    }
    ByteBuffer all = ByteBuffer.allocate((int) size);
    blocks.forEach(all::put);
    all.put(end.toByteArray());
    return all.array();
  }

  /** Writes the message to a stream, which stays open. */
  public void writeTo(OutputStream out) throws IOException {
    for (byte[] block : blocks) {
      out.write(block);
    }
    end.writeTo(out);
  }

  /** Adds an integer. */
  public ProtoWriter int64(int field, long value) {
    head(field, VARINT);
    varint(value);
    return this;
  }

  /** Adds a number of eight bytes. */
  public ProtoWriter float64(int field, double value) {
    head(field, EIGHT_BYTES);
    end.writeBytes(littleEndian(8).putDouble(value).array());
    return this;
  }

  /** Adds a number of four bytes. */
  public ProtoWriter float32(int field, float value) {
    head(field, FOUR_BYTES);
    end.writeBytes(littleEndian(4).putFloat(value).array());
    return this;
  }

  /** Adds bytes, which must not be changed afterwards. */
  public ProtoWriter bytes(int field, byte[] value) {
    length(field, value.length);
    if (value.length < KEPT_BYTES) {
      end.writeBytes(value);
    } else {
      closeBlock();
      keep(value);
    }
    return this;
  }

  /** Adds a text, in UTF-8. */
  public ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a text unless it is empty, as which it is read where it is missing. */
  public ProtoWriter text(int field, String value) {
    return value.isEmpty() ? this : string(field, value);
  }

  /** Adds a message as it is now. */
  public ProtoWriter message(int field, ProtoWriter value) {
    length(field, value.size());
    return append(value);
  }

  /** Adds the fields of another message. */
  public ProtoWriter append(ProtoWriter other) {
    if (!other.blocks.isEmpty()) {
      closeBlock();
      other.blocks.forEach(this::keep);
    }
    end.writeBytes(other.end.toByteArray());
    return this;
  }

  /** Adds a packed list of integers. */
  public ProtoWriter int64s(int field, long[] values) {
    ProtoWriter packed = new ProtoWriter();
    for (long value : values) {
      packed.varint(value);
    }
    return message(field, packed);
  }

  /** Adds a packed list of numbers of eight bytes. */
  public ProtoWriter float64s(int field, double[] values) {
    byte[] packed = new byte[8 * values.length];
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return bytes(field, packed);
  }

  /** Adds a packed list of numbers of four bytes. */
  public ProtoWriter float32s(int field, float[] values) {
    byte[] packed = new byte[4 * values.length];
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes(field, packed);
  }

  private void head(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void length(int field, long bytes) {
    head(field, LENGTH_DELIMITED);
    varint(bytes);
  }

  private void closeBlock() {
    if (end.size() > 0) {
      byte[] closed = end.toByteArray();
      end = new ByteArrayOutputStream();
      keep(closed);
    }
  }

  private void keep(byte[] block) {
    blocks.add(block);
    blockBytes += block.length;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      end.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    end.write((int) rest);
  }
}
