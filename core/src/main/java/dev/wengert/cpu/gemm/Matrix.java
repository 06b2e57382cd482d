package dev.wengert.cpu.gemm;

/**
 * A part of an array, row after row, seen as a matrix or as its transpose: an operand of a {@link
 * BlasProvider}, for the time of a call.
 */
public final class Matrix {

  private static final Object NOTHING = new float[0];

  private Object array = NOTHING;
  private int offset;
  private int stride;
  private boolean transposed;
  private int rows;
  private int columns;

  /** Makes one to be set. */
  Matrix() {}

  /**
   * Makes one.
   *
   * @param array a {@code float[]} or {@code double[]}
   * @param offset where the first element lies
   * @param stride from one stored row to the next
   * @param transposed whether the stored matrix is the transpose of this one
   * @param rows the rows of this one, at least 1
   * @param columns the columns of this one, at least 1
   */
  public Matrix(Object array, int offset, int stride, boolean transposed, int rows, int columns) {
    set(array, offset, stride, transposed, rows, columns);
  }

  /** Makes this another one: products use the same few objects again. */
  void set(Object numbers, int at, int step, boolean isTransposed, int height, int width) {
    array = numbers;
    offset = at;
    stride = step;
    transposed = isTransposed;
    rows = height;
    columns = width;
  }

  /** Makes this a part of another one. */
  void setPart(Matrix whole, int row, int column, int height, int width) {
    int at = whole.offset + row * whole.down() + column * whole.right();
    set(whole.array, at, whole.stride, whole.transposed, height, width);
  }

  /** Lets go of the array. */
  void clear() {
    array = NOTHING;
  }

  /** Returns the array. */
  public Object array() {
    return array;
  }

  /** Returns where in the array the first element lies. */
  public int offset() {
    return offset;
  }

  /** Returns how far it is from one stored row to the next. */
  public int stride() {
    return stride;
  }

  /** Returns whether the stored matrix is the transpose of this one. */
  public boolean transposed() {
    return transposed;
  }

  /** Returns the rows. */
  public int rows() {
    return rows;
  }

  /** Returns the columns. */
  public int columns() {
    return columns;
  }

  /** Returns how far apart neighbouring elements of a column lie. */
  public int down() {
    return transposed ? 1 : stride;
  }

  /** Returns how far apart neighbouring elements of a row lie. */
  public int right() {
    return transposed ? stride : 1;
  }

  /** Returns the rows as they are stored. */
  public int storedRows() {
    return transposed ? columns : rows;
  }

  /** Returns the columns as they are stored. */
  public int storedColumns() {
    return transposed ? rows : columns;
  }
}
