package dev.wengert.kernel;

import dev.wengert.kernel.Expression.Apply;
import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rewrites an expression by replacing some of its nodes. */
@SuppressWarnings("ReferenceEquality") // nodes of one graph are told apart by identity
public final class Substitution {

  private final Function<Expression, @Nullable Expression> replacements;
  private final IdentityHashMap<Expression, Expression> done = new IdentityHashMap<>();

  private Substitution(Function<Expression, @Nullable Expression> replacements) {
    this.replacements = replacements;
  }

  /**
   * Returns an expression with nodes replaced, and simplified again where one was.
   *
   * @param expression what is rewritten
   * @param replacements for a node what stands in its place, or null to keep it; asked from the
   *     outermost node inwards, once for each, and not for what it returned
   */
  public static Expression replace(
      Expression expression, Function<Expression, @Nullable Expression> replacements) {
    return new Substitution(replacements).visit(expression);
  }

  /**
   * Returns an expression with every operator's application replaced, from the innermost outwards.
   *
   * @param expression what is rewritten
   * @param replacement what stands in the place of an application whose operands are replaced
   *     already
   */
  static Expression rebuild(Expression expression, Function<Apply, Expression> replacement) {
    return rebuild(expression, replacement, new IdentityHashMap<>());
  }

  private static Expression rebuild(
      Expression e,
      Function<Apply, Expression> replacement,
      IdentityHashMap<Expression, Expression> done) {
    if (!(e instanceof Apply apply)) {
      return e;
    }
    Expression known = done.get(e);
    if (known == null) {
      Expression[] operands = new Expression[apply.operands().size()];
      boolean changed = false;
      for (int i = 0; i < operands.length; i++) {
        operands[i] = rebuild(apply.operands().get(i), replacement, done);
        changed |= operands[i] != apply.operands().get(i);
      }
      Expression rebuilt = changed ? Expression.apply(apply.op(), operands) : e;
      known = rebuilt instanceof Apply a ? replacement.apply(a) : rebuilt;
      done.put(e, known);
    }
    return known;
  }

  private Expression visit(Expression e) {
    Expression known = done.get(e);
    if (known == null) {
      Expression replacement = replacements.apply(e);
      known = replacement != null ? replacement : e instanceof Apply apply ? rebuild(apply) : e;
      done.put(e, known);
    }
    return known;
  }

  private Expression rebuild(Apply e) {
    Expression[] operands = new Expression[e.operands().size()];
    boolean changed = false;
    for (int i = 0; i < operands.length; i++) {
      operands[i] = visit(e.operands().get(i));
      changed |= operands[i] != e.operands().get(i);
    }
    return changed ? Expression.apply(e.op(), operands) : e;
  }
}
