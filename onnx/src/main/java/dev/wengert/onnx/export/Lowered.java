package dev.wengert.onnx.export;

import java.util.Arrays;

/**
 * A value of the program as one of the graph.
 *
 * @param name its name there
 * @param there its sides there: some may be 1, or missing in front, where the program has it
 *     stretched
 * @param here its sides in the program
 * @param flat the name of what has the same elements under another shape, or its own
 * @param flatSides the sides of that
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record Lowered(String name, Side[] there, Side[] here, String flat, Side[] flatSides) {

  /** Returns a value that is there as it is here. */
  static Lowered of(String name, Side[] sides) {
    return new Lowered(name, sides, sides, name, sides);
  }

  /** Returns a value that is stretched here. */
  static Lowered stretched(String name, Side[] there, Side[] here) {
    return new Lowered(name, there, here, name, there);
  }

  boolean isWhole() {
    return Arrays.equals(there, here);
  }
}
