package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A computation in SSA form: a straight line of instructions, each of whose results is a value that
 * nothing changes.
 *
 * <p>Values are numbered: first the inputs, then the results, in the order of the instructions. A
 * constant has a number below 0: constant k is {@code -1 - k}.
 *
 * @param inputs dtype and shape of each input
 * @param constants tensors that were met while recording, and are the same in each run
 * @param instructions in an order in which operands come first
 * @param outputs the numbers of the values that are the result of the whole
 */
public record Body(
    ImmutableList<Spec> inputs,
    ImmutableList<Tensor> constants,
    ImmutableList<Instruction> instructions,
    ImmutableIntArray outputs) {

  /** Returns how many inputs and results there are. */
  public int values() {
    return instructions.isEmpty() ? inputs.size() : end(instructions.getLast());
  }

  private static int end(Instruction instruction) {
    return instruction.firstResult() + instruction.results().size();
  }

  /** Returns dtype and shape of each input and result, by number. */
  Spec[] specs() {
    Spec[] specs = new Spec[values()];
    for (int i = 0; i < inputs.size(); i++) {
      specs[i] = inputs.get(i);
    }
    for (Instruction instruction : instructions) {
      for (int i = 0; i < instruction.results().size(); i++) {
        specs[instruction.result(i)] = instruction.results().get(i);
      }
    }
    return specs;
  }

  /** Returns for each value the place of the instruction that makes it; -1 for inputs. */
  int[] makers() {
    int[] makers = new int[values()];
    Arrays.fill(makers, -1);
    for (int at = 0; at < instructions.size(); at++) {
      Instruction instruction = instructions.get(at);
      for (int i = 0; i < instruction.results().size(); i++) {
        makers[instruction.result(i)] = at;
      }
    }
    return makers;
  }

  /** Returns for each value how often instructions take it, and the caller. */
  int[] uses() {
    int[] uses = new int[values()];
    for (Instruction instruction : instructions) {
      for (int operand : instruction.operands().toArray()) {
        if (operand >= 0) {
          uses[operand]++;
        }
      }
    }
    for (int output : outputs.toArray()) {
      if (output >= 0) {
        uses[output]++;
      }
    }
    return uses;
  }

  /** Returns for each value the places of the instructions that take it. */
  List<IntArrayList> takers() {
    List<IntArrayList> takers = new ArrayList<>();
    for (int i = 0; i < values(); i++) {
      takers.add(new IntArrayList(2));
    }
    for (int at = 0; at < instructions.size(); at++) {
      for (int operand : instructions.get(at).operands().toArray()) {
        if (operand >= 0) {
          takers.get(operand).add(at);
        }
      }
    }
    return takers;
  }

  /** Returns dtype and shape of a value of whichever kind. */
  Spec spec(int value, Spec[] specs) {
    return value < 0 ? constant(value).spec() : specs[value];
  }

  /** Returns the constant of a number below 0. */
  Tensor constant(int value) {
    return constants.get(-1 - value);
  }

  /** Returns the Wengert list, an instruction a line. */
  @Override
  public String toString() {
    return Listing.of(this);
  }
}
