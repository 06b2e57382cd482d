package dev.wengert.io;

import com.google.common.primitives.UnsignedInts;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** How a file stores one number, and which dtype it becomes. */
enum ElementType {
  F16(2, DType.FLOAT32),
  BF16(2, DType.FLOAT32),
  F32(4, DType.FLOAT32, "<f4"),
  F64(8, DType.FLOAT64, "<f8"),
  I8(1, DType.INT32),
  U8(1, DType.INT32),
  I16(2, DType.INT32),
  U16(2, DType.INT32),
  I32(4, DType.INT32, "<i4"),
  U32(4, DType.INT32),
  I64(8, DType.INT32),
  U64(8, DType.INT32),
  BOOL(1, DType.BOOL, "|b1");

  private static final int BLOCK_BYTES = 1 << 16;

  private final int bytes;
  private final DType dtype;
  private final String descriptor;

  ElementType(int bytes, DType dtype) {
    this(bytes, dtype, "");
  }

  ElementType(int bytes, DType dtype, String descriptor) {
    this.bytes = bytes;
    this.dtype = dtype;
    this.descriptor = descriptor;
  }

  /** Returns the type in which a dtype is stored without loss. */
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case INT32 -> I32;
      case BOOL -> BOOL;
    };
  }

  int bytes() {
    return bytes;
  }

  DType dtype() {
    return dtype;
  }

  /** Returns what NumPy's files call it, if a dtype is stored so. */
  String descriptor() {
    return descriptor;
  }

  /**
   * Writes the elements of a tensor whose dtype may be stored so.
   *
   * @return at which of them it ended, since there is no place for it; their number if there is for
   *     all
   */
  int write(Tensor block, ByteBuffer buffer) {
    switch (this) {
      case F16, BF16 -> {
        return writeHalves(block.toFloatArray(), buffer);
      }
      case F32 -> buffer.asFloatBuffer().put(block.toFloatArray());
      case F64 -> buffer.asDoubleBuffer().put(block.toDoubleArray());
      case I32 -> buffer.asIntBuffer().put(block.toIntArray());
      case BOOL -> {
        boolean[] values = block.toBooleanArray();
        for (int i = 0; i < values.length; i++) {
          buffer.put(i, (byte) (values[i] ? 1 : 0));
        }
      }
      default -> throw new AssertionError(this);
    }
    return block.size();
  }

  private int writeHalves(float[] values, ByteBuffer buffer) {
    for (int i = 0; i < values.length; i++) {
      short half = this == F16 ? Float.floatToFloat16(values[i]) : upperHalf(values[i]);
      float read = this == F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
      if (Float.isInfinite(read) && Float.isFinite(values[i])) {
        return i;
      }
      buffer.putShort(2 * i, half);
    }
    return values.length;
  }

  /** Returns the upper 16 bits of a number, rounded to the nearest, to the even one of two. */
  private static short upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      // Rounding could make it infinite.
      return (short) ((bits >>> Short.SIZE) | 0x40);
    }
    int isOdd = (bits >>> Short.SIZE) & 1;
    return (short) ((bits + 0x7fff + isOdd) >>> Short.SIZE);
  }

  /**
   * Reads numbers in row-major order.
   *
   * @param what what they are, for errors
   * @throws MalformedFileException if there are too few, one has no place in the dtype, or all
   *     together take too much memory
   */
  Tensor read(Source source, ByteOrder order, Shape shape, String what) throws IOException {
    int size = shape.size();
    source.require((long) size * bytes, what, (long) size * dtype.bytes());
    int[] sides = shape.sides();
    Blocks blocks = new Blocks(source, order, size, what);
    return switch (dtype) {
      case FLOAT32 -> Tensor.wrap(blocks.floats(), sides);
      case FLOAT64 -> Tensor.wrap(blocks.doubles(), sides);
      case INT32 -> Tensor.wrap(blocks.ints(shape), sides);
      case BOOL -> Tensor.wrap(blocks.booleans(shape), sides);
    };
  }

  /** The numbers, block by block. */
  private final class Blocks {

    private final Source source;
    private final String what;
    private final int size;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final ByteBuffer buffer;

    Blocks(Source source, ByteOrder order, int size, String what) {
      this.source = source;
      this.size = size;
      this.what = what;
      this.buffer = ByteBuffer.wrap(block).order(order);
    }

    /** Reads the next block and returns how many numbers it holds. */
    private int next(int done) throws IOException {
      int count = Math.min(size - done, BLOCK_BYTES / bytes);
      source.read(block, count * bytes, what);
      return count;
    }

    float[] floats() throws IOException {
      float[] result = new float[size];
      for (int done = 0; done < size; ) {
        int count = next(done);
        if (ElementType.this == F32) {
          buffer.asFloatBuffer().get(result, done, count);
        } else {
          for (int i = 0; i < count; i++) {
            short bits = buffer.getShort(2 * i);
            result[done + i] =
                ElementType.this == F16
                    ? Float.float16ToFloat(bits)
                    : Float.intBitsToFloat(bits << Short.SIZE);
          }
        }
        done += count;
      }
      return result;
    }

    double[] doubles() throws IOException {
      double[] result = new double[size];
      for (int done = 0; done < size; ) {
        int count = next(done);
        buffer.asDoubleBuffer().get(result, done, count);
        done += count;
      }
      return result;
    }

    int[] ints(Shape shape) throws IOException {
      int[] result = new int[size];
      for (int done = 0; done < size; ) {
        int count = next(done);
        if (ElementType.this == I32) {
          buffer.asIntBuffer().get(result, done, count);
        } else {
          for (int i = 0; i < count; i++) {
            long value = integer(i);
            boolean isUnsigned = ElementType.this == U64;
            if (value != (int) value || (isUnsigned && value < 0)) {
              throw source.malformed(
                  "a value of %s does not fit 32 bits: %s at %s; store it as %s",
                  what,
                  isUnsigned ? Long.toUnsignedString(value) : value,
                  place(done + i, shape),
                  "int32 within range, or as float64");
            }
            result[done + i] = (int) value;
          }
        }
        done += count;
      }
      return result;
    }

    private long integer(int i) {
      return switch (ElementType.this) {
        case I8 -> block[i];
        case U8 -> Byte.toUnsignedInt(block[i]);
        case I16 -> buffer.getShort(2 * i);
        case U16 -> Short.toUnsignedInt(buffer.getShort(2 * i));
        case U32 -> UnsignedInts.toLong(buffer.getInt(4 * i));
        case I64, U64 -> buffer.getLong(8 * i);
        default -> throw new AssertionError(ElementType.this);
      };
    }

    boolean[] booleans(Shape shape) throws IOException {
      boolean[] result = new boolean[size];
      for (int done = 0; done < size; ) {
        int count = next(done);
        for (int i = 0; i < count; i++) {
          if ((block[i] & ~1) != 0) {
            throw source.malformed(
                "a truth value of %s is neither 0 nor 1: %s at %s; the file is damaged, save it"
                    + " again",
                what, Byte.toUnsignedInt(block[i]), place(done + i, shape));
          }
          result[done + i] = block[i] == 1;
        }
        done += count;
      }
      return result;
    }

    /** The indices of an element, for example {@code [2, 0]}. */
    private static String place(int position, Shape shape) {
      return Arrays.toString(shape.indices(position));
    }
  }
}
