package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out what a loop carries, reads or writes for nobody: rows that are written and never
 * taken, parts of the state that matter to themselves alone; and what took those, and is taken by
 * nobody. A loop within which something can throw stays as it is.
 */
final class UnusedParts implements Pass {

  @Override
  public String name() {
    return "unused parts";
  }

  @Override
  public Body apply(Body body) {
    List<Instruction> instructions = body.instructions();
    boolean[] live = new boolean[body.values()];
    body.outputs().forEach(output -> mark(output, live));
    @Nullable Parts[] parts = new @Nullable Parts[instructions.size()];
    boolean[] kept = new boolean[parts.length];
    Spec[] specs = body.specs();
    for (int at = parts.length - 1; at >= 0; at--) {
      Instruction instruction = instructions.get(at);
      if (instruction.operation() instanceof Operation.Repeat repeat
          && !DeadCode.anyCanThrow(repeat)) {
        Parts some = new Parts(instruction, repeat, live);
        parts[at] = some;
        kept[at] = some.isWhole() || some.isAny();
        if (some.isWhole()) {
          instruction.operands().forEach(operand -> mark(operand, live));
        } else {
          some.operands().forEach(operand -> mark(operand, live));
        }
      } else if (DeadCode.isTaken(instruction, live)
          || DeadCode.canThrow(instruction, body, specs)) {
        kept[at] = true;
        instruction.operands().forEach(operand -> mark(operand, live));
      }
    }
    Rewriting rewriting = new Rewriting(body);
    for (int at = 0; at < parts.length; at++) {
      Parts some = parts[at];
      if (kept[at] && (some == null || some.isWhole())) {
        rewriting.keep(instructions.get(at));
      } else if (kept[at] && some != null) {
        some.append(rewriting);
      }
    }
    return rewriting.body();
  }

  private static void mark(int value, boolean[] live) {
    if (value >= 0) {
      live[value] = true;
    }
  }

  /** What of a loop somebody needs. */
  private static final class Parts {
    private final Instruction instruction;
    private final Operation.Repeat repeat;

    /** For each result of the body whether it is needed. */
    private final boolean[] results;

    /** For each input of the body whether it is. */
    private final boolean[] inputs;

    Parts(Instruction instruction, Operation.Repeat repeat, boolean[] live) {
      this.instruction = instruction;
      this.repeat = repeat;
      results = new boolean[instruction.results().size()];
      for (int i = 0; i < results.length; i++) {
        results[i] = live[instruction.result(i)];
      }
      inputs = new boolean[repeat.body().inputs().size()];
      Body condition = repeat.condition();
      if (condition != null) {
        boolean[] seen = neededInputs(condition, new boolean[] {true});
        for (int i = 0; i < seen.length; i++) {
          inputs[i < repeat.states() ? i : i + repeat.rows()] |= seen[i];
        }
      }
      spread();
    }

    /** What is needed of a step is needed of those before it. */
    private void spread() {
      boolean isChanged = true;
      while (isChanged) {
        isChanged = false;
        for (int i = 0; i < repeat.states(); i++) {
          if (inputs[i] != results[i]) {
            inputs[i] = true;
            results[i] = true;
            isChanged = true;
          }
        }
        boolean[] found = neededInputs(repeat.body(), results);
        for (int i = 0; i < inputs.length; i++) {
          isChanged |= found[i] && !inputs[i];
          inputs[i] |= found[i];
        }
      }
    }

