package dev.wengert.expression;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.input;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubstitutionTest {

  private static final Expression X = input(0);

  @Test
  void replacesNodesAndSimplifiesAgain() {
    Expression e = exp(X).times(input(1)).plus(X);
    assertThat(Substitution.replace(e, n -> n.equals(input(1)) ? constant(1) : null))
        .hasToString("add(exp(x0), x0)");
  }

  @Test
  void doesNotLookIntoWhatItPutThere() {
    assertThat(Substitution.replace(exp(X), n -> n.equals(X) ? X.plus(1) : null))
        .hasToString("exp(add(x0, 1))");
  }

  @Test
  void leavesAnUntouchedGraphAsItIs() {
    Expression e = exp(X).times(2);
    assertThat(Substitution.replace(e, n -> null)).isSameAs(e);
  }

  @Test
  void visitsASharedNodeOnce() {
    Expression e = X;
    for (int i = 0; i < 60; i++) {
      e = e.times(e);
    }
    int[] visits = {0};
    Substitution.replace(
        e,
        n -> {
          visits[0]++;
          return null;
        });
    assertThat(visits[0]).isEqualTo(61);
  }
}
