package dev.wengert.io;

import dev.wengert.Index;
import dev.wengert.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes a tensor's elements in row-major order, little-endian, a block at a time. */
final class TensorBytes {

  private static final int BLOCK_ELEMENTS = 1 << 16;

  private TensorBytes() {}

  /** Returns how many bytes the elements take. */
  static long count(Tensor tensor) {
    return count(tensor, ElementType.of(tensor.dtype()));
  }

  /** Returns how many bytes the elements take, stored in a way. */
  static long count(Tensor tensor, ElementType type) {
    return (long) tensor.size() * type.bytes();
  }

  /** Writes the elements. */
  static void write(Tensor tensor, OutputStream out) throws IOException {
    write(tensor, ElementType.of(tensor.dtype()), "", out);
  }

  /**
   * Writes the elements, stored in a way.
   *
   * @param name what is written, for errors
   * @throws IllegalArgumentException if there is no place for a number
   */
  static void write(Tensor tensor, ElementType type, String name, OutputStream out)
      throws IOException {
    Tensor flat = tensor.detach().reshape(tensor.size());
    int size = flat.size();
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.min(size, BLOCK_ELEMENTS) * type.bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < size; start += BLOCK_ELEMENTS) {
      int stop = (int) Math.min(size, (long) start + BLOCK_ELEMENTS);
      Tensor block = flat.get(Index.range(start, stop));
      int written = type.write(block, buffer);
      if (written < stop - start) {
        throw new IllegalArgumentException(
            name
                + " has a number that "
                + type
                + " has no place for: "
                + block.get(written).item()
                + " at "
                + Arrays.toString(tensor.shape().indices(start + written))
                + "; write "
                + (type == ElementType.F16 ? "BF16 or F32" : "F32"));
      }
      out.write(buffer.array(), 0, (stop - start) * type.bytes());
      if (stop == size) {
        return;
      }
    }
  }
}
