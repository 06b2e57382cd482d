package dev.wengert.array;

import com.google.common.base.Preconditions;
import org.jspecify.annotations.Nullable;

/**
 * A block of numbers: a part of a Java array, in row-major order, in which an axis may have stride
 * 0.
 *
 * <p>Stride 0 is what makes broadcasting and constant fills cost nothing; everything else is
 * contiguous. The first element lies at an offset, and behind the last one the array may go on: so
 * one array holds many buffers. Once it has been filled a buffer is never written again, so many
 * tensors may share one array. Only a device looks at the array; above it a buffer is opaque.
 */
public final class Buffer extends Layout {

  /** The odd number nearest to 2^64 over the golden ratio. */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final Object array;
  private final int offset;

  private Buffer(Spec spec, Object array, int offset, int @Nullable [] strides) {
    super(spec, strides);
    this.array = array;
    this.offset = offset;
  }

  /** Returns a new contiguous buffer of zeros (false for BOOL). */
  public static Buffer allocate(Spec spec) {
    return new Buffer(spec, newArray(spec.dtype(), spec.shape().size()), 0, null);
  }

  /** Returns a new buffer of zeros (false for BOOL) that lies as a layout says. */
  public static Buffer allocate(Layout layout) {
    Spec spec = layout.spec();
    int[] strides = layout.strides;
    // Given as its parts, the layout itself need not exist: this is part of each small operation.
    return strides == null ? allocate(spec) : allocate(spec, strides);
  }

  private static Buffer allocate(Spec spec, int[] strides) {
    int stored = narrow(spec.shape(), strides).size();
    return new Buffer(spec, newArray(spec.dtype(), stored), 0, strides);
  }

  /**
   * Returns a contiguous buffer over an array that it now owns.
   *
   * @param array a {@code float[]}, {@code double[]}, {@code int[]} or {@code boolean[]} as the
   *     dtype says, of the shape's size
   * @throws IllegalArgumentException if the array's type or length does not fit
   */
  public static Buffer wrap(Spec spec, Object array) {
    int length = length(spec.dtype(), array);
    Preconditions.checkArgument(
        length == spec.shape().size(),
        "buffer: the array's length does not fit the shape: %s for %s (%s elements); give as many"
            + " values as the shape has elements",
        length,
        spec.shape(),
        spec.shape().size());
    return new Buffer(spec, array, 0, null);
  }

  /**
   * Returns a buffer over a part of an array that others may lie in too.
   *
   * @param layout how its elements lie
   * @param array a {@code float[]}, {@code double[]}, {@code int[]} or {@code boolean[]} as the
   *     dtype says
   * @param offset where its first element lies
   * @throws IllegalArgumentException if the array's type does not fit, or the part goes beyond it
   */
  public static Buffer within(Layout layout, Object array, int offset) {
    int length = length(layout.dtype(), array);
    int stored = layout.stored();
    Preconditions.checkArgument(
        offset >= 0 && offset <= length - stored,
        "buffer: the array has no room: %s elements at %s of %s; give a longer array, or an offset"
            + " that leaves room",
        stored,
        offset,
        length);
    return new Buffer(layout.spec(), array, offset, layout.strides);
  }

  private static int length(DType dtype, Object array) {
    return switch (array) {
      case float[] a when dtype == DType.FLOAT32 -> a.length;
      case double[] a when dtype == DType.FLOAT64 -> a.length;
      case int[] a when dtype == DType.INT32 -> a.length;
      case boolean[] a when dtype == DType.BOOL -> a.length;
      default ->
          throw new IllegalArgumentException(
              "buffer: the array does not hold the dtype: "
                  + array.getClass().getSimpleName()
                  + " for "
                  + dtype
                  + "; give an array of the matching Java type");
    };
  }

  /** Returns a buffer that reads as {@code value} everywhere and stores it once. */
  public static Buffer filled(Spec spec, double value) {
    Object array = newArray(spec.dtype(), 1);
    switch (array) {
      case float[] a -> a[0] = (float) value;
      case double[] a -> a[0] = value;
      case int[] a -> a[0] = (int) value;
      case boolean[] a -> a[0] = value != 0;
      default -> throw new AssertionError(spec.dtype());
    }
    return new Buffer(spec.withShape(Shape.SCALAR), array, 0, null).fill(spec.shape());
  }

