package dev.wengert.gradcheck;

/** How thoroughly the elements of an input are probed. */
public enum Mode {
  /** Every element on its own if there are not too many, else random directions. */
  AUTO,
  /** Every element on its own: the work grows with the number of elements. */
  FULL,
  /**
   * Four random directions through all elements of an input: a wrong element shows in each of them,
   * and is then searched for by halves.
   */
  PROJECTED
}
