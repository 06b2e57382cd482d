package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An immutable n-dimensional array of numbers or truth values, and a place to trace where they
 * went.
 *
 * <p>A tensor has a {@linkplain Shape shape}, a {@linkplain DType dtype} and its elements in
 * row-major order. One that was {@linkplain Tape#watch watched}, or computed from such a one, also
 * knows its place in that trace; it behaves the same. Tensors are ordinary garbage-collected
 * objects: there is nothing to close.
 *
 * <p>What a language would write as operators are methods here, under the names that Kotlin gives
 * its operators; everything else is a static function of the {@code dev.wengert.ops} module. Shapes
 * broadcast as in NumPy. Dtypes never mix silently: a {@code double[]} makes FLOAT64, a {@code
 * float[]} FLOAT32, a Java number takes the tensor's dtype, and two tensors of different dtypes are
 * an error.
 *
 * <p>Two tensors are {@code equals} only if they are the same object; comparing values is {@link
 * #eq}.
 */
public final class Tensor {

  private final Spec spec;
  private final @Nullable Buffer buffer;
  private final @Nullable Trace trace;

  /** The value one level down, in a traced tensor. */
  private final @Nullable Tensor value;

  private final int place;
  private final @Nullable Object attachment;

  /** What computes the square of a traced {@linkplain Root root}. */
  private final @Nullable Supplier<Tensor> square;

  /** Makes a tensor that nothing traces. */
  Tensor(Buffer buffer) {
    this.spec = buffer.spec();
    this.buffer = buffer;
    this.trace = null;
    this.value = null;
    this.place = -1;
    this.attachment = null;
    this.square = null;
  }

  /** Makes a tensor of a trace. */
  Tensor(Spec spec, Trace trace, @Nullable Tensor value, int place, @Nullable Object attachment) {
    this.spec = spec;
    this.buffer = null;
    this.trace = trace;
    this.value = value;
    this.place = place;
    this.attachment = attachment;
    this.square = null;
  }

  private Tensor(Tensor root, Supplier<Tensor> square) {
    this.spec = root.spec;
    this.buffer = root.buffer;
    this.trace = root.trace;
    this.value = root.value;
    this.place = root.place;
    this.attachment = root.attachment;
    this.square = square;
  }

  // Making tensors

  /** Returns a FLOAT64 tensor [n] with a copy of the values. */
  public static Tensor of(double... values) {
    return wrap(values.clone(), values.length);
  }

  /** Returns a FLOAT32 tensor [n] with a copy of the values. */
  public static Tensor of(float... values) {
    return wrap(values.clone(), values.length);
  }

  /** Returns an INT32 tensor [n] with a copy of the values. */
  public static Tensor of(int... values) {
    return wrap(values.clone(), values.length);
  }

  /** Returns a BOOL tensor [n] with a copy of the values. */
  public static Tensor of(boolean... values) {
    return wrap(values.clone(), values.length);
  }

  /**
   * Returns a FLOAT64 tensor [rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static Tensor of(double[][] rows) {
    return new Tensor(NestedArray.flat(rows));
  }

  /**
   * Returns a FLOAT32 tensor [rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static Tensor of(float[][] rows) {
    return new Tensor(NestedArray.flat(rows));
  }

  /**
   * Returns an INT32 tensor [rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static Tensor of(int[][] rows) {
    return new Tensor(NestedArray.flat(rows));
  }

  /**
   * Returns a BOOL tensor [rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static Tensor of(boolean[][] rows) {
    return new Tensor(NestedArray.flat(rows));
  }

  /**
   * Returns a FLOAT64 tensor [n, rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the matrices differ in shape
   */
  public static Tensor of(double[][][] matrices) {
    return new Tensor(NestedArray.flat(matrices));
  }

  /**
   * Returns a FLOAT32 tensor [n, rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the matrices differ in shape
   */
  public static Tensor of(float[][][] matrices) {
    return new Tensor(NestedArray.flat(matrices));
  }

  /**
   * Returns an INT32 tensor [n, rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the matrices differ in shape
   */
  public static Tensor of(int[][][] matrices) {
    return new Tensor(NestedArray.flat(matrices));
  }

  /**
   * Returns a BOOL tensor [n, rows, columns] with a copy of the values.
   *
   * @throws IllegalArgumentException if the matrices differ in shape
   */
  public static Tensor of(boolean[][][] matrices) {
    return new Tensor(NestedArray.flat(matrices));
  }

  /**
   * Returns a tensor with a copy of the values of arrays within arrays, to any depth: a {@code
   * float[][][][]} makes FLOAT32 of rank 4. {@link #toArray} is the way back.
   *
   * @param array of double, float, int or boolean
   * @throws IllegalArgumentException if it is no such array, or its parts differ in shape
   */
  public static Tensor ofNested(Object array) {
    return new Tensor(NestedArray.flat(array));
  }

  /** Returns a FLOAT64 scalar. */
  public static Tensor scalar(double value) {
    return wrap(new double[] {value});
  }

  /** Returns a FLOAT32 scalar. */
  public static Tensor scalar(float value) {
    return wrap(new float[] {value});
  }

  /** Returns an INT32 scalar. */
  public static Tensor scalar(int value) {
    return wrap(new int[] {value});
  }

  /** Returns a BOOL scalar. */
  public static Tensor scalar(boolean value) {
    return wrap(new boolean[] {value});
  }

  /**
   * Returns a FLOAT64 tensor over an array, without copying it.
   *
   * <p>The caller must not change the array from now on: the tensor, and whatever shares its
   * elements, would change with it.
   *
   * @throws IllegalArgumentException if the array's length is not the product of the sides
   */
  public static Tensor wrap(double[] values, int... sides) {
    return new Tensor(Buffer.wrap(new Spec(DType.FLOAT64, Shape.of(sides)), values));
  }

  /** Returns a FLOAT32 tensor over an array, as {@link #wrap(double[], int...)} does. */
  public static Tensor wrap(float[] values, int... sides) {
    return new Tensor(Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(sides)), values));
  }

  /** Returns an INT32 tensor over an array, as {@link #wrap(double[], int...)} does. */
  public static Tensor wrap(int[] values, int... sides) {
    return new Tensor(Buffer.wrap(new Spec(DType.INT32, Shape.of(sides)), values));
  }

  /** Returns a BOOL tensor over an array, as {@link #wrap(double[], int...)} does. */
  public static Tensor wrap(boolean[] values, int... sides) {
    return new Tensor(Buffer.wrap(new Spec(DType.BOOL, Shape.of(sides)), values));
  }

  /**
   * Returns a tensor over a buffer, without copying it, as {@link #wrap(double[], int...)} does:
   * for who runs {@linkplain Wengert#device kernels} by himself.
   */
  public static Tensor wrap(Buffer elements) {
    return new Tensor(elements);
  }

  /**
   * Returns a tensor that is one value everywhere; it is stored once.
   *
   * @throws IllegalArgumentException if the dtype is INT32 and the value no whole number of 32 bits
   */
  public static Tensor full(Spec spec, double value) {
    Preconditions.checkArgument(
        spec.dtype() != DType.INT32 || value == (int) value,
        "full: the number is not one of the dtype: %s for %s; give a whole number of 32 bits or"
            + " another dtype",
        value,
        spec.dtype());
    return new Tensor(Buffer.filled(spec, value));
  }

  /** Returns a tensor that is one value everywhere, as {@link #full(Spec, double)} does. */
  public static Tensor full(DType dtype, double value, int... sides) {
    return full(new Spec(dtype, Shape.of(sides)), value);
  }

  /** Returns a tensor of zeros, stored once. */
  public static Tensor zeros(Spec spec) {
    return full(spec, 0);
  }

  /** Returns a tensor of zeros, stored once. */
  public static Tensor zeros(DType dtype, int... sides) {
    return full(dtype, 0, sides);
  }

  /** Returns a tensor of ones, stored once. */
  public static Tensor ones(DType dtype, int... sides) {
    return full(dtype, 1, sides);
  }

  // What it is

  /** Returns dtype and shape. */
  public Spec spec() {
    return spec;
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return spec.dtype();
  }

  /** Returns the sides. */
  public Shape shape() {
    return spec.shape();
  }

  /** Returns the number of axes. */
  public int rank() {
    return spec.shape().rank();
  }

  /** Returns the number of elements. */
  public int size() {
    return spec.shape().size();
  }

  // Reading values

  /**
   * Returns the one element of a tensor of size 1, as a number; a truth value as 0 or 1.
   *
   * @throws IllegalArgumentException if there is not exactly one element
   * @throws IllegalStateException if the value is not known yet, while a program is being recorded
   */
  public double item() {
    Preconditions.checkArgument(
        size() == 1,
        "item: not a single element: the shape is %s; index or reduce it first",
        shape());
    Buffer number = detach().to(DType.FLOAT64).buffer();
    return number.doubles()[number.offset()];
  }

  /**
   * Returns the elements in row-major order, as a new array; a FLOAT32 or INT32 tensor's are
   * widened.
   *
   * @throws IllegalArgumentException if the tensor is BOOL
   */
  public double[] toDoubleArray() {
    Preconditions.checkArgument(
        dtype() != DType.BOOL, "toDoubleArray: the tensor is BOOL; convert it with to(FLOAT64)");
    return contiguous(detach().to(DType.FLOAT64)).doubles();
  }

  /**
   * Returns the elements in row-major order, as a new array.
   *
   * @throws IllegalArgumentException if the tensor is not FLOAT32
   */
  public float[] toFloatArray() {
    checkDType("toFloatArray", DType.FLOAT32);
    return contiguous(this).floats();
  }

  /**
   * Returns the elements in row-major order, as a new array.
   *
   * @throws IllegalArgumentException if the tensor is not INT32
   */
  public int[] toIntArray() {
    checkDType("toIntArray", DType.INT32);
    return contiguous(this).ints();
  }

  /**
   * Returns the elements in row-major order, as a new array.
   *
   * @throws IllegalArgumentException if the tensor is not BOOL
   */
  public boolean[] toBooleanArray() {
    checkDType("toBooleanArray", DType.BOOL);
    return contiguous(this).booleans();
  }

  /**
   * Returns the elements as lists within lists, one level an axis: {@code [[1.0, 2.0], [3.0,
   * 4.0]]}. They are a {@code Double}, {@code Float}, {@code Integer} or {@code Boolean} by dtype.
   *
   * @throws IllegalArgumentException if the tensor is a scalar, whose value is {@link #item}
   */
  public ImmutableList<Object> toList() {
    Preconditions.checkArgument(
        rank() > 0, "toList: the tensor is a scalar; read its value with item()");
    return NestedList.of(elements(), shape());
  }

  /**
   * Returns the elements as Java arrays within arrays, one level an axis: a {@code double[][]} for
   * FLOAT64 of rank 2, a {@code boolean[]} for BOOL of rank 1. They are new; cast them to what they
   * are.
   *
   * @throws IllegalArgumentException if the tensor is a scalar, whose value is {@link #item}
   */
  public Object toArray() {
    Preconditions.checkArgument(
        rank() > 0, "toArray: the tensor is a scalar; read its value with item()");
    return NestedArray.of(elements(), shape());
  }

  private void checkDType(String operation, DType wanted) {
    Preconditions.checkArgument(
        dtype() == wanted,
        "%s: the tensor is %s; convert it with to(%s)",
        operation,
        dtype(),
        wanted);
  }

  private static Buffer contiguous(Tensor x) {
    return x.detach().buffer().copy();
  }

  /** Returns the elements in row-major order, as a new Java array of the dtype's type. */
  private Object elements() {
    return contiguous(this).array();
  }

  /**
   * Returns the same values, traced by nobody.
   *
   * <p>This is for logs and for values that leave a computation. To cut a derivative within one,
   * {@link Autodiff#stopGradient} is the operation.
   *
   * @throws IllegalStateException if the value is not known yet, while a program is being recorded
   */
  public Tensor detach() {
    Tensor result = this;
    while (result.trace != null) {
      result = result.trace.reveal(result);
    }
    return result;
  }

  /** Returns whether a trace sees what is done to this: a tape, a mapped function, a recorder. */
  public boolean isTraced() {
    return trace != null;
  }

  // Operators

  /** Returns this + other, elementwise. */
  public Tensor plus(Tensor other) {
    return Elementwise.ADD.apply(this, other);
  }

  /** Returns this + a number, elementwise. */
  public Tensor plus(double other) {
    return plus(number(other));
  }

  /** Returns this - other, elementwise. */
  public Tensor minus(Tensor other) {
    return Elementwise.SUB.apply(this, other);
  }

  /** Returns this - a number, elementwise. */
  public Tensor minus(double other) {
    return minus(number(other));
  }

  /** Returns this * other, elementwise. */
  public Tensor times(Tensor other) {
    return Elementwise.MUL.apply(this, other);
  }

  /** Returns this * a number, elementwise. */
  public Tensor times(double other) {
    return times(number(other));
  }

  /**
   * Returns this / other, elementwise; INT32 quotients are rounded toward zero.
   *
   * @throws ArithmeticException if an INT32 is divided by zero
   */
  public Tensor div(Tensor other) {
    return Elementwise.DIV.apply(this, other);
  }

  /** Returns this / a number, elementwise. */
  public Tensor div(double other) {
    return div(number(other));
  }

  /** Returns -this. */
  public Tensor unaryMinus() {
    return Elementwise.NEG.apply(this);
  }

  /**
   * Returns this^exponent, elementwise.
   *
   * <p>The derivative in the base is 0 where the exponent is 0; that in the exponent is 0 where the
   * base is 0 and the exponent is not negative.
   */
  public Tensor pow(Tensor exponent) {
    return Elementwise.POW.apply(this, exponent);
  }

  /** Returns this^exponent, elementwise. */
  public Tensor pow(double exponent) {
    return pow(number(exponent));
  }

  /** Returns where this &lt; other: BOOL. */
  public Tensor lt(Tensor other) {
    return Elementwise.LT.apply(this, other);
  }

  /** Returns where this &lt; a number: BOOL. */
  public Tensor lt(double other) {
    return lt(number(other));
  }

  /** Returns where this &lt;= other: BOOL. */
  public Tensor le(Tensor other) {
    return Elementwise.LE.apply(this, other);
  }

  /** Returns where this &lt;= a number: BOOL. */
  public Tensor le(double other) {
    return le(number(other));
  }

  /** Returns where this &gt; other: BOOL. */
  public Tensor gt(Tensor other) {
    return Elementwise.GT.apply(this, other);
  }

  /** Returns where this &gt; a number: BOOL. */
  public Tensor gt(double other) {
    return gt(number(other));
  }

  /** Returns where this &gt;= other: BOOL. */
  public Tensor ge(Tensor other) {
    return Elementwise.GE.apply(this, other);
  }

  /** Returns where this &gt;= a number: BOOL. */
  public Tensor ge(double other) {
    return ge(number(other));
  }

  /** Returns where this == other, both numbers or both truth values: BOOL. */
  public Tensor eq(Tensor other) {
    return (areLogical(other) ? Elementwise.SAME : Elementwise.EQ).apply(this, other);
  }

  /** Returns where this == a number: BOOL. */
  public Tensor eq(double other) {
    return eq(number(other));
  }

  /** Returns where this != other (or either is NaN), numbers or truth values: BOOL. */
  public Tensor ne(Tensor other) {
    return (areLogical(other) ? Elementwise.DIFFERENT : Elementwise.NE).apply(this, other);
  }

  private boolean areLogical(Tensor other) {
    return dtype() == DType.BOOL && other.dtype() == DType.BOOL;
  }

  /** Returns where this != a number (or is NaN): BOOL. */
  public Tensor ne(double other) {
    return ne(number(other));
  }

  /** A Java number takes this tensor's dtype, if it can be told exactly there. */
  private Tensor number(double value) {
    Preconditions.checkArgument(
        dtype().isFloating() || (dtype() == DType.INT32 && value == (int) value),
        "arithmetic: the number %s does not fit the dtype %s; convert the tensor with to(FLOAT32)",
        value,
        dtype());
    return full(new Spec(dtype(), Shape.SCALAR), value);
  }

  /**
   * Returns the matrix product.
   *
   * <p>[..., m, k] times [..., k, n] is [..., m, n], over broadcast leading axes. A vector [k]
   * counts as a row on the left and as a column on the right, and the axis it stands for is dropped
   * from the result (NumPy's rule). The cotangents are {@code D B^T} and {@code A^T D}.
   *
   * @throws IllegalArgumentException if the inner dimensions differ, an operand is a scalar, or the
   *     dtypes are not equal and floating
   */
  public Tensor matmul(Tensor other) {
    return MatrixProduct.of(this, other);
  }

  /**
   * Returns the part that indices, one an axis, point at.
   *
   * <p>See {@link Index} for what an index can be; axes without one are taken whole.
   *
   * @throws IndexOutOfBoundsException if an index lies outside its axis
   * @throws IllegalArgumentException if there are more indices than axes
   */
  public Tensor get(Index... indices) {
    return Index.get(this, indices);
  }

  /**
   * Returns the part at positions along the leading axes, which vanish; -1 is the last.
   *
   * @throws IndexOutOfBoundsException if a position lies outside its axis
   */
  public Tensor get(int... positions) {
    Index[] indices = new Index[positions.length];
    for (int i = 0; i < positions.length; i++) {
      indices[i] = Index.at(positions[i]);
    }
    return get(indices);
  }

  /**
   * Returns the part that indices name, written as NumPy writes them between brackets: {@code
   * x.get(":, 0")}, {@code x.get("1:-1, ..., ::2")}, {@code x.get("None, :")}.
   *
   * @throws IndexOutOfBoundsException if an index lies outside its axis
   * @throws IllegalArgumentException if the text is no list of indices, or there are more than axes
   */
  public Tensor get(String indices) {
    return get(IndexText.parse(indices));
  }

  /**
   * Returns one element, as a number: {@code get(positions).item()}.
   *
   * @param positions one an axis; -1 is the last
   * @throws IndexOutOfBoundsException if a position lies outside its axis
   * @throws IllegalArgumentException if there is not one position an axis
   */
  public double at(int... positions) {
    Preconditions.checkArgument(
        positions.length == rank(),
        "at: %s positions for the axes of %s; give one an axis",
        positions.length,
        shape());
    return get(positions).item();
  }

  // Shape

  /**
   * Returns the same elements, in row-major order, under another shape.
   *
   * @param sides the new sides; one may be -1 and is then whatever the number of elements leaves
   * @throws IllegalArgumentException if the number of elements would change
   */
  public Tensor reshape(int... sides) {
    return Reshape.of(this, Reshape.resolve(shape(), sides));
  }

  /** Returns the same elements, in row-major order, under another shape of the same size. */
  public Tensor reshape(Shape shape) {
    return Reshape.of(this, shape);
  }

  /**
   * Returns the matrix, or each matrix of a stack, transposed: the last two axes swapped.
   *
   * @throws IllegalArgumentException if the rank is below 2
   */
  public Tensor transpose() {
    Preconditions.checkArgument(
        rank() >= 2, "transpose: the rank is below 2: the shape is %s; reshape it first", shape());
    int[] axes = new int[rank()];
    java.util.Arrays.setAll(axes, i -> i);
    axes[rank() - 1] = rank() - 2;
    axes[rank() - 2] = rank() - 1;
    return Permute.of(this, axes);
  }

  /**
   * Returns the tensor with its axes reordered: axis i of the result is axis {@code axes[i]} of
   * this.
   *
   * @throws IllegalArgumentException if the axes are not a permutation
   */
  public Tensor transpose(int... axes) {
    return Permute.of(this, axes);
  }

  /**
   * Returns the tensor stretched to a larger shape, without a copy.
   *
   * @throws IllegalArgumentException if it does not broadcast there
   */
  public Tensor broadcastTo(int... sides) {
    return Broadcast.to(this, Shape.of(sides));
  }

  /** Returns the tensor stretched to a larger shape, without a copy. */
  public Tensor broadcastTo(Shape shape) {
    return Broadcast.to(this, shape);
  }

  /**
   * Returns the tensor converted to a dtype; itself when it has it.
   *
   * <p>From floating to INT32 the fraction is dropped; numbers are true unless 0; true is 1.
   * Between floating dtypes the conversion has a derivative, the conversion back.
   */
  public Tensor to(DType dtype) {
    return Cast.to(this, dtype);
  }

  // For traces

  @Nullable Trace trace() {
    return trace;
  }

  /** The value one level down; null if nothing traces this, or no value is known. */
  @Nullable Tensor valueIfKnown() {
    return value;
  }

  /** The value one level down. */
  Tensor value() {
    if (value == null) {
      throw new IllegalStateException(
          "tensor: the value is not known while a program is recorded; return the tensor from the"
              + " recorded function and read it there");
    }
    return value;
  }

  boolean hasValue() {
    return value != null;
  }

  int place() {
    return place;
  }

  @Nullable Object attachment() {
    return attachment;
  }

  /** Returns this tensor, which is a root, with what computes its square. */
  Tensor rootOf(Supplier<Tensor> squared) {
    return new Tensor(this, squared);
  }

  /** Returns what computes the square of this tensor, if it is known to be a root. */
  @Nullable Supplier<Tensor> square() {
    return square;
  }

  /**
   * Returns where the elements lie, not to be changed: for who runs {@linkplain Wengert#device
   * kernels} by himself.
   *
   * @throws IllegalStateException if something traces this: {@link #detach} it
   */
  public Buffer buffer() {
    if (buffer == null) {
      throw new IllegalStateException(
          "buffer: a trace owns the tensor "
              + spec
              + ", which has no elements of its own; detach()"
              + " it");
    }
    return buffer;
  }

  /** Returns the values as NumPy prints them, with dtype and shape; long ones abbreviated. */
  @Override
  public String toString() {
    return Autodiff.isKnown(this)
        ? TensorFormat.format(spec, elements())
        : spec + " (traced, value not known yet)";
  }
}
