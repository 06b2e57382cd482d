package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;

/**
 * One line of a program: values made from others.
 *
 * @param title what listings call it: the primitive's name and attributes
 * @param operation what it does
 * @param operands the numbers of the values it takes; the constant k is {@code -1 - k}
 * @param firstResult the number of its first result; the others follow
 * @param results dtype and shape of each result
 * @param line the line of the user's code that asked for it; empty where nobody asked for lines
 */
public record Instruction(
    String title,
    Operation operation,
    ImmutableIntArray operands,
    int firstResult,
    ImmutableList<Spec> results,
    String line) {

  /** Returns the number of a result. */
  public int result(int which) {
    return firstResult + which;
  }

  /** Returns whether a number is one of the results'. */
  boolean makes(int value) {
    return value >= firstResult && value < firstResult + results.size();
  }

  /** Returns the same with another operation. */
  Instruction withOperation(Operation other) {
    return new Instruction(title, other, operands, firstResult, results, line);
  }

  /** Returns the same under another title. */
  Instruction withTitle(String other) {
    return new Instruction(other, operation, operands, firstResult, results, line);
  }

  /** Returns the same with other operands. */
  Instruction withOperands(ImmutableIntArray others) {
    return new Instruction(title, operation, others, firstResult, results, line);
  }

  /** Returns the same whose results are numbered from elsewhere. */
  Instruction withFirstResult(int first) {
    return new Instruction(title, operation, operands, first, results, line);
  }
}
