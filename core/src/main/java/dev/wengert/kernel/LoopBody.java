package dev.wengert.kernel;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.kernel.Expression.Apply;
import dev.wengert.kernel.Expression.Constant;
import dev.wengert.kernel.Expression.Input;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression in canonical form: a list of instructions in which nothing is computed twice.
 *
 * <p>Values are numbered: first the inputs, then the constants, then one value an instruction, in
 * an order in which operands come first. Two expressions that compute the same in the same way have
 * equal bodies, so a body is what compiled loops are looked up by; comparing bodies takes time
 * linear in their length, however much the expression shares.
 */
public final class LoopBody {

  /**
   * One instruction: an operator and the numbers of the values it takes.
   *
   * @param op the operator
   * @param operands value numbers, as many as its arity
   */
  public record Instruction(Op op, ImmutableIntArray operands) {}

  private final Expression expression;
  private final ImmutableList<Op.Kind> inputs;
  private final ImmutableDoubleArray constants;
  private final ImmutableList<Instruction> instructions;
  private final int result;
  private final int hash;

  private LoopBody(
      Expression expression,
      ImmutableList<Op.Kind> inputs,
      ImmutableDoubleArray constants,
      ImmutableList<Instruction> instructions,
      int result) {
    this.expression = expression;
    this.inputs = inputs;
    this.constants = constants;
    this.instructions = instructions;
    this.result = result;
    this.hash =
        31 * (31 * (31 * inputs.hashCode() + constants.hashCode()) + instructions.hashCode())
            + result;
  }

  /**
   * Returns the canonical form of an expression.
   *
   * @param expression the formula
   * @param inputs how many operands the loop has; an operand that the formula does not use counts
   *     as a number
   * @throws IllegalArgumentException if the formula uses an input beyond them, or one input both as
   *     a number and as a truth value
   */
  public static LoopBody of(Expression expression, int inputs) {
    return new Builder(inputs).build(expression);
  }

  /** Returns the formula this was made of. */
  public Expression expression() {
    return expression;
  }

  /** Returns for each input whether it is a number or a truth value. */
  public ImmutableList<Op.Kind> inputs() {
    return inputs;
  }

  /** Returns the constants; they take the value numbers behind the inputs. */
  public ImmutableDoubleArray constants() {
    return constants;
  }

  /** Returns the instructions; they take the value numbers behind the constants. */
  public ImmutableList<Instruction> instructions() {
    return instructions;
  }

  /** Returns the number of the value that is the result. */
  public int result() {
    return result;
  }

  /** Returns whether the result is a number or a truth value. */
  public Op.Kind kind() {
    return expression.kind();
  }

  /** Returns the first operator that INT32 does not have, or null. */
  public @Nullable Op floatingOperator() {
    for (Instruction instruction : instructions) {
      if (instruction.op().floatingOnly()) {
        return instruction.op();
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof LoopBody body
            && hash == body.hash
            && result == body.result
            && inputs.equals(body.inputs)
            && constants.equals(body.constants)
            && instructions.equals(body.instructions));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Returns the formula. */
  @Override
  public String toString() {
    return expression.toString();
  }

  /**
   * Value numbering: a node met twice, or equal to an earlier one, gets the earlier one's number.
   */
  private static final class Builder {
    private final Op.Kind[] kinds;
    private final boolean[] used;
    private final List<Double> constants = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Long, Integer> constantNumbers = new HashMap<>();
    private final Map<Instruction, Integer> instructionNumbers = new HashMap<>();
    private final IdentityHashMap<Expression, Integer> visited = new IdentityHashMap<>();

    Builder(int inputs) {
      kinds = new Op.Kind[inputs];
      java.util.Arrays.fill(kinds, Op.Kind.NUMBER);
      used = new boolean[inputs];
    }

    LoopBody build(Expression root) {
      collectConstants(root, new IdentityHashMap<>());
      int result = number(root);
      return new LoopBody(
          root,
          ImmutableList.copyOf(kinds),
          ImmutableDoubleArray.copyOf(constants),
          ImmutableList.copyOf(instructions),
          result);
    }

    /** Constants are numbered before instructions, so all of them must be known first. */
    private void collectConstants(Expression e, IdentityHashMap<Expression, Boolean> seen) {
      if (seen.put(e, true) != null) {
        return;
      }
      switch (e) {
        case Constant(double value) -> {
          long bits = Double.doubleToLongBits(value);
          if (constantNumbers.putIfAbsent(bits, kinds.length + constants.size()) == null) {
            constants.add(value);
          }
        }
        case Apply apply -> apply.operands().forEach(operand -> collectConstants(operand, seen));
        case Input input -> checkInput(input);
      }
    }

    private void checkInput(Input input) {
      Preconditions.checkArgument(
          input.index() < kinds.length,
          "expression: it uses input %s but the loop has %s; give it one operand an input",
          input.index(),
          kinds.length);
      Preconditions.checkArgument(
          !used[input.index()] || kinds[input.index()] == input.kind(),
          "expression: input %s is used both as a number and as a truth value; select between two"
              + " numbers instead",
          input.index());
      used[input.index()] = true;
      kinds[input.index()] = input.kind();
    }

    private int number(Expression e) {
      return switch (e) {
        case Input(int index, Op.Kind kind) -> index;
        case Constant(double value) -> {
          Integer known = constantNumbers.get(Double.doubleToLongBits(value));
          yield java.util.Objects.requireNonNull(known);
        }
        case Apply apply -> {
          Integer known = visited.get(apply);
          if (known == null) {
            known = number(apply);
            visited.put(apply, known);
          }
          yield known;
        }
      };
    }

    private int number(Apply apply) {
      IntArrayList operands = new IntArrayList(apply.op().arity());
      for (Expression operand : apply.operands()) {
        operands.add(number(operand));
      }
      Instruction instruction =
          new Instruction(apply.op(), ImmutableIntArray.copyOf(operands.toIntArray()));
      Integer known =
          instructionNumbers.putIfAbsent(
              instruction, kinds.length + constants.size() + instructions.size());
      if (known != null) {
        return known;
      }
      instructions.add(instruction);
      return kinds.length + constants.size() + instructions.size() - 1;
    }
  }
}
