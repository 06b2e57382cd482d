package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cotangent of zero gives zero, and does not change any derivative that is finite. */
class AnnihilationTest {

  private static final Elementwise LOG = Elementwise.of("log", x -> Expression.log(x));
  private static final Elementwise SQRT = Elementwise.of("sqrt", x -> Expression.sqrt(x));
  private static final Elementwise EXP = Elementwise.of("exp", x -> Expression.exp(x));
  private static final Elementwise CHOOSE =
      Elementwise.of(
          "choose",
          3,
          Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));

  private static Tensor positiveOrZero(UnaryOperator<Tensor> f, Tensor x) {
    return Samples.sum(CHOOSE.apply(x.gt(0), f.apply(x), Tensor.scalar(0.0)));
  }

  @Test
  void whatIsNotTakenDoesNotReachTheGradient() {
    Tensor x = Tensor.of(0, -1, 2, Double.NaN, Double.NEGATIVE_INFINITY);
    Samples.assertClose(
        Autodiff.grad(in -> positiveOrZero(LOG::apply, in)).apply(x),
        Shape.of(5),
        0,
        0,
        0,
        0.5,
        0,
        0);
    Samples.assertClose(
        Autodiff.grad(in -> positiveOrZero(SQRT::apply, in)).apply(Tensor.of(0.0, -4, 4)),
        Shape.of(3),
        0,
        0,
        0,
        0.25);
    Samples.assertClose(
        Autodiff.grad(in -> positiveOrZero(t -> EXP.apply(t.times(-1000)), in))
            .apply(Tensor.of(-1.0, -800)),
        Shape.of(2),
        0,
        0,
        0);
    Samples.assertClose(
        Autodiff.grad(in -> positiveOrZero(t -> t.times(Double.NaN), in)).apply(Tensor.of(-1.0)),
        Shape.of(1),
        0,
        0);
  }

  @Test
  void whatIsTakenKeepsItsInfinity() {
    Tensor gradient = Autodiff.grad(in -> Samples.sum(SQRT.apply(in))).apply(Tensor.of(0.0));
    assertThat(gradient.item()).isInfinite();
  }

  /** (x - 1) log x has cotangent 0 for its logarithm at 1, and second derivative 2 there. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 2})
  void secondDerivativesAreRightWhereTheCotangentHappensToBeZero(double at) {
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> x.minus(1).times(LOG.apply(x)));
    Tensor x = Tensor.scalar(at);
    double expected = 1 / at + 1 / (at * at);
    assertThat(Autodiff.grad(slope).apply(x).item()).isEqualTo(expected);
    assertThat(Autodiff.hessian(t -> t.minus(1).times(LOG.apply(t)), x).item()).isEqualTo(expected);
  }

  /** A formula that says in what it is linear follows the rule, and so do its derivatives. */
  @Test
  void aProductOfAHandWrittenPullbackFollowsTheRule() {
    Elementwise scaled =
        Elementwise.linearIn(
            "scaled",
            3,
            Expression.input(0).minus(Expression.input(1)).times(Expression.input(2)),
            0,
            1);
    Tensor zero = Tensor.of(0.0, 0, 2, 2);
    Tensor other = Tensor.of(0.0, 0, 2, 1);
    Tensor slope = Tensor.of(Double.NaN, 3, Double.NaN, 4);
    double nan = Double.NaN;
    assertThat(scaled.apply(zero, other, slope).toDoubleArray()).containsExactly(0, 0, nan, 4);
    Tensor toSlope =
        Autodiff.grad(in -> Samples.sum(scaled.apply(zero, other, in.times(1 / 0.0)))).apply(slope);
    assertThat(toSlope.get(Index.to(2)).toDoubleArray()).containsExactly(0, 0);
    Tensor toZero = Autodiff.grad(in -> Samples.sum(scaled.apply(in, other, slope))).apply(zero);
    assertThat(toZero.toDoubleArray()).as("0 stands for 0 there").containsExactly(0, 3, nan, 4);
  }
}
