package dev.wengert.cpu.loop;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.expression.Expression;
import dev.wengert.expression.Expression.Input;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A loop body cut into parts, each short enough to be compiled well.
 *
 * <p>The parts run one after the other over a block of elements that stays in the cache. What a
 * later part needs of an earlier one goes through a buffer of the block's length; buffers are
 * numbered from 0.
 *
 * @param parts the parts, in order
 * @param buffers for each buffer whether it holds numbers or truth values
 */
record LoopSplit(ImmutableList<Part> parts, ImmutableList<Op.Kind> buffers) {

  /**
   * A stretch of the instructions.
   *
   * @param body what it computes
   * @param operands for each input of the body which operand it is: of the whole, or behind those a
   *     buffer
   * @param results for each result of the body the buffer it goes to; empty for the last part,
   *     whose results are those of the whole
   */
  record Part(LoopBody body, ImmutableIntArray operands, ImmutableIntArray results) {}

  /** Returns a body cut into parts of at most so many instructions. */
  static LoopSplit of(LoopBody body, int most) {
    return new Cutter(body, most).cut();
  }

  private static final class Cutter {
    private final LoopBody body;
    private final int most;
    private final int inputs;
    private final int first;

    /** For each value the last instruction that takes it. */
    private final int[] lastUse;

    /** For each value the buffer that holds it, or -1. */
    private final int[] buffer;

    private final List<Op.Kind> buffers = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    Cutter(LoopBody body, int most) {
      this.body = body;
      this.most = most;
      this.inputs = body.inputs().size();
      this.first = inputs + body.constants().length();
      int values = first + body.instructions().size();
      this.lastUse = new int[values];
      this.buffer = new int[values];
      Arrays.fill(buffer, -1);
      for (int i = 0; i < body.instructions().size(); i++) {
        int at = i;
        body.instructions().get(i).operands().forEach(value -> lastUse[value] = at);
      }
    }

    LoopSplit cut() {
      int size = body.instructions().size();
      int from = 0;
      do {
        int to = end(from, size);
        part(from, to);
        from = to;
      } while (from < size);
      return new LoopSplit(ImmutableList.copyOf(parts), ImmutableList.copyOf(buffers));
    }

    /** The end of the longest part that begins at an instruction and can be compiled. */
    private int end(int from, int size) {
      int to = Math.min(size, from + most);
      while (!fits(from, to)) {
        to--;
      }
      return to;
    }

    private boolean fits(int from, int to) {
      IntOpenHashSet taken = new IntOpenHashSet();
      for (int i = from; i < to; i++) {
        body.instructions().get(i).operands().forEach(value -> take(value, from, taken));
      }
      int results = 0;
      if (isEnd(to)) {
        body.results().forEach(value -> take(value, from, taken));
        results = body.results().length();
      } else {
        for (int i = from; i < to; i++) {
          results += isTakenBehind(i, to) ? 1 : 0;
        }
      }
      return LoopCompiler.fits(to - from, taken.size(), results, most);
    }

    /** Notes what comes from outside of a part. */
    private void take(int value, int from, IntOpenHashSet taken) {
      if (value < inputs || (value >= first && value < first + from)) {
        taken.add(value);
      }
    }

    /**
     * Whether the part is the last, which stores the results of the whole: all of them, since they
     * may lie where operands do.
     */
    private boolean isEnd(int to) {
      return to == body.instructions().size();
    }

    private boolean isTakenBehind(int instruction, int to) {
      return lastUse[first + instruction] >= to || body.results().contains(first + instruction);
    }

    private void part(int from, int to) {
      Map<Integer, Expression> values = new HashMap<>();
      IntArrayList operands = new IntArrayList();
      for (int i = from; i < to; i++) {
        LoopBody.Instruction instruction = body.instructions().get(i);
        Expression[] taken = new Expression[instruction.operands().length()];
        for (int k = 0; k < taken.length; k++) {
          int value = instruction.operands().get(k);
          taken[k] = values.computeIfAbsent(value, v -> leaf(v, operands));
        }
        values.put(first + i, new Expression.Apply(instruction.op(), ImmutableList.copyOf(taken)));
      }
      ImmutableList.Builder<Expression> results = ImmutableList.builder();
      ImmutableIntArray.Builder targets = ImmutableIntArray.builder();
      boolean isLast = isEnd(to);
      if (isLast) {
        body.results()
            .forEach(value -> results.add(values.computeIfAbsent(value, v -> leaf(v, operands))));
      }
      for (int i = from; i < to && !isLast; i++) {
        if (isTakenBehind(i, to)) {
          buffer[first + i] = buffers.size();
          targets.add(buffers.size());
          buffers.add(body.instructions().get(i).op().result());
          results.add(Objects.requireNonNull(values.get(first + i)));
        }
      }
      parts.add(
          new Part(
              LoopBody.of(results.build(), operands.size()),
              ImmutableIntArray.copyOf(operands.toIntArray()),
              targets.build()));
    }

    /** A value from outside the part: a constant, an operand of the whole, or a buffer. */
    private Expression leaf(int value, IntArrayList operands) {
      if (value >= inputs && value < first) {
        return Expression.constant(body.constants().get(value - inputs));
      }
      int operand = value < inputs ? value : inputs + buffer[value];
      Op.Kind kind = value < inputs ? body.inputs().get(value) : buffers.get(buffer[value]);
      operands.add(operand);
      return new Input(operands.size() - 1, kind);
    }
  }
}
