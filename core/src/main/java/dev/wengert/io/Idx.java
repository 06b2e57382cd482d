package dev.wengert.io;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Files of one array in the IDX format, that of the MNIST images and labels, as they are or packed
 * with gzip.
 *
 * <p>Bytes and integers are read as INT32, the two floats as themselves.
 *
 * <p>Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", file
 * formats.
 */
public final class Idx {

  private static final ImmutableMap<Integer, ElementType> TYPES =
      ImmutableMap.of(
          0x08, ElementType.U8,
          0x09, ElementType.I8,
          0x0b, ElementType.I16,
          0x0c, ElementType.I32,
          0x0d, ElementType.F32,
          0x0e, ElementType.F64);

  private static final int GZIP_MAGIC = 0x1f8b;

  private Idx() {}

  /**
   * Returns the array of a file. It must fit the heap; one that is packed may take {@link
   * MemoryLimit#usual} bytes.
   *
   * @throws MalformedFileException if the file is not in this format, is damaged, holds more than
   *     the array or takes more memory
   * @throws IOException if it cannot be read
   */
  public static Tensor read(Path file) throws IOException {
    return read(file, MemoryLimit.ofHeap(), MemoryLimit.of(MemoryLimit.usual(Files.size(file))));
  }

  /**
   * Returns the array of a file.
   *
   * @param maxBytes how many bytes of memory the array may take, packed or not; four for each byte
   *     of a picture
   * @throws MalformedFileException as {@link #read(Path)} does
   * @throws IOException if it cannot be read
   */
  public static Tensor read(Path file, long maxBytes) throws IOException {
    return read(file, MemoryLimit.of(maxBytes), MemoryLimit.of(maxBytes));
  }

  private static Tensor read(Path file, MemoryLimit plain, MemoryLimit packed) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean isPacked = ((in.read() << Byte.SIZE) | in.read()) == GZIP_MAGIC;
      in.reset();
      if (!isPacked) {
        try (Source source = Source.open("idx", file, plain)) {
          return read(source);
        }
      }
      try (Source source = Source.of("idx: " + file, new GZIPInputStream(in), packed)) {
        return read(source);
      } catch (ZipException | EOFException e) {
        throw new MalformedFileException(
            "idx: "
                + file
                + ": cannot be unpacked: "
                + (e.getMessage() == null ? "it ends too early" : e.getMessage())
                + "; copy or download it again",
            e);
      }
    }
  }

  private static Tensor read(Source source) throws IOException {
    byte[] magic = source.read(4, "the magic number");
    ElementType type = TYPES.get(Byte.toUnsignedInt(magic[2]));
    if (magic[0] != 0 || magic[1] != 0 || type == null) {
      throw source.malformed(
          "is not an IDX file: it begins with %s; give one that begins with two zeros and a known"
              + " type",
          HexFormat.ofDelimiter(" ").formatHex(magic));
    }
    int rank = Byte.toUnsignedInt(magic[3]);
    ByteBuffer numbers = ByteBuffer.wrap(source.read(rank * Integer.BYTES, "the sides"));
    LongList sides = new LongArrayList();
    for (int i = 0; i < rank; i++) {
      sides.add(Integer.toUnsignedLong(numbers.getInt()));
    }
    Shape shape = ClaimedShape.of(source, "the array", sides, 255);
    Tensor result = type.read(source, ByteOrder.BIG_ENDIAN, shape, "the array");
    source.requireEnd("the array");
    return result;
  }
}