  /** Returns a new Java array of a dtype's elements, all of them zero (false for BOOL). */
  public static Object newArray(DType dtype, int length) {
    return switch (dtype) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case BOOL -> new boolean[length];
    };
  }

  /** Returns the same array seen under another layout, which says how elements lie in it. */
  public Buffer under(Layout layout) {
    return layout == this ? this : new Buffer(layout.spec(), array, offset, layout.strides);
  }

  /**
   * Returns the same values stretched to a larger shape, without a copy.
   *
   * @throws IllegalArgumentException if this shape does not broadcast to the target
   */
  @Override
  public Buffer broadcastTo(Shape target) {
    return under(super.broadcastTo(target));
  }

  @Override
  public Buffer narrowTo(Shape shape) {
    return under(super.narrowTo(shape));
  }

  /**
   * Returns the same values under another shape of the same size, without a copy.
   *
   * @throws IllegalStateException if this buffer is neither contiguous nor a fill
   */
  @Override
  public Buffer reshape(Shape target) {
    return under(super.reshape(target));
  }

  /**
   * Returns the part with one index along the first axis, without a copy.
   *
   * @throws IllegalStateException if this buffer is not contiguous
   * @throws IndexOutOfBoundsException if the axis has no such index
   */
  public Buffer row(int index) {
    Preconditions.checkState(
        isContiguous(), "row: %s is broadcast along some axes; copy it first", shape());
    Preconditions.checkElementIndex(index, shape().side(0));
    Spec row = spec().withShape(shape().drop(1));
    return new Buffer(row, array, offset + index * row.shape().size(), null);
  }

  /** Returns the one stored value of a {@linkplain #isFill() fill} under any shape. */
  @Override
  public Buffer fill(Shape target) {
    return under(super.fill(target));
  }

  /** Returns a contiguous copy that shares nothing with this. */
  public Buffer copy() {
    Buffer result = allocate(spec());
    copyTo(result);
    return result;
  }

  /** Writes the elements to a contiguous buffer of the same spec, which nobody has read yet. */
  public void copyTo(Buffer target) {
    if (strides == null) {
      System.arraycopy(array, offset, target.array, target.offset, shape().size());
      return;
    }
    if (isFill()) {
      copy(array, offset, 0, target.array, target.offset, 1, shape().size());
      return;
    }
    int last = strides.length - 1;
    int row = shape().side(last);
    int[] index = new int[last];
    int at = offset;
    int end = target.offset + shape().size();
    for (int into = target.offset; into < end; into += row) {
      copy(array, at, strides[last], target.array, into, 1, row);
      // On to the next row, as an odometer counts.
      for (int axis = last - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < shape().side(axis)) {
          break;
        }
        at -= index[axis] * strides[axis];
        index[axis] = 0;
      }
    }
  }

  /**
   * Copies n elements between arrays of one type, whatever it is, at places a step apart.
   *
   * @param source read at {@code at}, {@code at + step}, ...
   * @param target written at {@code into}, {@code into + stride}, ...
   */
  public static void copy(
      Object source, int at, int step, Object target, int into, int stride, int n) {
    if (step == 1 && stride == 1) {
      System.arraycopy(source, at, target, into, n);
      return;
    }
    switch (source) {
      case float[] from -> {
        float[] to = (float[]) target;
        for (int i = 0; i < n; i++) {
          to[into + i * stride] = from[at + i * step];
        }
      }
      case double[] from -> {
        double[] to = (double[]) target;
        for (int i = 0; i < n; i++) {
          to[into + i * stride] = from[at + i * step];
        }
      }
      case int[] from -> {
        int[] to = (int[]) target;
        for (int i = 0; i < n; i++) {
          to[into + i * stride] = from[at + i * step];
        }
      }
      case boolean[] from -> {
        boolean[] to = (boolean[]) target;
        for (int i = 0; i < n; i++) {
          to[into + i * stride] = from[at + i * step];
        }
      }
      default -> throw new AssertionError(source);
    }
  }

  /**
   * Returns a number that stands for the elements' bits, all NaNs being equal: buffers of one spec
   * with other bits have another, but for one in some 2^63. Never 0.
   */
  public long digest() {
    Buffer source = strides == null ? this : copy();
    Object values = source.array;
    int from = source.offset;
    long even = 17;
    long odd = 19;
    int size = shape().size();
    // Two sums, so that one multiplication need not wait for the other.
    for (int i = 0; i < size - 1; i += 2) {
      even = (even ^ bits(values, from + i)) * MIX;
      odd = (odd ^ bits(values, from + i + 1)) * MIX;
      even ^= even >>> 32;
      odd ^= odd >>> 29;
    }
    if (size % 2 == 1) {
      even = (even ^ bits(values, from + size - 1)) * MIX;
    }
    return (even * MIX ^ odd) | 1;
  }

  private static long bits(Object values, int i) {
    if (values instanceof float[] a) {
      return Float.floatToIntBits(a[i]);
    }
    if (values instanceof double[] a) {
      return Double.doubleToLongBits(a[i]);
    }
    return values instanceof int[] a ? a[i] : ((boolean[]) values)[i] ? 1 : 0;
  }

  /** Returns where in the array the first element lies. */
  public int offset() {
    return offset;
  }

  /** Returns whether the elements lie one after the other and fill their array. */
  public boolean isWhole() {
    return strides == null && shape().size() == length(dtype(), array);
  }

  /** Returns the array of a FLOAT32 buffer: for kernels, not to be written once filled. */
  public float[] floats() {
    return (float[]) array;
  }

  /** Returns the array of a FLOAT64 buffer: for kernels, not to be written once filled. */
  public double[] doubles() {
    return (double[]) array;
  }

  /** Returns the array of an INT32 buffer: for kernels, not to be written once filled. */
  public int[] ints() {
    return (int[]) array;
  }

  /** Returns the array of a BOOL buffer: for kernels, not to be written once filled. */
  public boolean[] booleans() {
    return (boolean[]) array;
  }

  /** Returns the array, whatever its type: for kernels, not to be written once filled. */
  public Object array() {
    return array;
  }
}
