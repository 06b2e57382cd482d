package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The code that the javadoc of this module shows. */
class SnippetsTest {

  // @start region="elementwise"
  static final Elementwise SWISH = Elementwise.of("swish", x -> x.times(Expression.sigmoid(x)));

  static Tensor swish(Tensor x) {
    return SWISH.apply(x);
  }

  // @end region="elementwise"

  @Test
  void swishIsTheInputTimesItsSigmoid() {
    assertThat(swish(Tensor.scalar(2.0)).item()).isCloseTo(2 / (1 + Math.exp(-2)), within(1e-15));
  }

  @Test
  void anExpressionIsBuiltFromItsInputs() {
    // @start region="expression"
    Expression x = Expression.input(0);
    Expression swish = x.times(Expression.sigmoid(x));
    // @end region="expression"
    assertThat(swish).hasToString("mul(x0, sigmoid(x0))");
  }

  @Test
  void theCurvatureOfACubeIsSixTimesItsSide() {
    // @start region="grad"
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> x.pow(3));
    UnaryOperator<Tensor> curvature = Autodiff.grad(slope);
    // @end region="grad"
    assertThat(slope.apply(Tensor.scalar(2.0)).item()).isEqualTo(12);
    assertThat(curvature.apply(Tensor.scalar(2.0)).item()).isEqualTo(12);
    assertThat(curvature.apply(Tensor.scalar(3.0)).item()).isEqualTo(18);
  }

  @Test
  void aReversalIsTheIdentityWithTheGradientTurnedRound() {
    // @start region="custom"
    // The identity whose gradient is turned round (Ganin and Lempitsky, 2015).
    Function<List<Tensor>, Tensor> reversal =
        Autodiff.custom("reversal", in -> in.get(0), (in, out, d) -> List.of(d.unaryMinus()));
    // @end region="custom"
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> reversal.apply(List.of(x)).times(5));
    assertThat(slope.apply(Tensor.scalar(2.0)).item()).isEqualTo(-5);
  }
}
