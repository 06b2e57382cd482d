package dev.wengert.io;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What stands before the numbers of an npy file: a magic string, a version, the length of a text,
 * and the text, a Python dictionary such as {@code {'descr': '<f8', 'fortran_order': False,
 * 'shape': (3, 4), }}.
 *
 * <p>Source: NumPy's {@code numpy.lib.format}, versions 1.0 to 3.0.
 *
 * @param type how a number is stored
 * @param order the order of its bytes
 * @param isFortran whether the first axis runs fastest
 * @param shape the sides
 */
record NpyHeader(ElementType type, ByteOrder order, boolean isFortran, Shape shape) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /** Longer than the header of any array of numbers. */
  private static final int MAX_BYTES = 1 << 16;

  private static final ImmutableMap<String, ElementType> TYPES =
      ImmutableMap.<String, ElementType>builder()
          .put("f2", ElementType.F16)
          .put("f4", ElementType.F32)
          .put("f8", ElementType.F64)
          .put("i1", ElementType.I8)
          .put("u1", ElementType.U8)
          .put("i2", ElementType.I16)
          .put("u2", ElementType.U16)
          .put("i4", ElementType.I32)
          .put("u4", ElementType.U32)
          .put("i8", ElementType.I64)
          .put("u8", ElementType.U64)
          .put("b1", ElementType.BOOL)
          .buildOrThrow();

  /** Reads a header; the numbers follow. */
  static NpyHeader read(Source source) throws IOException {
    byte[] opening = source.read(MAGIC.length + 2, "the magic string and version");
    if (!Arrays.equals(MAGIC, Arrays.copyOf(opening, MAGIC.length))) {
      throw source.malformed(
          "is not an npy file: it begins with the bytes %s; give a file that numpy.save wrote",
          hex(opening));
    }
    int major = Byte.toUnsignedInt(opening[MAGIC.length]);
    int minor = Byte.toUnsignedInt(opening[MAGIC.length + 1]);
    if (major < 1 || major > 3 || minor != 0) {
      throw source.malformed(
          "the version of the format is not known: %s.%s; 1.0, 2.0 and 3.0 are, save it with"
              + " numpy.save",
          major, minor);
    }
    byte[] prefix = source.read(major == 1 ? 2 : 4, "the length of the header");
    ByteBuffer number = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        major == 1
            ? Short.toUnsignedLong(number.getShort())
            : Integer.toUnsignedLong(number.getInt());
    if (length > MAX_BYTES) {
      throw source.malformed(
          "the header is too long: %s bytes; %s are the limit, the file is damaged or holds"
              + " records, save plain arrays",
          length, MAX_BYTES);
    }
    byte[] text = source.read((int) length, "the header");
    return parse(
        source,
        source.text(
            ByteBuffer.wrap(text),
            major < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8,
            "the header"));
  }

  private static NpyHeader parse(Source source, String text) throws MalformedFileException {
    TextCursor cursor = new TextCursor(source, text);
    Set<String> keys = new HashSet<>();
    String descriptor = null;
    boolean isFortran = false;
    Shape shape = null;
    cursor.expect('{');
    while (!cursor.take('}')) {
      String key = quoted(source, cursor);
      if (!keys.add(key)) {
        throw source.malformed(
            "the header names '%s' twice; the file is damaged, save it again", key);
      }
      cursor.expect(':');
      switch (key) {
        case "descr" -> descriptor = descriptor(source, cursor);
        case "fortran_order" -> isFortran = truth(cursor);
        case "shape" -> shape = shape(source, cursor);
        default ->
            throw source.malformed(
                "the header has an unknown entry '%s'; it must have 'descr', 'fortran_order' and"
                    + " 'shape', save the file with numpy.save",
                key);
      }
      if (!cursor.take(',') && cursor.peek() != '}') {
        throw cursor.unexpected("',' or '}'");
      }
    }
    cursor.expectEnd();
    if (descriptor == null || shape == null || !keys.contains("fortran_order")) {
      throw source.malformed(
          "the header lacks an entry: it has %s; it must have 'descr', 'fortran_order' and"
              + " 'shape', save the file with numpy.save",
          keys);
    }
    return of(source, descriptor, isFortran, shape);
  }

  private static NpyHeader of(Source source, String descriptor, boolean isFortran, Shape shape)
      throws MalformedFileException {
    char order = descriptor.isEmpty() ? 0 : descriptor.charAt(0);
    ElementType type = "<>|=".indexOf(order) < 0 ? null : TYPES.get(descriptor.substring(1));
    boolean isOrdered = order == '<' || order == '>';
    if (type == null || (order != '|' && !isOrdered) || (type.bytes() > 1 && !isOrdered)) {
      throw source.malformed(
          "the dtype is not read: '%s'; convert the array with astype to float16, float32, float64,"
              + " an integer type or bool",
          descriptor);
    }
    return new NpyHeader(
        type, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, isFortran, shape);
  }

  private static MalformedFileException ofPython2(Source source, String mark) {
    return source.malformed(
        "the header was written by Python 2, which marks %s; read the file with numpy.load and save"
            + " it with numpy.save of Python 3",
        mark);
  }

  private static String quoted(Source source, TextCursor cursor) throws MalformedFileException {
    if (cursor.take("u'")) {
      throw ofPython2(source, "a string by u");
    }
    char quote = cursor.peek();
    if (quote != '\'' && quote != '"') {
      throw cursor.unexpected("a quoted string");
    }
    cursor.expect(quote);
    StringBuilder text = new StringBuilder();
    while (true) {
      char c = cursor.any("a closing quote");
      if (c == quote) {
        return text.toString();
      }
      if (c == '\\' || c < ' ') {
        throw cursor.unexpected("a string of plain characters");
      }
      text.append(c);
    }
  }

  private static String descriptor(Source source, TextCursor cursor) throws MalformedFileException {
    if (cursor.peek() == '[') {
      throw source.malformed(
          "the array holds records, not numbers; save each field as an array of its own");
    }
    return quoted(source, cursor);
  }

  private static boolean truth(TextCursor cursor) throws MalformedFileException {
    if (cursor.take("True")) {
      return true;
    }
    if (cursor.take("False")) {
      return false;
    }
    throw cursor.unexpected("True or False");
  }

  private static Shape shape(Source source, TextCursor cursor) throws MalformedFileException {
    LongList sides = new LongArrayList();
    cursor.expect('(');
    while (!cursor.take(')')) {
      sides.add(cursor.natural("a side"));
      if (cursor.take('L')) {
        throw ofPython2(source, "whole numbers by L");
      }
      if (!cursor.take(',') && cursor.peek() != ')') {
        throw cursor.unexpected("',' or ')'");
      }
    }
    return ClaimedShape.of(source, "the array", sides);
  }

  /** Returns the bytes of the header for a row-major array, in version 1.0. */
  static byte[] format(DType dtype, Shape shape) {
    Preconditions.checkArgument(
        shape.rank() <= ClaimedShape.MAX_RANK,
        "npy: the tensor has too many axes: %s; NumPy reads up to %s, reshape it",
        shape.rank(),
        ClaimedShape.MAX_RANK);
    StringBuilder sides = new StringBuilder();
    for (int side : shape.sides()) {
      sides.append(sides.isEmpty() ? "" : ", ").append(side);
    }
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(ElementType.of(dtype).descriptor(), sides, shape.rank() == 1 ? "," : "");
    int prefix = MAGIC.length + 2 + 2;
    // The numbers begin at a multiple of 64 bytes; the text ends in a newline.
    int length = Math.ceilDiv(prefix + text.length() + 1, ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - prefix));
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(text.isEmpty() ? "" : " ").append("%02x".formatted(b));
    }
    return text.toString();
  }
}
