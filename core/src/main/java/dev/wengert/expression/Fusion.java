package dev.wengert.expression;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression.Apply;
import dev.wengert.expression.Expression.Constant;
import dev.wengert.expression.Expression.Input;
import dev.wengert.expression.LoopBody.Instruction;
import dev.wengert.expression.LoopBody.Numbering;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/**
 * Puts bodies together by giving their instructions new numbers.
 *
 * <p>Nothing is built anew by the language's factories: they would drop an {@code x + 0} that one
 * body ends and the next begins, and with it the sign of a zero. So functions are written out part
 * by part, as each would be alone, and what is equal then is computed once.
 */
public final class Fusion {

  /**
   * Instructions of several bodies that are computed together.
   *
   * @param body what is computed
   * @param operands for each of its inputs the value that it takes: an operand of the whole, or
   *     behind those a result of an earlier part, counted through all parts
   */
  public record Part(LoopBody body, ImmutableIntArray operands) {

    /** Returns a part. */
    public static Part of(LoopBody body, int... operands) {
      return new Part(body, ImmutableIntArray.copyOf(operands));
    }
  }

  private final DType dtype;
  private final int inputs;
  private final ImmutableList<Part> parts;
  private final List<LoopBody> written = new ArrayList<>();
  private final Numbering numbering;

  /** For each value that parts may take its number. */
  private final List<Integer> numbers = new ArrayList<>();

  /** For each value that parts may take its formula, for people. */
  private final List<Expression> formulas = new ArrayList<>();

  private Fusion(DType dtype, int inputs, ImmutableList<Part> parts) {
    this.dtype = dtype;
    this.inputs = inputs;
    this.parts = parts;
    this.numbering = new Numbering(inputs);
  }

  /**
   * Returns the body that computes in one pass what several compute one after the other, to the
   * bit.
   *
   * <p>Nothing is simplified: functions are written out part by part, instructions get new numbers,
   * what is equal then is computed once, and what no result takes is left out. So what results is
   * for one dtype, in which all parts compute. A value that goes from part to part has that dtype,
   * as it had when it was stored, and stored results may have others.
   *
   * @param dtype the dtype in which all parts compute; any for parts that {@linkplain
   *     LoopBody#isLogical know truth values alone}
   * @param inputs how many operands the whole has
   * @param parts what is computed, in order
   * @param results the values that are results: results of parts, by the numbers under which parts
   *     take them
   * @throws IllegalArgumentException if a part takes what is not there before it, or as another
   *     kind, or computes in another dtype, or there are no results or more than {@value
   *     LoopBody#MOST_RESULTS}
   */
  public static LoopBody fuse(
      DType dtype, int inputs, ImmutableList<Part> parts, ImmutableIntArray results) {
    return new Fusion(dtype, inputs, parts).fuse(results);
  }

  private LoopBody fuse(ImmutableIntArray results) {
    for (int i = 0; i < parts.size(); i++) {
      LoopBody body = written(i);
      written.add(body);
      body.constants().forEach(numbering::announce);
    }
    for (int i = 0; i < inputs; i++) {
      numbers.add(i);
      formulas.add(Expression.input(i));
    }
    for (int i = 0; i < parts.size(); i++) {
      append(i);
    }
    int[] chosen = chosen(results);
    ImmutableList.Builder<Expression> formulasOfResults = ImmutableList.builder();
    results.forEach(value -> formulasOfResults.add(formulas.get(value)));
    return pruned(numbering.body(dtype, formulasOfResults.build(), chosen));
  }

  /** Leaves out what no result takes: in the order that stays, numbers close up. */
  private static LoopBody pruned(LoopBody body) {
    int inputs = body.inputs().size();
    int first = inputs + body.constants().length();
    boolean[] taken = new boolean[first + body.instructions().size()];
    body.results().forEach(value -> taken[value] = true);
    for (int i = body.instructions().size() - 1; i >= 0; i--) {
      if (taken[first + i]) {
        body.instructions().get(i).operands().forEach(value -> taken[value] = true);
      }
    }
    Numbering numbering = new Numbering(inputs);
    int[] numbers = new int[taken.length];
    for (int i = inputs; i < first; i++) {
      if (taken[i]) {
        numbering.announce(body.constants().get(i - inputs));
      }
    }
    for (int i = 0; i < taken.length; i++) {
      if (taken[i]) {
        numbers[i] =
            i < inputs
                ? numbering.input(i, body.inputs().get(i))
                : i < first
                    ? numbering.constant(body.constants().get(i - inputs))
                    : numbering.instruction(
                        body.instructions().get(i - first), value -> numbers[value]);
      }
    }
    int[] results = body.results().stream().map(value -> numbers[value]).toArray();
    return numbering.body(body.dtype(), body.expressions(), results);
  }

