package dev.wengert.expression;

import dev.wengert.expression.Expression.Apply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * The nodes of expressions in an order in which operands come first.
 *
 * <p>An expression may be thousands of operators deep, so nothing here or behind it recurses along
 * it.
 */
final class Traversal {

  private Traversal() {}

  /** Returns each node once, operands before what takes them. */
  static List<Expression> operandsFirst(List<? extends Expression> roots) {
    return operandsFirst(roots, e -> true);
  }

  /**
   * Returns each node once, operands before what takes them.
   *
   * @param enters whether the operands of a node are visited too; asked once a node, outermost
   *     first
   */
  static List<Expression> operandsFirst(
      List<? extends Expression> roots, Predicate<Expression> enters) {
    List<Expression> order = new ArrayList<>();
    // False while a node's operands are on their way, true once it is in the list.
    IdentityHashMap<Expression, Boolean> seen = new IdentityHashMap<>();
    ArrayDeque<Expression> stack = new ArrayDeque<>();
    for (int i = roots.size() - 1; i >= 0; i--) {
      stack.push(roots.get(i));
    }
    while (!stack.isEmpty()) {
      Expression e = stack.peek();
      Boolean listed = seen.putIfAbsent(e, false);
      if (listed == null && enters.test(e) && e instanceof Apply apply) {
        for (int i = apply.operands().size() - 1; i >= 0; i--) {
          if (!seen.containsKey(apply.operands().get(i))) {
            stack.push(apply.operands().get(i));
          }
        }
        continue;
      }
      stack.pop();
      if (!Boolean.TRUE.equals(listed)) {
        seen.put(e, true);
        order.add(e);
      }
    }
    return order;
  }
}
