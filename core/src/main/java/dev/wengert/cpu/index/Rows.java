package dev.wengert.cpu.index;

import dev.wengert.array.Shape;

/** How an indexed array falls into rows. */
public final class Rows {
  /** Rows along the indexed axis. */
  final int side;

  /** Elements of a row. */
  final int width;

  /** Runs of {@code side} rows each. */
  final int blocks;

  /** Positions that each block takes. */
  final int count;

  /** Blocks that share one run of positions. */
  private final int blocksPerRun;

  private Rows(int side, int width, int blocks, int count, int blocksPerRun) {
    this.side = side;
    this.width = width;
    this.blocks = blocks;
    this.count = count;
    this.blocksPerRun = blocksPerRun;
  }

  static Rows of(Shape indexed, int axis, int batch, int positions) {
    int runs = 1;
    int blocksPerRun = 1;
    int width = 1;
    for (int i = 0; i < indexed.rank(); i++) {
      int side = indexed.side(i);
      if (i < batch) {
        runs *= side;
      } else if (i < axis) {
        blocksPerRun *= side;
      } else if (i > axis) {
        width *= side;
      }
    }
    int count = runs == 0 ? 0 : positions / runs;
    return new Rows(indexed.side(axis), width, runs * blocksPerRun, count, blocksPerRun);
  }

  /** Where the row begins that a position, counted from either end, names in a block. */
  int start(int block, int position) {
    return (block * side + Positions.fromFront(position, side)) * width;
  }

  /** Where the positions of a block begin. */
  int firstIndex(int block) {
    return block / blocksPerRun * count;
  }
}
