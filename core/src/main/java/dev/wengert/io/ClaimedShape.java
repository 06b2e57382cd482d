package dev.wengert.io;

import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.longs.LongList;

/** Shapes as files claim them. */
final class ClaimedShape {

  /** As many axes as an array of NumPy has. */
  static final int MAX_RANK = 64;

  private ClaimedShape() {}

  /**
   * Returns the shape of sides that are 0 or more, {@value #MAX_RANK} at most.
   *
   * @param what what has the shape, for errors
   * @throws MalformedFileException if there are too many sides, or too many elements for one array
   */
  static Shape of(Source source, String what, LongList sides) throws MalformedFileException {
    return of(source, what, sides, MAX_RANK);
  }

  /**
   * Returns the shape of sides that are 0 or more.
   *
   * @param what what has the shape, for errors
   * @throws MalformedFileException if there are too many sides, or too many elements for one array
   */
  static Shape of(Source source, String what, LongList sides, int maxRank)
      throws MalformedFileException {
    if (sides.size() > maxRank) {
      throw source.malformed(
          "%s has too many axes: %s; %s are the limit, the file is damaged, save it again",
          what, sides.size(), maxRank);
    }
    int[] result = new int[sides.size()];
    for (int i = 0; i < result.length; i++) {
      long side = sides.getLong(i);
      if (side > Integer.MAX_VALUE) {
        throw tooLarge(source, what, sides);
      }
      result[i] = (int) side;
    }
    try {
      return Shape.of(result);
    } catch (IllegalArgumentException e) {
      throw tooLarge(source, what, sides);
    }
  }

  private static MalformedFileException tooLarge(Source source, String what, LongList sides) {
    return source.malformed(
        "%s has too many elements for one Java array: its shape is %s; split it into parts of less"
            + " than 2^31 elements",
        what, sides);
  }
}
