package dev.wengert.cpu.copy;

import dev.wengert.cpu.machine.Retyped;

/**
 * Turns matrices of numbers: written for float; the forms of other dtypes are this class {@link
 * Retyped}.
 *
 * <p>A square is copied row by row to where its columns can be read at no cost, and from there row
 * by row to its place: so each line of memory is touched once. Read in columns where it lies, a
 * matrix whose sides are powers of 2 has all lines of a column in the same few places of the cache.
 */
final class FloatTurning implements Turning {

  @Override
  public void run(
      Object from,
      int at,
      int height,
      Object to,
      int into,
      int width,
      int rows,
      int columns,
      Object working) {
    float[] source = (float[]) from;
    float[] target = (float[]) to;
    float[] square = (float[]) working;
    for (int row = 0; row < rows; row += SIDE) {
      int high = Math.min(SIDE, rows - row);
      for (int column = 0; column < columns; column += SIDE) {
        int wide = Math.min(SIDE, columns - column);
        for (int j = 0; j < wide; j++) {
          System.arraycopy(source, at + row + (column + j) * height, square, j * (SIDE + 1), high);
        }
        for (int i = 0; i < high; i++) {
          int place = into + (row + i) * width + column;
          for (int j = 0; j < wide; j++) {
            target[place + j] = square[j * (SIDE + 1) + i];
          }
        }
      }
    }
  }
}
