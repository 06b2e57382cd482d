package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** What an {@link Instruction} does. The set is closed: whoever reads a program knows all of it. */
public sealed interface Operation {

  /**
   * Computes results.
   *
   * @param kernel how they come out of the operands
   */
  record Compute(Kernel kernel) implements Operation {}

  /**
   * Hands its first operand on as it is, when all others are there too. What stands behind it is
   * never taken for what stands before it, nor joined with it, nor moved to its other side.
   */
  record Barrier() implements Operation {}

  /**
   * Runs a body again and again. Its operands are, one behind the other: the number of steps, if
   * that is one; the state; what is read row by row; what is the same in each step. Its results are
   * the last state and what was written row by row; rows of steps that did not run are zero.
   *
   * @param body from state, rows and constants to the next state and rows
   * @param condition from state and constants to a truth value: no step runs where it is false;
   *     null if there is none
   * @param name what errors call it
   * @param states how many values the state has
   * @param rows how many values are read row by row
   * @param length how many steps there are, at most if something else ends it before; below 0 if
   *     nothing else does
   * @param isReversed whether the last row comes first
   * @param isCounted whether the first operand, INT32 [], says how many of the rows are gone
   *     through
   */
  record Repeat(
      Body body,
      @Nullable Body condition,
      String name,
      int states,
      int rows,
      int length,
      boolean isReversed,
      boolean isCounted)
      implements Operation {}

  /**
   * Runs one of several bodies. Its first operand is the body's number, INT32 []; the others are
   * the body's inputs.
   *
   * @param branches the bodies, of equal inputs and results
   */
  record Choose(ImmutableList<Body> branches) implements Operation {}

  /** Returns the bodies within. */
  default ImmutableList<Body> bodies() {
    return switch (this) {
      case Compute compute -> ImmutableList.of();
      case Barrier barrier -> ImmutableList.of();
      case Repeat repeat ->
          repeat.condition == null
              ? ImmutableList.of(repeat.body)
              : ImmutableList.of(repeat.body, repeat.condition);
      case Choose choose -> choose.branches;
    };
  }

  /** Returns the same with other bodies within. */
  default Operation withBodies(ImmutableList<Body> others) {
    return switch (this) {
      case Compute compute -> this;
      case Barrier barrier -> this;
      case Repeat repeat ->
          new Repeat(
              others.get(0),
              repeat.condition == null ? null : others.get(1),
              repeat.name,
              repeat.states,
              repeat.rows,
              repeat.length,
              repeat.isReversed,
              repeat.isCounted);
      case Choose choose -> new Choose(others);
    };
  }
}
