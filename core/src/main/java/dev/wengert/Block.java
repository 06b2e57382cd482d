package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A function of tensors that is written down: the list of the primitives that it applies, closed,
 * so that it uses nothing but its arguments and constants. What a {@link Region} runs.
 *
 * <p>It can be run any number of times, on numbers or on tensors that something traces, which then
 * sees each primitive.
 */
public final class Block {

  /**
   * One primitive.
   *
   * @param operands for each input the value it takes; constant k is {@code -1 - k}
   * @param first the number of its first result; the others follow
   * @param results how many there are
   */
  @SuppressWarnings("ArrayRecordComponent") // not handed out
  record Line(Primitive primitive, int[] operands, int first, int results) {}

  private final ImmutableList<Spec> inputs;
  private final ImmutableList<Tensor> constants;
  private final ImmutableList<Line> lines;
  private final int[] outputs;
  private final ImmutableList<Spec> results;
  private final int values;

  /** For each line the values that nobody takes after it. */
  private final int[][] last;

  Block(
      ImmutableList<Spec> inputs,
      ImmutableList<Tensor> constants,
      ImmutableList<Line> lines,
      int[] outputs,
      ImmutableList<Spec> results) {
    this.inputs = inputs;
    this.constants = constants;
    this.lines = lines;
    this.outputs = outputs;
    this.results = results;
    this.values =
        lines.isEmpty() ? inputs.size() : lines.getLast().first() + lines.getLast().results();
    this.last = last();
  }

  /**
   * Writes down a function that uses no traced tensor but its arguments.
   *
   * @throws IllegalStateException if it uses another, or reads a value
   */
  static Block of(String operation, Function<Tensor[], Tensor[]> f, List<Spec> inputs) {
    BlockTrace.Written written = BlockTrace.write(operation, f, inputs);
    if (!written.captured().isEmpty()) {
      throw new IllegalStateException(
          operation + ": the function used a traced tensor that is not among its inputs");
    }
    return written.block();
  }

  /** Returns dtype and shape of each argument. */
  public ImmutableList<Spec> inputs() {
    return inputs;
  }

  /** Returns dtype and shape of each result. */
  public ImmutableList<Spec> results() {
    return results;
  }

