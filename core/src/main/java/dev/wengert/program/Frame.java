package dev.wengert.program;

import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.device.Device;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one run of a program at a time: its arena, and the list of what is to be done in
 * it.
 *
 * <p>What lies in the arena stands in the list for good. Arguments, and what leaves, are put in for
 * a run and taken out after it, so that nothing holds on to them.
 */
final class Frame {

  /** A kernel that fills, and the buffers it takes and fills. */
  private record Step(Kernel kernel, int[] operands, int[] results, Buffer[] in, Buffer[] out) {}

  private final Plan plan;
  private final @Nullable Buffer[] values;

  /** Whether a value is there for one run only. */
  private final boolean[] passing;

  private final Step[] steps;

  Frame(Plan plan) {
    this.plan = plan;
    int n = plan.body.values();
    values = new @Nullable Buffer[n];
    passing = new boolean[n];
    Buffer[] arena = plan.arena.stream().map(Buffer::allocate).toArray(Buffer[]::new);
    for (int value = 0; value < n; value++) {
      int root = plan.roots[value];
      if (root < 0) {
        values[value] = plan.constant(root).under(plan.layouts[value]);
      } else if (plan.slots[root] >= 0) {
        values[value] = arena[plan.slots[root]].under(plan.layouts[value]);
      } else {
        passing[value] = true;
      }
    }
    steps =
        plan.body.instructions().stream()
            .filter(instruction -> !plan.isFree(instruction))
            .filter(instruction -> instruction.operation() instanceof Operation.Compute)
            .map(this::step)
            .toArray(Step[]::new);
  }

  private Step step(Instruction instruction) {
    int[] results = new int[instruction.results().size()];
    Arrays.setAll(results, instruction::result);
    int[] operands = instruction.operands().toArray();
    Step step =
        new Step(
            ((Operation.Compute) instruction.operation()).kernel(),
            operands,
            results,
            new Buffer[operands.length],
            new Buffer[results.length]);
    for (int i = 0; i < operands.length; i++) {
      int operand = operands[i];
      step.in[i] = operand < 0 ? plan.constant(operand) : values[operand];
    }
    for (int i = 0; i < results.length; i++) {
      step.out[i] = values[results[i]];
    }
    return step;
  }

  /** Runs the program on numbers that fit it, and returns what leaves. */
  Buffer[] run(Device device, List<Tensor> inputs) {
    try {
      enter(inputs);
      for (Step step : steps) {
        run(device, step);
      }
      return results();
    } finally {
      clear();
    }
  }

  private void enter(List<Tensor> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      Buffer buffer = Recorder.numbers(inputs.get(i));
      values[i] = buffer.isContiguous() ? buffer : buffer.copy();
    }
    for (int value = inputs.size(); value < values.length; value++) {
      if (passing[value]) {
        Layout layout = plan.layouts[value];
        int root = plan.roots[value];
        values[value] = root == value ? Buffer.allocate(layout) : values[root].under(layout);
      }
    }
  }

  private void run(Device device, Step step) {
    for (int i = 0; i < step.operands.length; i++) {
      int operand = step.operands[i];
      if (operand >= 0 && passing[operand]) {
        step.in[i] = values[operand];
      }
    }
    for (int i = 0; i < step.results.length; i++) {
      if (passing[step.results[i]]) {
        step.out[i] = values[step.results[i]];
      }
    }
    device.fill(step.kernel, step.in, step.out, false);
  }

  private Buffer[] results() {
    int[] outputs = plan.body.outputs().toArray();
    Buffer[] results = new Buffer[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      results[i] = outputs[i] < 0 ? plan.constant(outputs[i]) : values[outputs[i]];
    }
    return results;
  }

  private void clear() {
    for (int value = 0; value < values.length; value++) {
      if (passing[value]) {
        values[value] = null;
      }
    }
    for (Step step : steps) {
      clear(step.operands, step.in);
      clear(step.results, step.out);
    }
  }

  private void clear(int[] numbers, Buffer[] buffers) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0 && passing[numbers[i]]) {
        buffers[i] = null;
      }
    }
  }
}
