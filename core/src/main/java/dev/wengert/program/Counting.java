package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Counts what the instructions of a planned program do. */
final class Counting {

  private final Plan plan;

  /** For each instruction what it does within. */
  private final List<Within> withins = new ArrayList<>();

  private Counting(Plan plan) {
    this.plan = plan;
    plan.body.instructions().forEach(each -> withins.add(within(each.operation())));
  }

  static Cost of(Plan plan) {
    Counting counting = new Counting(plan);
    List<Instruction> instructions = plan.body.instructions();
    long[] live = counting.live();
    ImmutableList.Builder<Cost.Line> lines = ImmutableList.builder();
    for (int at = 0; at < instructions.size(); at++) {
      lines.add(
          new Cost.Line(instructions.get(at), counting.flops(at), counting.bytes(at), live[at]));
    }
    return new Cost(lines.build());
  }

  private long flops(int at) {
    Instruction instruction = plan.body.instructions().get(at);
    Spec[] inputs = new Spec[instruction.operands().length()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = plan.layout(instruction.operands().get(i)).spec();
    }
    Spec[] results = instruction.results().toArray(new Spec[0]);
    return switch (instruction.operation()) {
      case Operation.Compute(Kernel kernel) -> Flops.of(kernel, inputs, results);
      case Operation.Barrier() -> 0;
      case Operation.Repeat repeat -> withins.get(at).flops;
      case Operation.Choose choose -> withins.get(at).flops;
    };
  }

  /** What a loop or a choice does within; nothing otherwise. */
  private record Within(long flops, long bytes, long peak) {}

  /** Returns what all steps do, or one where their number is open; of choices the largest. */
  private static Within within(Operation operation) {
    long flops = 0;
    long bytes = 0;
    long peak = 0;
    for (Body body : operation.bodies()) {
      Cost cost = of(Plan.of(body));
      boolean isChoice = operation instanceof Operation.Choose;
      flops = isChoice ? Math.max(flops, cost.flops()) : flops + cost.flops();
      bytes = isChoice ? Math.max(bytes, cost.bytes()) : bytes + cost.bytes();
      peak = Math.max(peak, cost.peak());
    }
    long times = operation instanceof Operation.Repeat repeat ? repeat.length() : 1;
    times = times < 0 ? 1 : times;
    return new Within(times * flops, times * bytes, peak);
  }

  private long bytes(int at) {
    Instruction instruction = plan.body.instructions().get(at);
    if (plan.isFree(instruction) || instruction.operation() instanceof Operation.Barrier) {
      return 0;
    }
    if (!instruction.operation().bodies().isEmpty()) {
      return withins.get(at).bytes;
    }
    long bytes = 0;
    for (int i = 0; i < instruction.operands().length(); i++) {
      int operand = instruction.operands().get(i);
      bytes += instruction.operands().indexOf(operand) == i ? bytes(plan.layout(operand)) : 0;
    }
    for (int i = 0; i < instruction.results().size(); i++) {
      bytes += bytes(plan.layouts[instruction.result(i)]);
    }
    return bytes;
  }

  static long bytes(Layout layout) {
    return (long) layout.stored() * layout.dtype().bytes();
  }

  /** Returns for each instruction the bytes of results that exist while it runs. */
  private long[] live() {
    List<Instruction> instructions = plan.body.instructions();
    long[] born = new long[instructions.size() + 1];
    for (int at = 0; at < instructions.size(); at++) {
      Instruction instruction = instructions.get(at);
      for (int i = 0; i < instruction.results().size(); i++) {
        int value = instruction.result(i);
        if (plan.roots[value] == value && !plan.commit.isState(value)) {
          long bytes = bytes(plan.layouts[value]);
          born[at] += bytes;
          // What is read after the last instruction leaves, or is copied into the state.
          boolean stays = plan.leaves[value] || plan.lastUses[value] >= instructions.size();
          int end = stays ? instructions.size() : Math.max(at, plan.lastUses[value]) + 1;
          born[end] -= bytes;
        }
      }
    }
    long[] live = new long[instructions.size()];
    long now = 0;
    for (int at = 0; at < live.length; at++) {
      now += born[at];
      live[at] = now + withins.get(at).peak;
    }
    return live;
  }
}
