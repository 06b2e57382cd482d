package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import java.util.List;

/**
 * The text of a program:
 *
 * <pre>
 * %0 = input : FLOAT32[8, 3]
 * %1 = input : FLOAT32[3, 2]
 * %2 = matmul %0 %1 : FLOAT32[8, 2]
 * %3 = mul %2 0.5 : FLOAT32[8, 2]
 * return %3
 * </pre>
 *
 * <p>What a loop or a choice runs stands below it, further to the right.
 */
final class Listing {

  private final Body body;
  private final List<String> states;
  private final int[] next;
  private final StringBuilder text = new StringBuilder();

  private Listing(Body body, List<String> states, int[] next) {
    this.body = body;
    this.states = states;
    this.next = next;
  }

  static String of(Body body) {
    return of(body, List.of(), new int[0]);
  }

  /**
   * Returns the text of a program with state, and at the end what the state is from then on.
   *
   * @param states what its inputs are called that are state
   * @param next which value each of them is then
   */
  static String of(Body body, List<String> states, int[] next) {
    Listing listing = new Listing(body, states, next);
    listing.print();
    return listing.text.toString();
  }

  private void print() {
    for (int i = 0; i < body.inputs().size(); i++) {
      text.append('%').append(i).append(i < states.size() ? " = state " : " = input ");
      text.append(i < states.size() && !states.get(i).isEmpty() ? states.get(i) + " " : "");
      text.append(": ").append(body.inputs().get(i)).append('\n');
    }
    for (int k = 0; k < body.constants().size(); k++) {
      Tensor constant = body.constants().get(k);
      if (constant.rank() > 0) {
        text.append('c').append(k).append(" = constant");
        text.append(number(constant)).append(" : ").append(constant.spec()).append('\n');
      }
    }
    body.instructions().forEach(this::print);
    for (int state = 0; state < states.size(); state++) {
      if (next[state] != state) {
        text.append('%').append(state).append(" <- ").append(name(body, next[state])).append('\n');
      }
    }
    text.append("return");
    for (int output : body.outputs().toArray()) {
      text.append(' ').append(name(body, output));
    }
    text.append('\n');
  }

  private void print(Instruction instruction) {
    for (int i = 0; i < instruction.results().size(); i++) {
      text.append(i == 0 ? "%" : ", %").append(instruction.result(i));
    }
    text.append(" = ").append(instruction.title());
    for (int operand : instruction.operands().toArray()) {
      text.append(' ').append(name(body, operand));
    }
    text.append(" :");
    instruction.results().forEach(spec -> text.append(' ').append(spec));
    if (!instruction.line().isEmpty()) {
      text.append("  # ").append(instruction.line());
    }
    text.append('\n');
    ImmutableList<Body> bodies = instruction.operation().bodies();
    for (int i = 0; i < bodies.size(); i++) {
      text.append("  ").append(title(instruction.operation(), i)).append(":\n");
      of(bodies.get(i)).lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
  }

  /** Returns what a body within an instruction is. */
  private static String title(Operation operation, int body) {
    return operation instanceof Operation.Choose
        ? "branch " + body
        : body == 0 ? "step" : "condition";
  }

  /** Returns how a value is written: {@code %3}, {@code c0}, or the number that a constant is. */
  static String name(Body body, int value) {
    if (value >= 0) {
      return "%" + value;
    }
    Tensor constant = body.constant(value);
    return constant.rank() == 0 ? number(constant).substring(1) : "c" + (-1 - value);
  }

  /** Returns a blank and the number that a constant is everywhere; nothing if there are several. */
  private static String number(Tensor constant) {
    if (!Constants.isFill(constant)) {
      return "";
    }
    double value = Constants.first(constant);
    return " " + constant.dtype().text(value);
  }
}
