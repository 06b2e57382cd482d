package dev.wengert.nn.architecture;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;

/** The numbers that convolutional networks are asked for, and what is refused of them. */
final class Numbers {

  private Numbers() {}

  /**
   * Checks a number.
   *
   * @param operation the network's name in messages
   * @param what what there are so many of
   */
  static void checkPositive(String operation, String what, int number) {
    Preconditions.checkArgument(
        number > 0,
        "%s: the number of %s is not positive: %s; give 1 or more",
        operation,
        what,
        number);
  }

  /**
   * Returns the stages of a published network.
   *
   * @param stages those of all, by the number of layers
   * @param otherwise how others are made, for the message
   */
  static ImmutableIntArray published(
      String operation,
      ImmutableMap<Integer, ImmutableIntArray> stages,
      int layers,
      String otherwise) {
    ImmutableIntArray found = stages.get(layers);
    if (found == null) {
      throw new IllegalArgumentException(
          operation
              + ": there is none of "
              + layers
              + " layers; give one of "
              + stages.keySet()
              + ", or "
              + otherwise);
    }
    return found;
  }

  /**
   * Returns stages of one's own.
   *
   * @param what what each has a number of
   * @param example for the message
   */
  static ImmutableIntArray stages(String operation, String what, int[] counts, String example) {
    Preconditions.checkArgument(
        counts.length > 0 && Arrays.stream(counts).allMatch(count -> count > 0),
        "%s: not a number of %s for each stage: %s; give %s for example",
        operation,
        what,
        Arrays.toString(counts),
        example);
    return ImmutableIntArray.copyOf(counts);
  }
}
