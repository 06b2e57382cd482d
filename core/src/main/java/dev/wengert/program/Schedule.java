package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.device.Device;
import dev.wengert.device.Task;
import dev.wengert.kernel.Kernel;

/**
 * What is to be done in a run: the tasks of a planned program, in order.
 *
 * @param plan where values lie
 * @param device what runs the tasks
 * @param steps the tasks
 * @param begin the first of them that is run only when all that leaves is there, since it, or what
 *     comes after it, writes state
 */
record Schedule(Plan plan, Device device, ImmutableList<Step> steps, int begin) {

  /**
   * One task.
   *
   * @param instruction what it does
   * @param task how
   * @param roots for each operand, and then each result, the value in whose memory it lies; a
   *     constant below 0
   */
  record Step(Instruction instruction, Task task, ImmutableIntArray roots) {}

  static Schedule of(Plan plan, Device device) {
    ImmutableList.Builder<Step> steps = ImmutableList.builder();
    int begin = 0;
    for (int at = 0; at < plan.body.instructions().size(); at++) {
      Instruction instruction = plan.body.instructions().get(at);
      if (!(instruction.operation() instanceof Operation.Barrier) && !plan.isFree(instruction)) {
        steps.add(step(plan, device, instruction));
        begin += at < plan.commit.begin() ? 1 : 0;
      }
    }
    return new Schedule(plan, device, steps.build(), begin);
  }

  private static Step step(Plan plan, Device device, Instruction instruction) {
    int n = instruction.operands().length();
    Layout[] in = new Layout[n];
    Layout[] out = new Layout[instruction.results().size()];
    int[] roots = new int[n + out.length];
    for (int i = 0; i < n; i++) {
      int operand = instruction.operands().get(i);
      in[i] = plan.layout(operand);
      roots[i] = operand < 0 ? operand : plan.roots[operand];
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = plan.layouts[instruction.result(i)];
      roots[n + i] = instruction.result(i);
    }
    return new Step(
        instruction, task(instruction, device, in, out), ImmutableIntArray.copyOf(roots));
  }

  private static Task task(Instruction instruction, Device device, Layout[] in, Layout[] out) {
    return switch (instruction.operation()) {
      case Operation.Compute(Kernel kernel) -> device.bind(kernel, in, out);
      case Operation.Repeat repeat -> new RepeatTask(repeat, device, in, out);
      case Operation.Choose choose -> new ChooseTask(choose, device, in, out);
      case Operation.Barrier barrier -> throw new AssertionError("a barrier does nothing");
    };
  }
}
