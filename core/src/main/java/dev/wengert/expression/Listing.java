package dev.wengert.expression;

import com.google.common.collect.ImmutableList;
import dev.wengert.expression.Expression.Apply;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.StringJoiner;

/**
 * Formulas as text in which what is used twice stands once: {@code [y0 = exp(x0), mul(y0, y0),
 * y0]}. Its length is linear in the number of operators, however much the formulas share.
 */
final class Listing {

  private Listing() {}

  static String of(ImmutableList<Expression> formulas) {
    IdentityHashMap<Expression, Integer> uses = new IdentityHashMap<>();
    formulas.forEach(e -> uses.merge(e, 1, Integer::sum));
    List<Expression> order = Traversal.operandsFirst(formulas);
    for (Expression e : order) {
      if (e instanceof Apply apply) {
        apply.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
      }
    }
    StringJoiner lines = new StringJoiner(", ", "[", "]");
    IdentityHashMap<Expression, String> texts = new IdentityHashMap<>();
    int names = 0;
    for (Expression e : order) {
      String text = text(e, texts);
      if (e instanceof Apply && uses.getOrDefault(e, 0) > 1) {
        lines.add("y" + names + " = " + text);
        text = "y" + names++;
      }
      texts.put(e, text);
    }
    formulas.forEach(e -> lines.add(texts.get(e)));
    return lines.toString();
  }

  private static String text(Expression e, IdentityHashMap<Expression, String> texts) {
    if (!(e instanceof Apply(Op op, ImmutableList<Expression> operands))) {
      return e.toString();
    }
    StringJoiner text = new StringJoiner(", ", op.symbol() + "(", ")");
    operands.forEach(operand -> text.add(texts.get(operand)));
    return text.toString();
  }
}
