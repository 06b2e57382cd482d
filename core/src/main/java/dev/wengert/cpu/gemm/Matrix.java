package dev.wengert.cpu.gemm;

/**
 * A part of an array, row after row, seen as a matrix or as its transpose: an operand of a {@link
 * BlasProvider}.
 *
 * @param array a {@code float[]} or {@code double[]}
 * @param offset where the first element lies
 * @param stride from one stored row to the next
 * @param transposed whether the stored matrix is the transpose of this one
 * @param rows the rows of this one, at least 1
 * @param columns the columns of this one, at least 1
 */
public record Matrix(
    Object array, int offset, int stride, boolean transposed, int rows, int columns) {

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

  /** Returns a part of it. */
  public Matrix part(int row, int column, int height, int width) {
    int at = offset + row * down() + column * right();
    return new Matrix(array, at, stride, transposed, height, width);
  }
}
