package dev.wengert.io;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Files of one array in NumPy's npy format, as {@code numpy.save} and {@code numpy.load} write and
 * read them.
 *
 * <p>Versions 1.0 to 3.0 are read, either order of bytes and of axes, and the dtypes float16 to
 * float64, all integers (as INT32 if they fit) and bool. Written is version 1.0, little-endian,
 * row-major.
 */
public final class Npy {

  private Npy() {}

  /**
   * Returns the array of a file.
   *
   * @throws MalformedFileException if the file is not in this format, is damaged, holds more than
   *     the array, has a dtype that is not read, or an integer that does not fit INT32
   * @throws IOException if it cannot be read
   */
  public static Tensor read(Path file) throws IOException {
    try (Source source = Source.open("npy", file)) {
      return readAll(source);
    }
  }

  /**
   * Returns the array that bytes hold.
   *
   * @throws MalformedFileException as {@link #read(Path)} does
   */
  public static Tensor read(byte[] bytes) throws IOException {
    try (Source source = Source.of("npy", bytes)) {
      return readAll(source);
    }
  }

  /**
   * Returns the next array of a stream, which then stands behind it and stays open.
   *
   * @throws MalformedFileException as {@link #read(Path)} does, but that more may follow
   * @throws IOException if the stream cannot be read
   */
  @SuppressWarnings("resource") // the caller's stream stays open
  public static Tensor read(InputStream in) throws IOException {
    return read(Source.of("npy", in));
  }

  /** Reads an array behind which nothing may follow. */
  static Tensor readAll(Source source) throws IOException {
    Tensor result = read(source);
    source.requireEnd("the array");
    return result;
  }

  private static Tensor read(Source source) throws IOException {
    NpyHeader header = NpyHeader.read(source);
    Shape shape = header.shape();
    int rank = shape.rank();
    if (!header.isFortran() || rank < 2) {
      return header.type().read(source, header.order(), shape, "the array");
    }
    // The copy in row-major order takes as much again.
    source.require(0, "the transposed array", 0, 2L * shape.size() * header.type().dtype().bytes());
    // Column-major numbers are those of the transpose in row-major order.
    int[] sides = new int[rank];
    int[] axes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      axes[axis] = rank - 1 - axis;
      sides[axis] = shape.side(axes[axis]);
    }
    return header
        .type()
        .read(source, header.order(), Shape.of(sides), "the transposed array")
        .transpose(axes);
  }

  /**
   * Writes an array, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Tensor tensor) throws IOException {
    AtomicFile.write(file, out -> write(out, tensor));
  }

  /**
   * Writes an array to a stream, which stays open.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(NpyHeader.format(tensor.dtype(), tensor.shape()));
    TensorBytes.write(tensor, out);
  }

  /** Returns how many bytes {@link #write(OutputStream, Tensor)} writes. */
  static long byteCount(Tensor tensor) {
    return NpyHeader.format(tensor.dtype(), tensor.shape()).length + TensorBytes.count(tensor);
  }
}
