package dev.wengert.io;

import dev.wengert.Index;
import dev.wengert.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a tensor's elements in row-major order, little-endian, a block at a time. */
final class TensorBytes {

  private static final int BLOCK_ELEMENTS = 1 << 16;

  private TensorBytes() {}

  /** Returns how many bytes the elements take. */
  static long count(Tensor tensor) {
    return (long) tensor.size() * tensor.dtype().bytes();
  }

  /** Writes the elements. */
  static void write(Tensor tensor, OutputStream out) throws IOException {
    Tensor flat = tensor.detach().reshape(tensor.size());
    int size = flat.size();
    ElementType type = ElementType.of(tensor.dtype());
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.min(size, BLOCK_ELEMENTS) * tensor.dtype().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < size; start += BLOCK_ELEMENTS) {
      int stop = (int) Math.min(size, (long) start + BLOCK_ELEMENTS);
      type.write(flat.get(Index.range(start, stop)), buffer);
      out.write(buffer.array(), 0, (stop - start) * tensor.dtype().bytes());
      if (stop == size) {
        return;
      }
    }
  }
}
