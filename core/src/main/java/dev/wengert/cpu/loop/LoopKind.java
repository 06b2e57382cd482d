package dev.wengert.cpu.loop;

/** How the steps of a compiled loop are written. */
enum LoopKind {
  /** An element a step. */
  EACH,

  /**
   * An element a step, in a row that begins at the same index in each array whose elements lie one
   * after the other: what HotSpot makes vectors of by itself. Of arrays that are walked through at
   * different places it does not know that a store to one is no store to another.
   */
  ALIGNED,

  /** A vector a step. */
  VECTORS
}
