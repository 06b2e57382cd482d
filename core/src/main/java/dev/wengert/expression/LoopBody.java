package dev.wengert.expression;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression.Apply;
import dev.wengert.expression.Expression.Constant;
import dev.wengert.expression.Expression.Input;
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
@SuppressWarnings("ReferenceEquality") // an expansion that changes nothing is the expression itself
public final class LoopBody {

  /** The one operand itself. */
  public static final LoopBody ELEMENT = of(Expression.input(0), 1);

  /**
   * One instruction: an operator and the numbers of the values it takes.
   *
   * @param op the operator
   * @param operands value numbers, as many as its arity
   */
  public record Instruction(Op op, ImmutableIntArray operands) {}

  private final ImmutableList<Expression> expressions;
  private final ImmutableList<Op.Kind> inputs;
  private final ImmutableDoubleArray constants;
  private final ImmutableList<Instruction> instructions;
  private final ImmutableIntArray results;
  private final int hash;

  private LoopBody(
      ImmutableList<Expression> expressions,
      ImmutableList<Op.Kind> inputs,
      ImmutableDoubleArray constants,
      ImmutableList<Instruction> instructions,
      ImmutableIntArray results) {
    this.expressions = expressions;
    this.inputs = inputs;
    this.constants = constants;
    this.instructions = instructions;
    this.results = results;
    this.hash =
        31 * (31 * (31 * inputs.hashCode() + constants.hashCode()) + instructions.hashCode())
            + results.hashCode();
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
    return of(ImmutableList.of(expression), inputs);
  }

  /**
   * Returns the canonical form of several expressions over the same operands, computed together.
   */
  public static LoopBody of(ImmutableList<Expression> expressions, int inputs) {
    return new Builder(inputs).build(expressions);
  }

  /**
   * Returns the body that computes the same in a dtype with functions {@linkplain Expansion written
   * out} as arithmetic; this one if there are none.
   */
  public LoopBody expanded(DType dtype) {
    if (!dtype.isFloating()) {
      return this;
    }
    Expansion expansion = Expansion.in(dtype);
    Expression written = Substitution.rebuild(expression(), expansion::written);
    return written == expression() ? this : of(written, inputs.size());
  }

  /** Returns the formula this was made of. */
  public Expression expression() {
    return expressions.get(0);
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
    return results.get(0);
  }

  /** Returns the numbers of the values that are results, where several are computed together. */
  public ImmutableIntArray results() {
    return results;
  }

  /** Returns whether a result is a number or a truth value. */
  public Op.Kind kind(int result) {
    return expressions.get(result).kind();
  }

  /** Returns whether the result is a number or a truth value. */
  public Op.Kind kind() {
    return kind(0);
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
            && results.equals(body.results)
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
    return expressions.size() == 1 ? expression().toString() : expressions.toString();
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

    LoopBody build(ImmutableList<Expression> roots) {
      List<Expression> order = Traversal.operandsFirst(roots);
      // Constants are numbered before instructions, so all of them must be known first.
      order.forEach(this::collect);
      order.forEach(this::number);
      ImmutableIntArray.Builder results = ImmutableIntArray.builder(roots.size());
      roots.forEach(root -> results.add(number(root)));
      return new LoopBody(
          roots,
          ImmutableList.copyOf(kinds),
          ImmutableDoubleArray.copyOf(constants),
          ImmutableList.copyOf(instructions),
          results.build());
    }

    private void collect(Expression e) {
      switch (e) {
        case Constant(double value) -> {
          long bits = Double.doubleToLongBits(value);
          if (constantNumbers.putIfAbsent(bits, kinds.length + constants.size()) == null) {
            constants.add(value);
          }
        }
        case Input input -> checkInput(input);
        case Apply apply -> {}
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
