package dev.wengert.expression;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression.Apply;
import dev.wengert.expression.Expression.Constant;
import dev.wengert.expression.Expression.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
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

  /** How many results a body has at most. */
  public static final int MOST_RESULTS = 16;

  private final @Nullable DType dtype;
  private final ImmutableList<Expression> expressions;
  private final ImmutableList<Op.Kind> inputs;
  private final ImmutableDoubleArray constants;
  private final ImmutableList<Instruction> instructions;
  private final ImmutableIntArray results;
  private final int hash;

  LoopBody(
      @Nullable DType dtype,
      ImmutableList<Expression> expressions,
      ImmutableList<Op.Kind> inputs,
      ImmutableDoubleArray constants,
      ImmutableList<Instruction> instructions,
      ImmutableIntArray results) {
    this.dtype = dtype;
    this.expressions = expressions;
    this.inputs = inputs;
    this.constants = constants;
    this.instructions = instructions;
    this.results = results;
    int hash = 31 * inputs.hashCode() + constants.hashCode();
    this.hash = 31 * (31 * hash + instructions.hashCode()) + results.hashCode();
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
    Numbering numbering = new Numbering(inputs);
    List<Expression> order = Traversal.operandsFirst(expressions);
    for (Expression e : order) {
      if (e instanceof Constant(double value)) {
        numbering.announce(value);
      }
    }
    IdentityHashMap<Expression, Integer> numbers = new IdentityHashMap<>();
    for (Expression e : order) {
      numbers.put(
          e,
          switch (e) {
            case Input(int index, Op.Kind kind) -> numbering.input(index, kind);
            case Constant(double value) -> numbering.constant(value);
            case Apply(Op op, ImmutableList<Expression> operands) ->
                numbering.instruction(op, numbers(numbers, operands));
          });
    }
    return numbering.body(null, expressions, numbers(numbers, expressions));
  }

  private static int[] numbers(
      IdentityHashMap<Expression, Integer> known, ImmutableList<Expression> expressions) {
    int[] numbers = new int[expressions.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Objects.requireNonNull(known.get(expressions.get(i)));
    }
    return numbers;
  }

  /**
   * Returns the body that computes the same in a dtype with functions {@linkplain Expansion written
   * out} as arithmetic; this one if there are none.
   */
  public LoopBody expanded(DType dtype) {
    if (this.dtype != null) {
      return new LoopBody(null, expressions, inputs, constants, instructions, results);
    }
    if (!dtype.isFloating()) {
      return this;
    }
    Expansion expansion = Expansion.in(dtype);
    ImmutableList<Expression> written = Substitution.rebuild(expressions, expansion::written);
    for (int i = 0; i < written.size(); i++) {
      if (written.get(i) != expressions.get(i)) {
        return of(written, inputs.size());
      }
    }
    return this;
  }

  /** Returns the dtype that this was {@linkplain Fusion fused} for; null if it serves any. */
  public @Nullable DType dtype() {
    return dtype;
  }

  /** Returns the formula this was made of; of the first result, where there are several. */
  public Expression expression() {
    return expressions.get(0);
  }

  /** Returns for each result the formula. */
  ImmutableList<Expression> expressions() {
    return expressions;
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
    int value = results.get(result);
    int first = inputs.size() + constants.length();
    return value < inputs.size()
        ? inputs.get(value)
        : value < first ? Op.Kind.NUMBER : instructions.get(value - first).op().result();
  }

  /** Returns whether the result is a number or a truth value. */
  public Op.Kind kind() {
    return kind(0);
  }

  /** Returns whether there are truth values alone, and so no dtype to compute in. */
  public boolean isLogical() {
    if (!constants.isEmpty()) {
      return false;
    }
    for (Instruction instruction : instructions) {
      if (instruction.op().result() == Op.Kind.NUMBER) {
        return false;
      }
    }
    return !inputs.contains(Op.Kind.NUMBER);
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
            && dtype == body.dtype
            && results.equals(body.results)
            && inputs.equals(body.inputs)
            && constants.equals(body.constants)
            && instructions.equals(body.instructions));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Returns the formula; of a fused one the dtype and its formulas. */
  @Override
  public String toString() {
    return dtype != null
        ? dtype + Listing.of(expressions)
        : expressions.size() == 1 ? expression().toString() : expressions.toString();
  }

  /**
   * The value numbers of a body in the making: an instruction equal to an earlier one gets the
   * earlier one's number.
   *
   * <p>Constants are numbered before instructions, so all of them must be announced first.
   */
  static final class Numbering {

    private final Op.Kind[] kinds;
    private final boolean[] used;
    private final List<Double> constants = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Long, Integer> constantNumbers = new HashMap<>();
    private final Map<Instruction, Integer> instructionNumbers = new HashMap<>();

    /** Begins a body of so many inputs. */
    Numbering(int inputs) {
      kinds = new Op.Kind[inputs];
      Arrays.fill(kinds, Op.Kind.NUMBER);
      used = new boolean[inputs];
    }

    /** Announces a constant; constants are told apart by their bits. */
    void announce(double value) {
      long bits = Double.doubleToLongBits(value);
      if (constantNumbers.putIfAbsent(bits, kinds.length + constants.size()) == null) {
        constants.add(value);
      }
    }

    /** Returns the number of a constant that has been announced. */
    int constant(double value) {
      Integer known = constantNumbers.get(Double.doubleToLongBits(value));
      return Objects.requireNonNull(known);
    }

    /**
     * Returns the number of an input.
     *
     * @throws IllegalArgumentException if there are not so many, or it is of another kind elsewhere
     */
    int input(int index, Op.Kind kind) {
      Preconditions.checkArgument(
          index < kinds.length,
          "expression: it uses input %s but the loop has %s; give it one operand an input",
          index,
          kinds.length);
      Preconditions.checkArgument(
          !used[index] || kinds[index] == kind,
          "expression: input %s is used both as a number and as a truth value; select between two"
              + " numbers instead",
          index);
      used[index] = true;
      kinds[index] = kind;
      return index;
    }

    /** Returns the number of an operator's value. */
    int instruction(Op op, int... operands) {
      return number(new Instruction(op, ImmutableIntArray.copyOf(operands)));
    }

    /** Returns the number of an instruction's value whose operands have new numbers. */
    int instruction(Instruction instruction, IntUnaryOperator numbers) {
      return instruction(instruction.op(), instruction.operands().stream().map(numbers).toArray());
    }

    private int number(Instruction instruction) {
      int next = kinds.length + constants.size() + instructions.size();
      Integer known = instructionNumbers.putIfAbsent(instruction, next);
      if (known != null) {
        return known;
      }
      instructions.add(instruction);
      return next;
    }

    /** Returns whether a value is a number or a truth value. */
    Op.Kind kind(int value) {
      int first = kinds.length + constants.size();
      return value < kinds.length
          ? kinds[value]
          : value < first ? Op.Kind.NUMBER : instructions.get(value - first).op().result();
    }

    /** Returns the body of what has been numbered. */
    LoopBody body(@Nullable DType dtype, ImmutableList<Expression> formulas, int[] results) {
      return new LoopBody(
          dtype,
          formulas,
          ImmutableList.copyOf(kinds),
          ImmutableDoubleArray.copyOf(constants),
          ImmutableList.copyOf(instructions),
          ImmutableIntArray.copyOf(results));
    }
  }
}
