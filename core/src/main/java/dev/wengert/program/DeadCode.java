package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Leaves out what no result depends on, constants included. An instruction that can throw stays: a
 * function that refuses its arguments does so in a program too.
 */
final class DeadCode implements Pass {

  @Override
  public String name() {
    return "dead code";
  }

  @Override
  public Body apply(Body body) {
    boolean[] values = new boolean[body.values()];
    boolean[] constants = new boolean[body.constants().size()];
    body.outputs().forEach(output -> mark(output, values, constants));
    Spec[] specs = body.specs();
    List<Instruction> instructions = body.instructions();
    boolean[] kept = new boolean[instructions.size()];
    for (int at = kept.length - 1; at >= 0; at--) {
      Instruction instruction = instructions.get(at);
      kept[at] = isTaken(instruction, values) || canThrow(instruction, body, specs);
      if (kept[at]) {
        instruction.operands().forEach(operand -> mark(operand, values, constants));
      }
    }
    Rewriting rewriting = new Rewriting(body);
    for (int at = 0; at < kept.length; at++) {
      if (kept[at]) {
        rewriting.keep(instructions.get(at));
      }
    }
    return withConstants(rewriting.body(), constants);
  }

  private static void mark(int value, boolean[] values, boolean[] constants) {
    if (value < 0) {
      constants[-1 - value] = true;
    } else {
      values[value] = true;
    }
  }

  /** Returns whether one of the results is among these values. */
  static boolean isTaken(Instruction instruction, boolean[] values) {
    for (int i = 0; i < instruction.results().size(); i++) {
      if (values[instruction.result(i)]) {
        return true;
      }
    }
    return false;
  }

  /** Returns a body with some of its constants, which get new numbers. */
  private static Body withConstants(Body body, boolean[] kept) {
    int[] numbers = new int[kept.length];
    List<Tensor> constants = new ArrayList<>();
    for (int k = 0; k < kept.length; k++) {
      if (kept[k]) {
        constants.add(body.constants().get(k));
        numbers[k] = -constants.size();
      }
    }
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    for (Instruction instruction : body.instructions()) {
      instructions.add(instruction.withOperands(renumbered(instruction.operands(), numbers)));
    }
    return new Body(
        body.inputs(),
        ImmutableList.copyOf(constants),
        instructions.build(),
        renumbered(body.outputs(), numbers));
  }

  private static ImmutableIntArray renumbered(ImmutableIntArray values, int[] numbers) {
    IntArrayList renumbered = new IntArrayList(values.length());
    values.forEach(value -> renumbered.add(value < 0 ? numbers[-1 - value] : value));
    return ImmutableIntArray.copyOf(renumbered.toIntArray());
  }

  /** Returns whether there are numbers which an instruction refuses, or for which it never ends. */
  static boolean canThrow(Instruction instruction, Body body, Spec[] specs) {
    return switch (instruction.operation()) {
      case Operation.Barrier barrier -> false;
      case Operation.Compute(Kernel kernel) -> {
        Spec[] inputs = new Spec[instruction.operands().length()];
        Arrays.setAll(inputs, i -> body.spec(instruction.operands().get(i), specs));
        yield kernel.canThrow(inputs);
      }
      case Operation.Repeat repeat -> repeat.condition() != null || anyCanThrow(repeat);
      case Operation.Choose choose -> anyCanThrow(choose);
    };
  }

  /** Returns whether an instruction within can throw. */
  static boolean anyCanThrow(Operation operation) {
    for (Body nested : operation.bodies()) {
      Spec[] specs = nested.specs();
      for (Instruction instruction : nested.instructions()) {
        if (canThrow(instruction, nested, specs)) {
          return true;
        }
      }
    }
    return false;
  }
}
