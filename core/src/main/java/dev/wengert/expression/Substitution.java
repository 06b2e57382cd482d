package dev.wengert.expression;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.wengert.expression.Expression.Apply;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rewrites an expression by replacing some of its nodes. */
@SuppressWarnings("ReferenceEquality") // nodes of one graph are told apart by identity
public final class Substitution {

  private final IdentityHashMap<Expression, Expression> done = new IdentityHashMap<>();

  private Substitution() {}

  /**
   * Returns an expression with nodes replaced, and simplified again where one was.
   *
   * @param expression what is rewritten
   * @param replacements for a node what stands in its place, or null to keep it; asked from the
   *     outermost node inwards, once for each, and not for what it returned
   */
  public static Expression replace(
      Expression expression, Function<Expression, @Nullable Expression> replacements) {
    Substitution substitution = new Substitution();
    List<Expression> order =
        Traversal.operandsFirst(
            List.of(expression), e -> !substitution.replaces(e, replacements.apply(e)));
    for (Expression e : order) {
      substitution.done.putIfAbsent(e, substitution.rebuilt(e));
    }
    return substitution.get(expression);
  }

  /**
   * Returns expressions with every operator's application replaced, from the innermost outwards.
   *
   * @param expressions what is rewritten
   * @param replacement what stands in the place of an application whose operands are replaced
   *     already
   */
  static ImmutableList<Expression> rebuild(
      ImmutableList<Expression> expressions, Function<Apply, Expression> replacement) {
    Substitution substitution = new Substitution();
    for (Expression e : Traversal.operandsFirst(expressions)) {
      Expression rebuilt = substitution.rebuilt(e);
      substitution.done.put(e, rebuilt instanceof Apply a ? replacement.apply(a) : rebuilt);
    }
    return expressions.stream().map(substitution::get).collect(toImmutableList());
  }

  private boolean replaces(Expression e, @Nullable Expression replacement) {
    if (replacement == null) {
      return false;
    }
    done.put(e, replacement);
    return true;
  }

  private Expression get(Expression e) {
    return Objects.requireNonNull(done.get(e));
  }

  /** The node over operands that are replaced already. */
  private Expression rebuilt(Expression e) {
    Expression known = done.get(e);
    if (known != null || !(e instanceof Apply apply)) {
      return known == null ? e : known;
    }
    Expression[] operands = new Expression[apply.operands().size()];
    boolean changed = false;
    for (int i = 0; i < operands.length; i++) {
      operands[i] = get(apply.operands().get(i));
      changed |= operands[i] != apply.operands().get(i);
    }
    return changed ? Expression.apply(apply.op(), operands) : e;
  }
}
