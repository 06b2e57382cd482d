package dev.wengert.io.proto;

import static com.google.common.base.Strings.lenientFormat;

import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of protocol buffers, field by field.
 *
 * <p>{@link #next} moves to a field and {@link #field} is its number; the method for what the field
 * holds reads it, or else the next {@code next} passes over it. Nothing is copied but what is
 * returned as Java's own. No file is trusted: a length is compared with the bytes that are there,
 * messages lie in each other to a depth of {@value #MOST_DEPTH}, and what is read in small pieces
 * is counted, so that many of them end in an error about the file and not in a heap that is full.
 */
public final class ProtoReader {

  /** How deep messages may lie in each other. */
  public static final int MOST_DEPTH = 100;

  /** What a small Java object takes at the most, with what refers to it. */
  private static final int OBJECT_BYTES = 256;

  private static final int ASKED_AT_ONCE = 1 << 20;

  private final Budget budget;
  private final byte[] bytes;
  private final int end;
  private final int depth;
  private int at;
  private int field;
  private int wireType;
  private boolean isRead = true;

  private ProtoReader(Budget budget, byte[] bytes, int start, int end, int depth) {
    this.budget = budget;
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.depth = depth;
  }

  /**
   * Returns a reader of a message.
   *
   * @param name what is read, for errors
   * @param bytes the message, not to be changed while it is read
   */
  public static ProtoReader of(String name, byte[] bytes) {
    return new ProtoReader(new Budget(name), bytes, 0, bytes.length, 0);
  }

  /** Counts what small pieces take, and asks now and then whether there is room. */
  private static final class Budget {

    private final String name;
    private final MemoryLimit limit = MemoryLimit.ofHeap();
    private int pending;

    Budget(String name) {
      this.name = name;
    }

    void piece() throws MalformedFileException {
      pending += OBJECT_BYTES;
      if (pending >= ASKED_AT_ONCE) {
        limit.take(name, "its parts", pending, 0);
        pending = 0;
      }
    }

    void array(String what, long bytes) throws MalformedFileException {
      if (bytes >= ASKED_AT_ONCE) {
        limit.take(name, what, bytes, 0);
      }
    }
  }

  /** Returns an error about what is read. */
  @SuppressWarnings("AnnotateFormatMethod") // the templates are those of Guava
  public MalformedFileException malformed(String what, @Nullable Object... values) {
    return new MalformedFileException(budget.name + ": " + lenientFormat(what, values));
  }

  /**
   * Moves to the next field, past the one before if nobody has read that.
   *
   * @return whether there is one
   */
  public boolean next() throws MalformedFileException {
    if (!isRead) {
      skip();
    }
    if (at == end) {
      return false;
    }
    long head = varint();
    long number = head >>> 3;
    if (number < 1 || number >= 1 << 29) {
      throw malformed(
          "there is no field %s, at byte %s; the file is damaged or of another kind", number, at);
    }
    field = (int) number;
    wireType = (int) (head & 7);
    isRead = false;
    return true;
  }

  /** Returns the number of the field. */
  public int field() {
    return field;
  }

  private void skip() throws MalformedFileException {
    isRead = true;
    switch (wireType) {
      case ProtoWriter.VARINT -> varint();
      case ProtoWriter.EIGHT_BYTES -> pass(8);
      case ProtoWriter.FOUR_BYTES -> pass(4);
      case ProtoWriter.LENGTH_DELIMITED -> pass(varint());
      default ->
          throw malformed(
              "field %s has the wire type %s, at byte %s, which is none of today; the file is"
                  + " damaged or of another kind",
              field, wireType, at);
    }
  }

  /** Returns where something of a length begins, and moves behind it. */
  private int pass(long length) throws MalformedFileException {
    if (length < 0 || length > end - at) {
      throw malformed(
          "field %s ends behind its message: at byte %s it claims %s bytes, %s are left; the file"
              + " is cut short or damaged, copy or save it again",
          field, at, length, end - at);
    }
    int start = at;
    at += (int) length;
    return start;
  }

  private void begin(int expected) throws MalformedFileException {
    if (wireType != expected) {
      throw malformed(
          "field %s has the wire type %s, at byte %s, and %s was expected; the file is damaged or"
              + " of another kind",
          field, wireType, at, expected);
    }
    isRead = true;
  }

  private long varint() throws MalformedFileException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) {
        throw malformed(
            "a number ends behind its message, at byte %s; the file is cut short or damaged, copy"
                + " or save it again",
            at);
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed(
        "a number has more than ten bytes, at byte %s; the file is damaged, save it again", at);
  }

  /** Reads an integer. */
  public long int64() throws MalformedFileException {
    begin(ProtoWriter.VARINT);
    return varint();
  }

  /** Reads an integer as an int: what has more bits than that is refused. */
  public int int32() throws MalformedFileException {
    long value = int64();
    if (value != (int) value) {
      throw malformed(
          "field %s is %s, at byte %s, which is no number of 32 bits; the file is damaged",
          field, value, at);
    }
    return (int) value;
  }

  /** Reads a number of four bytes. */
  public float float32() throws MalformedFileException {
    begin(ProtoWriter.FOUR_BYTES);
    return littleEndian(pass(4), 4).getFloat();
  }

  /** Reads a text in UTF-8. */
  public String string() throws MalformedFileException {
    begin(ProtoWriter.LENGTH_DELIMITED);
    budget.piece();
    int start = pass(varint());
    budget.array("a text", 2L * (at - start));
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, at - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(
          "field %s is no text in UTF-8, at byte %s; the file is damaged, save it again",
          field, start);
    }
  }

  /** Reads bytes as a view of the message, little-endian. */
  public ByteBuffer bytes() throws MalformedFileException {
    begin(ProtoWriter.LENGTH_DELIMITED);
    budget.piece();
    int start = pass(varint());
    return littleEndian(start, at - start);
  }

  /** Returns a reader of the message that the field holds. */
  public ProtoReader message() throws MalformedFileException {
    begin(ProtoWriter.LENGTH_DELIMITED);
    budget.piece();
    if (depth == MOST_DEPTH) {
      throw malformed(
          "messages lie in each other more than %s deep, at byte %s; the file is damaged",
          MOST_DEPTH, at);
    }
    int start = pass(varint());
    return new ProtoReader(budget, bytes, start, at, depth + 1);
  }

  /** Reads integers, one or a packed list, behind those that are there. */
  public void int64s(LongArrayList into) throws MalformedFileException {
    if (wireType == ProtoWriter.VARINT) {
      into.add(int64());
      budget.piece();
      return;
    }
    begin(ProtoWriter.LENGTH_DELIMITED);
    int start = pass(varint());
    budget.array("a list of integers", 2L * Long.BYTES * (at - start));
    ProtoReader packed = new ProtoReader(budget, bytes, start, at, depth);
    while (packed.at < packed.end) {
      into.add(packed.varint());
    }
  }

  /** Reads numbers of four bytes, one or a packed list, behind those that are there. */
  public void float32s(FloatArrayList into) throws MalformedFileException {
    if (wireType == ProtoWriter.FOUR_BYTES) {
      into.add(float32());
      budget.piece();
      return;
    }
    ByteBuffer packed = packed(Float.BYTES);
    into.ensureCapacity(into.size() + packed.remaining() / Float.BYTES);
    while (packed.hasRemaining()) {
      into.add(packed.getFloat());
    }
  }

  /** Reads numbers of eight bytes, one or a packed list, behind those that are there. */
  public void float64s(DoubleArrayList into) throws MalformedFileException {
    if (wireType == ProtoWriter.EIGHT_BYTES) {
      begin(ProtoWriter.EIGHT_BYTES);
      into.add(littleEndian(pass(8), 8).getDouble());
      budget.piece();
      return;
    }
    ByteBuffer packed = packed(Double.BYTES);
    into.ensureCapacity(into.size() + packed.remaining() / Double.BYTES);
    while (packed.hasRemaining()) {
      into.add(packed.getDouble());
    }
  }

  private ByteBuffer packed(int each) throws MalformedFileException {
    ByteBuffer packed = bytes();
    if (packed.remaining() % each != 0) {
      throw malformed(
          "field %s is a list of numbers of %s bytes and has %s bytes; the file is damaged, save it"
              + " again",
          field, each, packed.remaining());
    }
    budget.array("a list of numbers", 2L * packed.remaining());
    return packed;
  }

  private ByteBuffer littleEndian(int start, int length) {
    return ByteBuffer.wrap(bytes, start, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
