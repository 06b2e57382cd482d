package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.expression.Op;
import java.lang.classfile.TypeKind;

/**
 * Writes the byte code for the values of one step of a loop: one element, or as many as a vector
 * holds.
 *
 * <p>Each method leaves its result on the operand stack or takes its operand from there, as it
 * says.
 */
interface Emitter {

  /** Returns how many elements a step computes. */
  int step();

  /** Returns what kind of local variable holds a value. */
  TypeKind local(Op.Kind kind);

  /** Leaves a number on the stack. */
  void constant(double value);

  /**
   * Takes an array and an index from the stack and leaves the element there, the same for all
   * lanes.
   *
   * @param kind whether it is a number or a truth value
   * @param stored the dtype of the array
   */
  void loadUniform(Op.Kind kind, DType stored);

  /** Takes an array and an index from the stack and leaves what lies there and behind it. */
  void load(Op.Kind kind, DType stored);

  /** Takes array, index and value from the stack and stores the value. */
  void store(Op.Kind kind, DType stored);

  /**
   * Applies an operator to operands in local variables and leaves the result on the stack.
   *
   * @param locals for each operand its local variable
   */
  void apply(Op op, int[] locals);

  /**
   * Leaves on the stack whether two numbers differ, which NaN does from all: the opposite of {@link
   * Op#EQ} by one comparison.
   *
   * @param locals the local variables that hold them
   */
  void differ(int[] locals);
}