  private LoopBody written(int index) {
    LoopBody body = parts.get(index).body();
    Preconditions.checkArgument(
        body.inputs().size() == parts.get(index).operands().length(),
        "fuse: part %s has another number of inputs than of operands: %s and %s; give it one"
            + " operand an input",
        index,
        body.inputs().size(),
        parts.get(index).operands().length());
    Preconditions.checkArgument(
        body.dtype() == null || body.dtype() == dtype,
        "fuse: part %s computes in another dtype: %s, not %s; end the loop where numbers are"
            + " converted",
        index,
        body.dtype(),
        dtype);
    return body.expanded(dtype);
  }

  private void append(int index) {
    LoopBody body = written.get(index);
    int own = body.inputs().size();
    int first = own + body.constants().length();
    int[] mapped = new int[first + body.instructions().size()];
    for (int i = 0; i < own; i++) {
      mapped[i] = operand(index, i);
    }
    for (int i = own; i < first; i++) {
      mapped[i] = numbering.constant(body.constants().get(i - own));
    }
    for (int i = 0; i < body.instructions().size(); i++) {
      Instruction instruction = body.instructions().get(i);
      for (int k = 0; k < instruction.operands().length(); k++) {
        check(index, mapped[instruction.operands().get(k)], instruction.op().operand(k));
      }
      mapped[first + i] = numbering.instruction(instruction, value -> mapped[value]);
    }
    ImmutableList<Expression> named = formulas(parts.get(index));
    for (int i = 0; i < body.results().length(); i++) {
      int result = mapped[body.results().get(i)];
      check(index, result, body.kind(i));
      numbers.add(result);
      formulas.add(named.get(i));
    }
  }

  private int operand(int index, int i) {
    int value = parts.get(index).operands().get(i);
    Preconditions.checkArgument(
        value >= 0 && value < numbers.size(),
        "fuse: part %s takes a value that is not there before it: %s of %s; parts come in the order"
            + " in which they compute",
        index,
        value,
        numbers.size());
    return numbers.get(value);
  }

  private void check(int index, int value, Op.Kind kind) {
    if (value < inputs) {
      numbering.input(value, kind);
    } else {
      Preconditions.checkArgument(
          numbering.kind(value) == kind,
          "fuse: part %s takes as a %s what is a %s; convert it first",
          index,
          kind,
          numbering.kind(value));
    }
  }

  private int[] chosen(ImmutableIntArray results) {
    Preconditions.checkArgument(
        !results.isEmpty() && results.length() <= LoopBody.MOST_RESULTS,
        "fuse: a loop has 1 to %s results: %s; cut it into several",
        LoopBody.MOST_RESULTS,
        results.length());
    int[] chosen = new int[results.length()];
    for (int i = 0; i < chosen.length; i++) {
      int value = results.get(i);
      Preconditions.checkArgument(
          value >= inputs && value < numbers.size(),
          "fuse: result %s is no result of a part: %s, they are %s to %s; an operand needs no loop",
          i,
          value,
          inputs,
          numbers.size() - 1);
      chosen[i] = numbers.get(value);
    }
    return chosen;
  }

  /** The formulas of a part over the operands of the whole, not simplified. */
  private ImmutableList<Expression> formulas(Part part) {
    IdentityHashMap<Expression, Expression> renamed = new IdentityHashMap<>();
    for (Expression e : Traversal.operandsFirst(part.body().expressions())) {
      renamed.put(
          e,
          switch (e) {
            case Constant constant -> constant;
            case Input(int index, Op.Kind kind) -> {
              Expression taken = formulas.get(part.operands().get(index));
              yield taken instanceof Input input ? new Input(input.index(), kind) : taken;
            }
            case Apply(Op op, ImmutableList<Expression> operands) ->
                new Apply(op, renamed(renamed, operands));
          });
    }
    return renamed(renamed, part.body().expressions());
  }

  private static ImmutableList<Expression> renamed(
      IdentityHashMap<Expression, Expression> renamed, ImmutableList<Expression> expressions) {
    ImmutableList.Builder<Expression> all =
        ImmutableList.builderWithExpectedSize(expressions.size());
    expressions.forEach(e -> all.add(Objects.requireNonNull(renamed.get(e))));
    return all.build();
  }
}
