package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.log;
import static dev.wengert.expression.Expression.log1p;
import static dev.wengert.expression.Expression.max;
import static dev.wengert.expression.Expression.min;
import static dev.wengert.expression.Expression.pow;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.sigmoid;
import static dev.wengert.expression.Expression.sqrt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.wengert.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TangentsTest {

  private static final Expression X = input(0);
  private static final Expression Y = input(1);

  private static final double[][] POINTS = {
    {0.7, 1.3, 0.4}, {1.9, 0.6, -2.2}, {0.05, 3.5, 0.9}, {2.6, 2.4, 0.3}
  };

  @ParameterizedTest
  @EnumSource(
      value = Op.class,
      names = {"LT", "LE", "EQ", "AND", "OR", "NOT", "POW2", "SIN_FAR", "COS_FAR", "WITH_SLOPE"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyOperatorHasTheSlopeThatDifferencesShow(Op op) {
    Expression e = apply(op);
    for (double[] at : POINTS) {
      for (int i = 0; i < 3; i++) {
        assertThat(slope(e, i, at))
            .as("%s along x%s at %s", e, i, at)
            .isCloseTo(difference(e, i, at), within(1e-8));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Op.class,
      names = {"LT", "LE", "EQ", "AND", "OR", "NOT", "POW2", "SIN_FAR", "COS_FAR", "WITH_SLOPE"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyOperatorHasTheSecondDerivativesThatDifferencesShow(Op op) {
    Expression e = apply(op);
    for (double[] at : POINTS) {
      for (int i = 0; i < 3; i++) {
        Expression first = derivative(e, i);
        for (int j = 0; j < 3; j++) {
          assertThat(slope(first, j, at))
              .as("%s along x%s and x%s at %s", e, i, j, at)
              .isCloseTo(difference(first, j, at), within(2e-7));
        }
      }
    }
  }

  /** The operator on x0, x1, x2; where it takes a truth value, on x0 &lt; 1. */
  private static Expression apply(Op op) {
    Expression[] operands = new Expression[op.arity()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = op.operand(i) == Op.Kind.NUMBER ? input(i) : X.lt(1);
    }
    return Expression.apply(op, operands);
  }

  @Test
  void aNegativeBaseHasASlopeForWholeExponents() {
    assertThat(slope(pow(X, Y), 0, -2, 3)).isCloseTo(12, within(1e-14));
    assertThat(slope(pow(X, constant(3)), 0, -2)).isCloseTo(12, within(1e-14));
    assertThat(slope(derivative(pow(X, Y), 0), 0, -2, 3)).isCloseTo(-12, within(1e-14));
  }

  @Test
  void powersAtZeroFollowTheConvention() {
    assertThat(slope(pow(X, Y), 0, 0, 0)).isZero();
    assertThat(slope(pow(X, constant(0)), 0, 0)).isZero();
    assertThat(slope(pow(X, Y), 0, 0, 1)).isEqualTo(1);
    assertThat(slope(pow(X, Y), 0, 0, 2)).isZero();
    assertThat(slope(derivative(pow(X, Y), 0), 0, 0, 2)).isEqualTo(2);
    assertThat(slope(derivative(pow(X, Y), 0), 0, 0, 1)).isZero();
    assertThat(slope(pow(X, Y), 1, 0, 2)).isZero();
    assertThat(slope(pow(X, Y), 1, 0, 0)).isZero();
    assertThat(slope(pow(X, Y), 0, Double.MIN_VALUE, 0)).isZero();
    assertThat(slope(pow(X, Y), 0, Double.POSITIVE_INFINITY, 0)).isZero();
  }

  /** d/dy (y x^(y-1)) = x^(y-1) (1 + y log x), and the other order must agree. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2, -1, 0.5})
  void powersHaveTheirMixedDerivativesAlsoForWholeExponents(double y) {
    for (double x : new double[] {0.5, 1, 3}) {
      double expected = Math.pow(x, y - 1) * (1 + y * Math.log(x));
      assertThat(slope(derivative(pow(X, Y), 0), 1, x, y)).isCloseTo(expected, within(1e-14));
      assertThat(slope(derivative(pow(X, Y), 1), 0, x, y)).isCloseTo(expected, within(1e-14));
    }
  }

  @Test
  void absHasSlopeZeroAtZero() {
    assertThat(slope(abs(X), 0, 0)).isZero();
    assertThat(slope(abs(X), 0, -0.0)).isZero();
    assertThat(slope(abs(X), 0, -3)).isEqualTo(-1);
    assertThat(slope(abs(X), 0, 1e-300)).isEqualTo(1);
    assertThat(slope(abs(X), 0, Double.NaN)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2, -0.0, 0, 1e-300, 5})
  void absHasNoCurvatureAnywhere(double x) {
    assertThat(slope(derivative(abs(X), 0), 0, x)).isZero();
  }

  @Test
  void equalValuesShareTheSlopeOfMinAndMax() {
    for (Expression e : List.of(max(X, Y), min(X, Y))) {
      assertThat(slope(e, 0, 2, 2)).isEqualTo(0.5);
      assertThat(slope(e, 1, 2, 2)).isEqualTo(0.5);
    }
    assertThat(slope(max(X, Y), 0, 3, 2)).isEqualTo(1);
    assertThat(slope(max(X, Y), 1, 3, 2)).isZero();
    assertThat(slope(min(X, Y), 0, 3, 2)).isZero();
    assertThat(slope(min(X, Y), 1, 3, 2)).isEqualTo(1);
    assertThat(slope(max(X, constant(0)), 0, 0)).isEqualTo(0.5);
  }

  @Test
  void selectDoesNotSeeTheOtherBranch() {
    Expression safeLog = select(constant(0).lt(X), log(X), constant(0));
    assertThat(slope(safeLog, 0, 0)).isZero();
    assertThat(slope(safeLog, 0, -1)).isZero();
    assertThat(slope(safeLog, 0, 4)).isEqualTo(0.25);
    Expression safeRoot = select(constant(0).lt(X), sqrt(X), X.times(2));
    assertThat(slope(safeRoot, 0, 0)).isEqualTo(2);
    assertThat(slope(derivative(safeRoot, 0), 0, 0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1000, -1000, 710, -745})
  void theSigmoidHasNoSlopeFarOut(double x) {
    assertThat(slope(sigmoid(X), 0, x)).isCloseTo(0, within(1e-300));
    assertThat(slope(derivative(sigmoid(X), 0), 0, x)).isCloseTo(0, within(1e-300));
    assertThat(slope(Expression.tanh(X), 0, x)).isZero();
  }

  /** d/da = b / (a^2 + b^2), whose squares would overflow or vanish. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e200, 1e-200, -1e200, 1e300})
  void anAngleHasItsSlopesAtAnyScale(double scale) {
    Expression angle = Expression.atan2(X, Y);
    double[][] points = {{3, 4}, {4, 3}, {-3, 4}, {0, 5}, {5, 0}, {2, 2}};
    for (double[] p : points) {
      double squares = p[0] * p[0] + p[1] * p[1];
      double byX = p[1] / squares / scale;
      double byY = -p[0] / squares / scale;
      assertThat(slope(angle, 0, p[0] * scale, p[1] * scale))
          .isCloseTo(byX, within(1e-15 * Math.abs(1 / scale)));
      assertThat(slope(angle, 1, p[0] * scale, p[1] * scale))
          .isCloseTo(byY, within(1e-15 * Math.abs(1 / scale)));
    }
    assertThat(slope(angle, 0, 1, Double.POSITIVE_INFINITY)).isZero();
  }

  @Test
  void aTinyRootHasALargeSlopeAndNotAnInfiniteOne() {
    assertThat(slope(sqrt(X), 0, 1e-300)).isCloseTo(5e149, within(1e135));
    assertThat(slope(sqrt(X), 0, 1e-310)).isFinite();
    assertThat(slope(derivative(sqrt(X), 0), 0, 1e-200)).isCloseTo(-2.5e299, within(1e285));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e3, -40, -1, 0, 1, 40, 1e3})
  void aStableSoftplusHasTheSigmoidAsSlope(double x) {
    Expression softplus = max(X, constant(0)).plus(log1p(exp(abs(X).unaryMinus())));
    double expected = x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    assertThat(slope(softplus, 0, x)).isCloseTo(expected, within(1e-15 + 1e-14 * expected));
    if (x != 0) {
      assertThat(slope(derivative(softplus, 0), 0, x))
          .isCloseTo(expected * (1 - expected), within(1e-15));
    }
  }

  @Test
  void aQuotientOfLargeNumbersHasAFiniteSlope() {
    assertThat(slope(X.div(Y), 1, 1e200, 1e200)).isCloseTo(-1e-200, within(1e-214));
    assertThat(slope(X.div(Y), 0, 1, 1e300)).isCloseTo(1e-300, within(1e-314));
  }

  /** d(xy) = y dx + x dy, d(x/y) = dx / y - x dy / y^2: the pushforward sums over the inputs. */
  @Test
  void isTheSumOverTheInputsThatCarryATangent() {
    List<Expression> tangents = List.of(input(2), input(3));
    assertThat(Kernels.evaluate(tangent(X.times(Y), tangents), 3, 5, 7, 11)).isEqualTo(35 + 33);
    assertThat(Kernels.evaluate(tangent(X.div(Y), tangents), 3, 2, 7, 11))
        .isEqualTo(3.5 - 3 * 11 / 4.0);
  }

  @Test
  void aChainOfRulesIsTheChainRule() {
    Expression e = exp(Expression.sin(X.times(X)));
    double x = 0.8;
    double expected = Math.exp(Math.sin(x * x)) * Math.cos(x * x) * 2 * x;
    assertThat(slope(e, 0, x)).isCloseTo(expected, within(1e-15 * 10));
  }

  @Test
  void repeatedInputsAddUp() {
    assertThat(slope(X.times(X), 0, 3)).isEqualTo(6);
    assertThat(slope(X.div(X), 0, 3)).isCloseTo(0, within(1e-16));
    assertThat(slope(pow(X, X), 0, 2)).isCloseTo(4 * (Math.log(2) + 1), within(1e-14));
  }

  /** What is stated counts, not what the value's formula would give; so also one order up. */
  @Test
  void aStatedSlopeIsTheSlope() {
    Expression square = X.times(X);
    Expression e = Expression.withSlope(exp(X), square, Expression.sin(square));
    assertThat(Kernels.evaluate(e, 0.7)).isCloseTo(Math.exp(0.7), within(1e-15));
    assertThat(slope(e, 0, 0.7)).isCloseTo(1.4 * Math.sin(0.49), within(1e-15));
    assertThat(slope(derivative(e, 0), 0, 0.7))
        .isCloseTo(2 * Math.sin(0.49) + 1.96 * Math.cos(0.49), within(1e-15));
    assertThat(tangentOrNull(Expression.withSlope(X, Y, X), 0)).isNull();
  }

  @Test
  void everyOperatorOfNumbersWasVisited() {
    assertThat(Op.values()).filteredOn(op -> op.result() == Op.Kind.NUMBER).hasSize(35);
  }

  private static @Nullable Expression tangentOrNull(Expression e, int input) {
    List<@Nullable Expression> seeds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      seeds.add(i == input ? constant(1) : null);
    }
    return Tangents.of(e, seeds);
  }

  private static Expression tangent(Expression e, List<Expression> seeds) {
    return java.util.Objects.requireNonNull(Tangents.of(e, ImmutableList.copyOf(seeds)));
  }

  /** The partial derivative along an input as an expression of the inputs. */
  private static Expression derivative(Expression e, int input) {
    Expression tangent = tangentOrNull(e, input);
    return tangent == null ? constant(0) : tangent;
  }

  private static double slope(Expression e, int input, double... at) {
    return Kernels.evaluate(derivative(e, input), at);
  }

  /** The central difference of fourth order. */
  private static double difference(Expression e, int input, double... at) {
    double h = 1e-3 * Math.min(1, Math.abs(at[input]));
    double total = 0;
    double[] weights = {1, -8, 0, 8, -1};
    for (int k = -2; k <= 2; k++) {
      double[] moved = at.clone();
      moved[input] += k * h;
      total += weights[k + 2] * Kernels.evaluate(e, moved);
    }
    return total / (12 * h);
  }
}
