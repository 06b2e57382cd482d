package dev.wengert.program;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;

/**
 * How each value of a body lies, and in whose memory: a value that is another one seen otherwise (a
 * reshape, what is stretched) lies where that one does, its root.
 */
final class Places {

  private final Body body;

  /** How each value lies. */
  final Layout[] layouts;

  /** For each value the one whose memory it has; itself, mostly; a constant below 0. */
  final int[] roots;

  Places(Body body) {
    this.body = body;
    int values = body.values();
    layouts = new Layout[values];
    roots = new int[values];
    lay();
  }

  private void lay() {
    for (int i = 0; i < body.inputs().size(); i++) {
      layouts[i] = Layout.contiguous(body.inputs().get(i));
      roots[i] = i;
    }
    for (Instruction instruction : body.instructions()) {
      switch (instruction.operation()) {
        case Operation.Barrier() -> {
          int source = instruction.operands().get(0);
          alias(instruction.firstResult(), source, layout(source));
        }
        case Operation.Compute(Kernel kernel) -> lay(instruction, kernel);
        case Operation.Repeat repeat -> layContiguous(instruction);
        case Operation.Choose choose -> layContiguous(instruction);
      }
    }
  }

  private void lay(Instruction instruction, Kernel kernel) {
    Layout[] inputs = new Layout[instruction.operands().length()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = layout(instruction.operands().get(i));
    }
    Spec[] results = instruction.results().toArray(new Spec[0]);
    boolean isView = kernel.isView(results, inputs);
    for (int i = 0; i < results.length; i++) {
      int value = instruction.result(i);
      Layout layout = kernel.layout(i, results[i], inputs);
      if (isView) {
        alias(value, instruction.operands().get(0), layout);
      } else {
        layouts[value] = layout;
        roots[value] = value;
      }
    }
  }

  private void layContiguous(Instruction instruction) {
    for (int i = 0; i < instruction.results().size(); i++) {
      int value = instruction.result(i);
      layouts[value] = Layout.contiguous(instruction.results().get(i));
      roots[value] = value;
    }
  }

  private void alias(int value, int source, Layout layout) {
    layouts[value] = layout;
    roots[value] = source < 0 ? source : roots[source];
  }

  /** Returns how a value or a constant lies. */
  Layout layout(int value) {
    return value < 0 ? constant(value) : layouts[value];
  }

  /** Returns the numbers of a constant. */
  Buffer constant(int value) {
    return body.constant(value).buffer();
  }
}
