package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that is written anew, instruction by instruction: values get new numbers, and whatever
 * takes one that was replaced takes the other.
 */
final class Rewriting {

  private final Body from;
  private final List<Tensor> constants;
  private final List<Instruction> instructions = new ArrayList<>();

  /** For each old value the new one. */
  private final int[] numbers;

  /** For each constant the one that is taken for it. */
  private final int[] constantNumbers;

  /** Dtype and shape of each new value. */
  private final List<Spec> specs = new ArrayList<>();

  /** The instruction that made each new value; null for inputs. */
  private final List<@Nullable Instruction> makers = new ArrayList<>();

  Rewriting(Body from) {
    this.from = from;
    constants = new ArrayList<>(from.constants());
    constantNumbers = new int[constants.size()];
    Arrays.setAll(constantNumbers, k -> -1 - k);
    numbers = new int[from.values()];
    for (int i = 0; i < from.inputs().size(); i++) {
      numbers[i] = i;
      specs.add(from.inputs().get(i));
      makers.add(null);
    }
  }

  /** Returns the new number of an old value or constant. */
  int number(int old) {
    return old < 0 ? constantNumbers[-1 - old] : numbers[old];
  }

  /** Takes a constant for an old one. */
  void replaceConstant(int old, int constant) {
    constantNumbers[-1 - old] = constant;
  }

  /** Returns an instruction of the old body with the operands it has in the new one. */
  Instruction moved(Instruction instruction) {
    IntArrayList operands = new IntArrayList();
    instruction.operands().forEach(operand -> operands.add(number(operand)));
    return instruction.withOperands(ImmutableIntArray.copyOf(operands.toIntArray()));
  }

  /** Appends an instruction of the old body. */
  void keep(Instruction old) {
    replace(old, append(moved(old)));
  }

  /** Takes new values, one after the other, for the results of an old instruction. */
  void replace(Instruction old, int first) {
    for (int i = 0; i < old.results().size(); i++) {
      numbers[old.result(i)] = first + i;
    }
  }

  /** Takes a new value for an old one. */
  void replaceValue(int old, int value) {
    numbers[old] = value;
  }

  /**
   * Appends an instruction whose operands are new values; returns the number of its first result.
   */
  int append(Instruction instruction) {
    int first = specs.size();
    Instruction appended = instruction.withFirstResult(first);
    instructions.add(appended);
    for (Spec result : instruction.results()) {
      specs.add(result);
      makers.add(appended);
    }
    return first;
  }

  /** Appends a constant and returns its number. */
  int constant(Tensor tensor) {
    constants.add(tensor);
    return -constants.size();
  }

  /** Returns dtype and shape of a new value or a constant. */
  Spec spec(int value) {
    return value < 0 ? constants.get(-1 - value).spec() : specs.get(value);
  }

  /** Returns a constant. */
  Tensor constantOf(int value) {
    return constants.get(-1 - value);
  }

  /** Returns the instruction that made a new value; null for an input or a constant. */
  @Nullable Instruction maker(int value) {
    return value < 0 ? null : makers.get(value);
  }

  /** Returns the new body. */
  Body body() {
    IntArrayList outputs = new IntArrayList();
    from.outputs().forEach(output -> outputs.add(number(output)));
    return new Body(
        from.inputs(),
        ImmutableList.copyOf(constants),
        ImmutableList.copyOf(instructions),
        ImmutableIntArray.copyOf(outputs.toIntArray()));
  }
}
