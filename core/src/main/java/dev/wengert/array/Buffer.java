package dev.wengert.array;

import com.google.common.base.Preconditions;
import org.jspecify.annotations.Nullable;

/**
 * A block of numbers: one Java array in row-major order, in which an axis may have stride 0.
 *
 * <p>Stride 0 is what makes broadcasting and constant fills cost nothing; everything else is
 * contiguous. Once it has been filled a buffer is never written again, so many tensors may share
 * one array. Only a device looks at the array; above it a buffer is opaque.
 */
public final class Buffer extends Layout {

  /** The odd number nearest to 2^64 over the golden ratio. */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final Object array;

  private Buffer(Spec spec, Object array, int @Nullable [] strides) {
    super(spec, strides);
    this.array = array;
  }

  /** Returns a new contiguous buffer of zeros (false for BOOL). */
  public static Buffer allocate(Spec spec) {
    return new Buffer(spec, newArray(spec.dtype(), spec.shape().size()), null);
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
    return new Buffer(spec, newArray(spec.dtype(), stored), strides);
  }

  /**
   * Returns a contiguous buffer over an array that it now owns.
   *
   * @param array a {@code float[]}, {@code double[]}, {@code int[]} or {@code boolean[]} as the
   *     dtype says, of the shape's size
   * @throws IllegalArgumentException if the array's type or length does not fit
   */
  public static Buffer wrap(Spec spec, Object array) {
    int length =
        switch (array) {
          case float[] a when spec.dtype() == DType.FLOAT32 -> a.length;
          case double[] a when spec.dtype() == DType.FLOAT64 -> a.length;
          case int[] a when spec.dtype() == DType.INT32 -> a.length;
          case boolean[] a when spec.dtype() == DType.BOOL -> a.length;
          default ->
              throw new IllegalArgumentException(
                  "buffer: the array does not hold the dtype: "
                      + array.getClass().getSimpleName()
                      + " for "
                      + spec.dtype()
                      + "; give an array of the matching Java type");
        };
    Preconditions.checkArgument(
        length == spec.shape().size(),
        "buffer: the array's length does not fit the shape: %s for %s (%s elements); give as many"
            + " values as the shape has elements",
        length,
        spec.shape(),
        spec.shape().size());
    return new Buffer(spec, array, null);
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
    return new Buffer(spec.withShape(Shape.SCALAR), array, null).fill(spec.shape());
  }

  private static Object newArray(DType dtype, int length) {
    return switch (dtype) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case BOOL -> new boolean[length];
    };
  }

  /** Returns the same array seen under another layout, which says where in it elements lie. */
  public Buffer under(Layout layout) {
    return layout == this ? this : new Buffer(layout.spec(), array, layout.strides);
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

  /** Returns the one stored value of a {@linkplain #isFill() fill} under any shape. */
  @Override
  public Buffer fill(Shape target) {
    return under(super.fill(target));
  }

  /** Returns a contiguous copy that shares nothing with this. */
  public Buffer copy() {
    Buffer result = allocate(spec());
    if (strides == null) {
      System.arraycopy(array, 0, result.array, 0, shape().size());
      return result;
    }
    int[] from = strides;
    int[] into = shape().strides();
    int size = shape().size();
    for (int i = 0; i < size; i++) {
      int offset = 0;
      int rest = i;
      for (int axis = 0; axis < from.length; axis++) {
        offset += rest / into[axis] * from[axis];
        rest %= into[axis];
      }
      System.arraycopy(array, offset, result.array, i, 1);
    }
    return result;
  }

  /**
   * Returns a number that stands for the elements' bits, all NaNs being equal: buffers of one spec
   * with other bits have another, but for one in some 2^63. Never 0.
   */
  public long digest() {
    Object values = strides == null ? array : copy().array;
    long even = 17;
    long odd = 19;
    int size = shape().size();
    // Two sums, so that one multiplication need not wait for the other.
    for (int i = 0; i < size - 1; i += 2) {
      even = (even ^ bits(values, i)) * MIX;
      odd = (odd ^ bits(values, i + 1)) * MIX;
      even ^= even >>> 32;
      odd ^= odd >>> 29;
    }
    if (size % 2 == 1) {
      even = (even ^ bits(values, size - 1)) * MIX;
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
