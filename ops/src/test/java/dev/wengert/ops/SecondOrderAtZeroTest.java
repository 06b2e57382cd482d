package dev.wengert.ops;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Squares of norms and of standard deviations where these are 0: their second derivatives are those
 * of the sum of squares and of the variance.
 */
class SecondOrderAtZeroTest {

  private static final int N = 3;

  /** The Hessian of a sum of squares. */
  private static final Tensor TWICE = Creation.eye(DType.FLOAT64, N).times(2);

  /** That of a variance: 2 / n times what takes the mean off. */
  private static final Tensor CENTRED =
      Creation.eye(DType.FLOAT64, N).minus(1.0 / N).times(2.0 / N);

  /** A function, and the Hessian that it has everywhere. */
  record Case(Function<Tensor, Tensor> f, Tensor hessian) {}

  static Iterable<Map.Entry<String, Case>> cases() {
    return ImmutableMap.<String, Case>builder()
        .put("square(norm)", new Case(x -> Elementary.square(Reductions.norm(x)), TWICE))
        .put("norm.pow(2)", new Case(x -> Reductions.norm(x).pow(2), TWICE))
        .put("norm times itself", new Case(x -> timesItself(Reductions.norm(x)), TWICE))
        .put(
            "sum of squared norms",
            new Case(
                x -> Regularization.l2(Reductions.norm(x.reshape(1, N), Norm.L2, true, 1)), TWICE))
        .put(
            "squared norms of each",
            new Case(
                x ->
                    Reductions.sum(Elementary.square(Reductions.norm(x.reshape(N, 1), Norm.L2, 1))),
                TWICE))
        .put(
            "squared distance",
            new Case(x -> Reductions.norm(x.minus(2)).pow(2).times(3), TWICE.times(3)))
        .put("square(std)", new Case(x -> Elementary.square(Reductions.std(x)), CENTRED))
        .put("std.pow(2)", new Case(x -> Reductions.std(x, 0).pow(2), CENTRED))
        .put(
            "unbiased std",
            new Case(x -> timesItself(Reductions.std(x, 1, false)), CENTRED.times(N / (N - 1.0))))
        .put(
            "hypot",
            new Case(
                x ->
                    Elementary.square(Elementary.hypot(x.get(0), x.get(1)))
                        .plus(Elementary.square(x.get(2))),
                TWICE))
        .put(
            "Huber loss near 0",
            new Case(
                x -> Losses.huberLoss(x, Tensor.zeros(x.spec()), 3, Reduce.SUM), TWICE.times(0.5)))
        .put("square(abs)", new Case(x -> sumOfSquares(Elementary.abs(x)), TWICE))
        .put(
            "abs times itself",
            new Case(x -> Reductions.sum(timesItself(Elementary.abs(x))), TWICE))
        .buildOrThrow()
        .entrySet();
  }

  private static Tensor sumOfSquares(Tensor y) {
    return Reductions.sum(Elementary.square(y));
  }

  private static Tensor timesItself(Tensor y) {
    return y.times(y);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void allModesAgree(Map.Entry<String, Case> entry) {
    Function<Tensor, Tensor> f = entry.getValue().f;
    Tensor expected = entry.getValue().hessian;
    for (Tensor x :
        List.of(Tensor.of(0.0, 0.0, 0.0), Tensor.of(2.0, 2.0, 2.0), Tensor.of(1.0, -2.0, 0.5))) {
      assertThatTensor(Autodiff.hessian(f, x)).isCloseTo(expected, 1e-12);
      Tensor v = Tensor.of(1.0, -1.0, 3.0);
      Tensor product = expected.matmul(v);
      Function<Tensor, Tensor> gradient = Autodiff.grad(f);
      // Reverse over reverse, forward over reverse, forward over forward, and mapped.
      assertThatTensor(Autodiff.grad(y -> Reductions.sum(gradient.apply(y).times(v))).apply(x))
          .isCloseTo(product, 1e-12);
      assertThatTensor(tangent(gradient, x, v)).isCloseTo(product, 1e-12);
      assertThatTensor(tangent(y -> tangent(f, y, v), x, v)).isCloseTo(product.matmul(v), 1e-12);
      Tensor mapped =
          Autodiff.vmap((Tensor y) -> tangent(gradient, y, v)).apply(Shapes.stack(0, x, x));
      assertThatTensor(mapped.get(1)).isCloseTo(product, 1e-12);
    }
  }

  private static Tensor tangent(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
    return Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(v)).tangent();
  }

  @Test
  void firstDerivativesAt0AreThoseOfTheConvention() {
    Tensor zeros = Tensor.of(0.0, 0.0);
    assertThat(Autodiff.grad(x -> Reductions.norm(x)).apply(zeros).toDoubleArray()).containsOnly(0);
    assertThat(Autodiff.grad(x -> Reductions.std(x)).apply(zeros).toDoubleArray()).containsOnly(0);
    assertThat(tangent(Reductions::norm, zeros, Tensor.of(1.0, 2.0)).item()).isZero();
  }

  /** The gradient of the root itself is there for who watches it in time. */
  @Test
  void aRootThatIsWatchedIsNotPassedBy() {
    Tape tape = new Tape();
    Tensor norm = Reductions.norm(tape.watch(Tensor.of(3.0, 4.0)));
    Tensor watched = tape.watch(norm);
    assertThat(tape.gradients(Elementary.square(watched)).of(watched).item()).isEqualTo(10);
    Tape other = new Tape();
    Tensor late = Reductions.norm(other.watch(Tensor.of(3.0, 4.0)));
    late.pow(2);
    assertThatThrownBy(() -> other.watch(late))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "watch: the root FLOAT64[] has been squared, and its square computed without it; watch"
                + " it before it is used");
  }

  /**
   * The product of two norms that were computed alike: the second derivative is the convention's.
   */
  @Test
  void whatIsNotSeenHasTheDerivativesOfTheChainRule() {
    Function<Tensor, Tensor> twice = x -> Reductions.norm(x).times(Reductions.norm(x));
    assertThat(Autodiff.hessian(twice, Tensor.of(0.0, 0.0)).toDoubleArray()).containsOnly(0);
  }
}
