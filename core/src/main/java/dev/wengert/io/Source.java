package dev.wengert.io;

import static com.google.common.base.Strings.lenientFormat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are read from the front, under the name that errors give them.
 *
 * <p>Nothing is allocated for bytes that a header claims and that are not there: where the number
 * of bytes is known a claim is compared with it, else the bytes are read before they are believed.
 */
final class Source implements AutoCloseable {

  private static final int BLOCK_BYTES = 1 << 16;
  private static final long UNKNOWN = -1;

  private final String name;
  private final MemoryLimit limit;
  private InputStream in;
  private long left;

  private Source(String name, MemoryLimit limit, InputStream in, long left) {
    this.name = name;
    this.limit = limit;
    this.in = in;
    this.left = left;
  }

  /** Opens a file that may take what the heap has. */
  static Source open(String format, Path file) throws IOException {
    return open(format, file, MemoryLimit.ofHeap());
  }

  /** Opens a file. */
  static Source open(String format, Path file, MemoryLimit limit) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Source(
        format + ": " + file,
        limit,
        Files.newInputStream(file),
        // A pipe has no size.
        attributes.isRegularFile() ? attributes.size() : UNKNOWN);
  }

  /** Returns the source of bytes in memory. */
  static Source of(String name, byte[] bytes) {
    return new Source(name, MemoryLimit.ofHeap(), new ByteArrayInputStream(bytes), bytes.length);
  }

  /** Returns the source of a stream of unknown length that may take what the heap has. */
  static Source of(String name, InputStream in) {
    return of(name, in, MemoryLimit.ofHeap());
  }

  /** Returns the source of a stream of unknown length. */
  static Source of(String name, InputStream in, MemoryLimit limit) {
    return new Source(name, limit, in, UNKNOWN);
  }

  /** Returns the source of a stream of so many bytes that may take what the heap has. */
  static Source of(String name, InputStream in, long length) {
    return new Source(name, MemoryLimit.ofHeap(), in, length);
  }

  /** Returns an error about these bytes. */
  @SuppressWarnings("AnnotateFormatMethod") // the templates are those of Guava
  MalformedFileException malformed(String what, @Nullable Object... values) {
    return new MalformedFileException(name + ": " + lenientFormat(what, values));
  }

  /** Returns an error about these bytes that keeps its cause. */
  @SuppressWarnings("AnnotateFormatMethod") // the templates are those of Guava
  MalformedFileException malformed(Throwable cause, String what, @Nullable Object... values) {
    return new MalformedFileException(name + ": " + lenientFormat(what, values), cause);
  }

  /**
   * Makes sure that there are so many bytes, and memory for what becomes of them.
   *
   * @param what what they are, for the error
   * @param memory how much memory they will take, in bytes
   */
  void require(long count, String what, long memory) throws IOException {
    require(count, what, memory, 0);
  }

  /**
   * Makes sure that there are so many bytes, and memory for what becomes of them.
   *
   * @param what what they are, for the error
   * @param lasting how much memory the result will take, in bytes
   * @param passing how much it takes besides until it is there
   */
  void require(long count, String what, long lasting, long passing) throws IOException {
    if (left != UNKNOWN) {
      if (count > left) {
        throw cutShort(count, left, what);
      }
      limit.take(name, what, lasting, passing);
      return;
    }
    limit.take(name, what, lasting, passing + count);
    List<InputStream> blocks = new ArrayList<>();
    long missing = count;
    while (missing > 0) {
      byte[] block = in.readNBytes((int) Math.min(missing, BLOCK_BYTES));
      if (block.length == 0) {
        throw cutShort(count, count - missing, what);
      }
      missing -= block.length;
      blocks.add(new ByteArrayInputStream(block));
    }
    InputStream rest = in;
    blocks.add(rest);
    in = new SequenceInputStream(Collections.enumeration(blocks));
  }

  private MalformedFileException cutShort(long count, long there, String what) {
    return malformed(
        "the file ends within %s: %s bytes are missing, %s of %s are there; it is cut short or"
            + " damaged, copy or save it again",
        what, count - there, there, count);
  }

  /** Reads so many bytes. */
  byte[] read(int count, String what) throws IOException {
    require(count, what, 0, count);
    byte[] bytes = new byte[count];
    read(bytes, count, what);
    return bytes;
  }

  /** Fills the front of an array. */
  void read(byte[] into, int count, String what) throws IOException {
    int there = in.readNBytes(into, 0, count);
    if (there < count) {
      throw cutShort(count, there, what);
    }
    if (left != UNKNOWN) {
      left -= count;
    }
  }

  /**
   * Returns bytes as text.
   *
   * @param what what they are, for the error
   */
  String text(ByteBuffer bytes, Charset charset, String what) throws MalformedFileException {
    try {
      return charset.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw malformed(e, "%s is not text in %s; the file is damaged, save it again", what, charset);
    }
  }

  /** Makes sure that nothing follows. */
  void requireEnd(String what) throws IOException {
    byte[] block = new byte[1];
    if (left > 0 || (left == UNKNOWN && in.readNBytes(block, 0, 1) > 0)) {
      throw malformed(
          "%s follow %s; the file is damaged or holds more than one array, save it again",
          left > 0 ? left + " bytes" : "more bytes", what);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
