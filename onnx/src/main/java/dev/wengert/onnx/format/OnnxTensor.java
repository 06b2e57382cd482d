package dev.wengert.onnx.format;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor of a file: its bytes, which become numbers when they are asked for.
 *
 * @param name its name
 * @param type the type of its elements
 * @param sides its shape
 * @param bytes the elements in row-major order, little-endian, not to be changed; empty for texts
 */
public record OnnxTensor(String name, OnnxType type, ImmutableIntArray sides, ByteBuffer bytes) {

  /**
   * The integers that a dtype of 32 bits cannot hold and that mean "to the end": what is that far
   * out is taken as the outermost of 32 bits.
   */
  private static final long FAR_OUT = 1L << 62;

  /** Makes a tensor that hands out views of its bytes alone. */
  public OnnxTensor {
    bytes = bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the elements, little-endian, from the first on. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the shape. */
  public Shape shape() {
    return Shape.of(sides.toArray());
  }

  /** Returns the tensor of a name and its elements as they are. */
  public static OnnxTensor of(String name, Tensor tensor) {
    Tensor values = tensor.detach();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.size(), values.dtype().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (values.dtype()) {
      case FLOAT32 -> bytes.asFloatBuffer().put(values.toFloatArray());
      case FLOAT64 -> bytes.asDoubleBuffer().put(values.toDoubleArray());
      case INT32 -> bytes.asIntBuffer().put(values.toIntArray());
      case BOOL -> {
        boolean[] truths = values.toBooleanArray();
        for (int i = 0; i < truths.length; i++) {
          bytes.put(i, (byte) (truths[i] ? 1 : 0));
        }
      }
    }
    return new OnnxTensor(
        name, OnnxType.of(values.dtype()), ImmutableIntArray.copyOf(values.shape().sides()), bytes);
  }

  /** Returns the tensor of a name and 64-bit integers, as shapes and axes are written. */
  public static OnnxTensor of(String name, long[] values, int... sides) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new OnnxTensor(name, OnnxType.INT64, ImmutableIntArray.copyOf(sides), bytes);
  }

  /**
   * Returns the elements: 16-bit floats as FLOAT32, all integers as INT32. An integer beyond 2^62
   * is taken as the outermost of 32 bits: that is how files write "to the end".
   *
   * @throws MalformedFileException if an integer has no place in INT32, or there is no dtype for
   *     the type
   */
  public Tensor toTensor() throws MalformedFileException {
    int size = shape().size();
    int[] all = sides.toArray();
    ByteBuffer in = bytes();
    return switch (type) {
      case FLOAT -> {
        float[] values = new float[size];
        in.asFloatBuffer().get(values);
        yield Tensor.wrap(values, all);
      }
      case FLOAT16, BFLOAT16 -> {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
          short half = in.getShort();
          values[i] =
              type == OnnxType.FLOAT16
                  ? Float.float16ToFloat(half)
                  : Float.intBitsToFloat(half << Short.SIZE);
        }
        yield Tensor.wrap(values, all);
      }
      case DOUBLE -> {
        double[] values = new double[size];
        in.asDoubleBuffer().get(values);
        yield Tensor.wrap(values, all);
      }
      case BOOL -> {
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
          values[i] = in.get() != 0;
        }
        yield Tensor.wrap(values, all);
      }
      case UNDEFINED, STRING, COMPLEX64, COMPLEX128 ->
          throw new MalformedFileException(
              "onnx: the tensor \""
                  + name
                  + "\" is of the type "
                  + type
                  + ", for which there is no dtype; floats, integers and truth values are read");
      default -> {
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
          values[i] = whole(in, i);
        }
        yield Tensor.wrap(values, all);
      }
    };
  }

  /** Returns whether an integer of a file has a place in INT32, or means "to the end". */
  public static boolean isWhole(long value) {
    return value == (int) value || value >= FAR_OUT || value <= -FAR_OUT;
  }

  /** Returns the INT32 for an integer of a file that has a place there. */
  public static int whole(long value) {
    return value == (int) value ? (int) value : value > 0 ? Integer.MAX_VALUE : -Integer.MAX_VALUE;
  }

  private int whole(ByteBuffer in, int place) throws MalformedFileException {
    long value =
        switch (type) {
          case UINT8 -> in.get() & 0xffL;
          case INT8 -> in.get();
          case UINT16 -> in.getShort() & 0xffffL;
          case INT16 -> in.getShort();
          case INT32 -> in.getInt();
          case UINT32 -> in.getInt() & 0xffff_ffffL;
          default -> in.getLong();
        };
    boolean isUnsigned = type == OnnxType.UINT64;
    if (isUnsigned ? value == (value & Integer.MAX_VALUE) : isWhole(value)) {
      return whole(value);
    }
    throw new MalformedFileException(
        "onnx: element "
            + place
            + " of the tensor \""
            + name
            + "\" has no place in INT32: "
            + (isUnsigned ? Long.toUnsignedString(value) : Long.toString(value))
            + "; integers are read up to 2^31");
  }

  /** Returns for example {@code weight FLOAT[3, 4]}. */
  @Override
  public String toString() {
    return name + " " + type + shape();
  }
}
