package dev.wengert.nn.data;

import com.google.common.collect.ImmutableList;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.InflaterInputStream;

/**
 * The outer form of a MATLAB 5 file: a header, and one element after the other, packed or not, each
 * of them elements again.
 *
 * <p>The MAT File Library takes memory for whatever a length claims, and stops reading a compressed
 * variable at its last number, before the checksum: a flipped bit would give wrong numbers without
 * a word. So all lengths and checksums are looked at here before it reads.
 *
 * <p>Source: "MAT-File Format", The MathWorks.
 */
final class MatlabVariables {

  static final int HEADER_BYTES = 128;

  private static final int ALIGNMENT = 8;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int COMPLEX_FLAG = 0x0800;

  /** Of more sides the rest is left aside. */
  private static final int MAX_SIDES_BYTES = 256;

  /** What is more is no name. */
  private static final int MAX_NAME_BYTES = 4096;

  private MatlabVariables() {}

  /**
   * A variable of a file.
   *
   * @param name its name
   * @param type the number of its class
   * @param isComplex whether it has imaginary parts
   * @param count how many numbers it has at most
   * @param unpacked how many bytes it has, unpacked
   * @param start where its element begins in the file
   * @param end where it ends
   */
  record Variable(
      String name, int type, boolean isComplex, long count, long unpacked, int start, int end) {}

  /**
   * Returns the variables of a file.
   *
   * @throws IOException if one is cut short or of no known form, its parts are longer than itself,
   *     or its checksum differs
   */
  static ImmutableList<Variable> of(byte[] file) throws IOException {
    if (file.length < HEADER_BYTES) {
      throw new EOFException("the header is incomplete");
    }
    // The header ends in the characters MI, written as one 16-bit number.
    ByteOrder order =
        file[HEADER_BYTES - 2] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer entries = ByteBuffer.wrap(file).order(order).position(HEADER_BYTES);
    ImmutableList.Builder<Variable> variables = ImmutableList.builder();
    while (entries.hasRemaining()) {
      int start = entries.position();
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
      int end = entries.position() + size;
      InputStream body = new ByteArrayInputStream(file, entries.position(), size);
      if (type == MATRIX) {
        variables.add(new Element(body, order, size).variable(start, end));
      } else {
        try (InputStream inflated = new InflaterInputStream(body)) {
          ByteBuffer tag = ByteBuffer.wrap(inflated.readNBytes(ALIGNMENT)).order(order);
          if (tag.remaining() < ALIGNMENT || tag.getInt() != MATRIX) {
            throw new IOException("a packed variable is no array");
          }
          variables.add(
              new Element(inflated, order, Integer.toUnsignedLong(tag.getInt()))
                  .variable(start, end));
          ByteStreams.exhaust(inflated);
        }
      }
      entries.position(end);
    }
    return variables.build();
  }

  /** The parts of an array: flags, sides, name, numbers. */
  private static final class Element {

    private final InputStream in;
    private final ByteOrder order;
    private final long size;
    private long left;

    Element(InputStream in, ByteOrder order, long size) {
      this.in = in;
      this.order = order;
      this.size = size;
      this.left = size;
    }

    Variable variable(int start, int end) throws IOException {
      byte[] flags = part(ALIGNMENT);
      if (flags.length != ALIGNMENT) {
        throw new IOException("a variable has no flags");
      }
      int word = ByteBuffer.wrap(flags).order(order).getInt();
      ByteBuffer sides = ByteBuffer.wrap(part(MAX_SIDES_BYTES)).order(order);
      // A number takes a byte or more: no more are there, whatever the sides say.
      long count = 1;
      while (sides.remaining() >= Integer.BYTES) {
        count = Math.min(size, count * Integer.toUnsignedLong(sides.getInt()));
      }
      String name = new String(part(MAX_NAME_BYTES), StandardCharsets.US_ASCII);
      while (left > 0) {
        part(0);
      }
      boolean isComplex = (word & COMPLEX_FLAG) != 0;
      return new Variable(name, word & 0xff, isComplex, count, size, start, end);
    }

    /** Moves over a part and returns up to so many of its bytes. */
    private byte[] part(int wanted) throws IOException {
      ByteBuffer tag = ByteBuffer.wrap(take(ALIGNMENT)).order(order);
      int first = tag.getInt();
      int shortSize = first >>> Short.SIZE;
      if (shortSize > 0) {
        // A part of up to 4 bytes stands in its own tag.
        byte[] bytes = new byte[Math.min(shortSize, Integer.BYTES)];
        tag.get(bytes);
        if (shortSize > bytes.length) {
          throw new IOException("a part claims " + shortSize + " bytes in 4");
        }
        return bytes;
      }
      long size = Integer.toUnsignedLong(tag.getInt());
      // Padding may be missing at the very end.
      long padded = Math.min((size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, Math.max(left, size));
      if (size > left) {
        throw new IOException("a part claims " + size + " bytes, " + left + " are left");
      }
      byte[] bytes = take((int) Math.min(size, wanted));
      long rest = padded - bytes.length;
      in.skipNBytes(rest);
      left -= rest;
      return bytes;
    }

    private byte[] take(int count) throws IOException {
      byte[] bytes = in.readNBytes(count);
      if (count > left || bytes.length < count) {
        throw new EOFException("a variable is incomplete");
      }
      left -= count;
      return bytes;
    }
  }
}
