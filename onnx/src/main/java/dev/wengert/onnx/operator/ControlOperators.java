package dev.wengert.onnx.operator;

import dev.wengert.ControlFlow;
import dev.wengert.Tensor;
import java.util.List;
import java.util.Map;

/** Branches and loops. */
final class ControlOperators {

  private ControlOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("If", ControlOperators::branch);
    all.put("Loop", c -> new LoopOperator(c).results());
    all.put("Scan", c -> new ScanOperator(c).results());
  }

  /** The condition chooses at once if it is known, and when the graph runs if not. */
  private static Tensor[] branch(Call c) {
    Tensor condition = c.in(0);
    List<Tensor> results =
        condition.isTraced()
            ? ControlFlow.cond(
                single("the condition", condition),
                nothing -> branch(c, "then_branch"),
                nothing -> branch(c, "else_branch"),
                List.<Tensor>of())
            : branch(c, c.number(0) != 0 ? "then_branch" : "else_branch");
    return results.toArray(new Tensor[0]);
  }

  private static List<Tensor> branch(Call c, String name) {
    return c.body(name, 0, c.results()).run(List.of());
  }

  /** Returns the one element of a tensor, without axes. */
  static Tensor single(String what, Tensor tensor) {
    if (tensor.size() != 1) {
      throw new IllegalArgumentException(
          what + " is " + tensor.spec() + "; it must be one element, the file is damaged");
    }
    return tensor.reshape();
  }
}