    private static boolean[] neededValues(Body body, boolean[] outputs) {
      boolean[] live = new boolean[body.values()];
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i]) {
          mark(body.outputs().get(i), live);
        }
      }
      for (Instruction nested : body.instructions().reverse()) {
        if (DeadCode.isTaken(nested, live)) {
          nested.operands().forEach(operand -> mark(operand, live));
        }
      }
      return live;
    }

    private static boolean[] neededInputs(Body body, boolean[] outputs) {
      return Arrays.copyOf(neededValues(body, outputs), body.inputs().size());
    }

    /** Returns whether it stays as it is; so does what has no result and may go on for ever. */
    boolean isWhole() {
      return (all(results) && all(inputs)) || (repeat.condition() != null && !isAny());
    }

    boolean isAny() {
      for (boolean result : results) {
        if (result) {
          return true;
        }
      }
      return false;
    }

    private static boolean all(boolean[] flags) {
      for (boolean flag : flags) {
        if (!flag) {
          return false;
        }
      }
      return true;
    }

    /** Returns the operands that are needed, if any result is. */
    IntArrayList operands() {
      IntArrayList taken = new IntArrayList();
      int first = repeat.isCounted() ? 1 : 0;
      if (first == 1) {
        taken.add(instruction.operands().get(0));
      }
      for (int i = 0; i < inputs.length; i++) {
        if (inputs[i]) {
          taken.add(instruction.operands().get(first + i));
        }
      }
      return taken;
    }

    void append(Rewriting rewriting) {
      int states = count(inputs, 0, repeat.states());
      int rows = count(inputs, repeat.states(), repeat.states() + repeat.rows());
      Body condition = repeat.condition();
      boolean[] forCondition = new boolean[condition == null ? 0 : condition.inputs().size()];
      for (int i = 0; i < forCondition.length; i++) {
        forCondition[i] = inputs[i < repeat.states() ? i : i + repeat.rows()];
      }
      Operation.Repeat less =
          new Operation.Repeat(
              part(repeat.body(), inputs, results),
              condition == null ? null : part(condition, forCondition, new boolean[] {true}),
              repeat.name(),
              states,
              rows,
              repeat.length(),
              repeat.isReversed(),
              repeat.isCounted());
      ImmutableIntArray.Builder operands = ImmutableIntArray.builder();
      operands().forEach(operand -> operands.add(rewriting.number(operand)));
      ImmutableList.Builder<Spec> specs = ImmutableList.builder();
      for (int i = 0; i < results.length; i++) {
        if (results[i]) {
          specs.add(instruction.results().get(i));
        }
      }
      int next =
          rewriting.append(
              new Instruction(
                  instruction.title(),
                  less,
                  operands.build(),
                  0,
                  specs.build(),
                  instruction.line()));
      for (int i = 0; i < results.length; i++) {
        if (results[i]) {
          rewriting.replaceValue(instruction.result(i), next++);
        }
      }
    }

    private static int count(boolean[] flags, int from, int to) {
      int n = 0;
      for (int i = from; i < to; i++) {
        n += flags[i] ? 1 : 0;
      }
      return n;
    }

    /** Returns a body with some of its inputs and results, and what these need. */
    private static Body part(Body body, boolean[] inputs, boolean[] outputs) {
      boolean[] live = neededValues(body, outputs);
      int[] numbers = new int[body.values()];
      int next = 0;
      ImmutableList.Builder<Spec> specs = ImmutableList.builder();
      for (int i = 0; i < inputs.length; i++) {
        if (inputs[i]) {
          numbers[i] = next++;
          specs.add(body.inputs().get(i));
        }
      }
      ImmutableList.Builder<Instruction> kept = ImmutableList.builder();
      for (Instruction nested : body.instructions()) {
        if (DeadCode.isTaken(nested, live)) {
          kept.add(
              nested.withOperands(renumbered(nested.operands(), numbers)).withFirstResult(next));
          for (int i = 0; i < nested.results().size(); i++) {
            numbers[nested.result(i)] = next++;
          }
        }
      }
      IntArrayList given = new IntArrayList();
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i]) {
          given.add(body.outputs().get(i));
        }
      }
      return new Body(
          specs.build(),
          body.constants(),
          kept.build(),
          renumbered(ImmutableIntArray.copyOf(given.toIntArray()), numbers));
    }

    private static ImmutableIntArray renumbered(ImmutableIntArray values, int[] numbers) {
      ImmutableIntArray.Builder renumbered = ImmutableIntArray.builder(values.length());
      values.forEach(value -> renumbered.add(value < 0 ? value : numbers[value]));
      return renumbered.build();
    }
  }
}
