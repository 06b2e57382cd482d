package dev.wengert.cpu.copy;

/** Moves matrices whose rows become columns, in squares that stay in the cache. */
interface Turning {

  /** The side of a square. */
  int SIDE = 64;

  /** How many numbers the working memory has: the rows of a square, each with one to spare. */
  int WORKING = SIDE * (SIDE + 1);

  /**
   * Moves {@code to[i * width + j] = from[i + j * height]} for i below rows, j below columns.
   *
   * @param at where the first element is
   * @param height how far apart elements of a row are at the source
   * @param into where the first element goes
   * @param width how far apart rows are at the target
   * @param working {@value #WORKING} numbers
   */
  void run(
      Object from,
      int at,
      int height,
      Object to,
      int into,
      int width,
      int rows,
      int columns,
      Object working);
}