  /**
   * Runs it.
   *
   * @param arguments of the dtypes and shapes it was written down for
   * @return the results
   */
  public Tensor[] run(Tensor... arguments) {
    Tensor[] all = Arrays.copyOf(arguments, values);
    for (int at = 0; at < last.length; at++) {
      Line line = lines.get(at);
      Tensor[] taken = new Tensor[line.operands.length];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = value(all, line.operands[i]);
      }
      Tensor[] made = Trace.execute(line.primitive, taken);
      System.arraycopy(made, 0, all, line.first, made.length);
      for (int value : last[at]) {
        all[value] = null;
      }
    }
    Tensor[] found = new Tensor[outputs.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = value(all, outputs[i]);
    }
    return found;
  }

  private Tensor value(Tensor[] all, int number) {
    return number < 0 ? constants.get(-1 - number) : all[number];
  }

  private int[][] last() {
    int[] lastUse = new int[values];
    Arrays.fill(lastUse, -1);
    for (int at = 0; at < lines.size(); at++) {
      Line line = lines.get(at);
      for (int i = 0; i < line.results; i++) {
        lastUse[line.first + i] = at;
      }
      for (int operand : line.operands) {
        if (operand >= 0) {
          lastUse[operand] = at;
        }
      }
    }
    for (int output : outputs) {
      if (output >= 0) {
        lastUse[output] = -1;
      }
    }
    int[] counts = new int[lines.size()];
    for (int at : lastUse) {
      if (at >= 0) {
        counts[at]++;
      }
    }
    int[][] found = new int[lines.size()][];
    Arrays.setAll(found, at -> new int[counts[at]]);
    for (int value = 0; value < values; value++) {
      int at = lastUse[value];
      if (at >= 0) {
        found[at][--counts[at]] = value;
      }
    }
    return found;
  }

  /** Returns for each value whether it is computed from one of these inputs. */
  boolean[] dependents(boolean[] from) {
    boolean[] found = Arrays.copyOf(from, values);
    for (Line line : lines) {
      for (int operand : line.operands) {
        if (operand >= 0 && found[operand]) {
          Arrays.fill(found, line.first, line.first + line.results, true);
          break;
        }
      }
    }
    return found;
  }

  /** Returns for each result whether it is computed from one of these inputs. */
  boolean[] depends(boolean[] from) {
    boolean[] all = dependents(from);
    boolean[] found = new boolean[outputs.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = outputs[i] >= 0 && all[outputs[i]];
    }
    return found;
  }

  /** Returns for each result whether it is floating and computed from one of these inputs. */
  boolean[] varies(boolean[] from) {
    boolean[] found = depends(from);
    for (int i = 0; i < found.length; i++) {
      found[i] &= results.get(i).dtype().isFloating();
    }
    return found;
  }

  /**
   * Returns which parts of a state vary if some do at first: what is computed from one that does
   * varies after a step.
   *
   * @param from for each input whether it varies; the state is what comes first, and is changed
   * @param state how many parts it has, each of which a result replaces, in order
   * @param alsoWhole whether what is not floating varies too
   */
  void spread(boolean[] from, int state, boolean alsoWhole) {
    boolean isChanged = true;
    while (isChanged) {
      isChanged = false;
      boolean[] found = alsoWhole ? depends(from) : varies(from);
      for (int i = 0; i < state; i++) {
        if (found[i] && !from[i]) {
          from[i] = true;
          isChanged = true;
        }
      }
    }
  }

  /**
   * Returns the block that computes some values of this one.
   *
   * @param wanted numbers of values
   * @param specs dtype and shape of each
   */
  Block computing(int[] wanted, List<Spec> specs) {
    boolean[] isNeeded = new boolean[values];
    for (int value : wanted) {
      isNeeded[value] = true;
    }
    boolean[] kept = new boolean[lines.size()];
    for (int at = kept.length - 1; at >= 0; at--) {
      Line line = lines.get(at);
      for (int i = 0; i < line.results; i++) {
        kept[at] |= isNeeded[line.first + i];
      }
      if (kept[at]) {
        for (int operand : line.operands) {
          if (operand >= 0) {
            isNeeded[operand] = true;
          }
        }
      }
    }
    int[] numbers = new int[values];
    Arrays.setAll(numbers, i -> i);
    int next = inputs.size();
    ImmutableList.Builder<Line> some = ImmutableList.builder();
    for (int at = 0; at < kept.length; at++) {
      Line line = lines.get(at);
      if (kept[at]) {
        int[] operands = line.operands.clone();
        Arrays.setAll(operands, i -> operands[i] < 0 ? operands[i] : numbers[operands[i]]);
        some.add(new Line(line.primitive, operands, next, line.results));
        for (int i = 0; i < line.results; i++) {
          numbers[line.first + i] = next++;
        }
      }
    }
    int[] results = wanted.clone();
    Arrays.setAll(results, i -> numbers[results[i]]);
    return new Block(inputs, constants, some.build(), results, ImmutableList.copyOf(specs));
  }

  /**
   * Returns the block that gives further values of this one, behind its results.
   *
   * @param further numbers of values
   * @param specs dtype and shape of each
   */
  Block with(int[] further, List<Spec> specs) {
    int[] all = Arrays.copyOf(outputs, outputs.length + further.length);
    System.arraycopy(further, 0, all, outputs.length, further.length);
    ImmutableList<Spec> given = ImmutableList.<Spec>builder().addAll(results).addAll(specs).build();
    return new Block(inputs, constants, lines, all, given);
  }
}
