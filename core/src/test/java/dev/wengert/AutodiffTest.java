package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AutodiffTest {

  private static final Tensor X = Tensor.of(1.0, -2.0, 0.5);

  /** x0^2 x1, whose Hessian is [2 x1, 2 x0; 2 x0, 0]. */
  private static Tensor cubic(List<Tensor> in) {
    return in.get(0).times(in.get(0)).times(in.get(1));
  }

  @Test
  void gradIsAFunction() {
    assertThat(Autodiff.grad(x -> Samples.sum(x.pow(3))).apply(X).toDoubleArray())
        .containsExactly(3, 12, 0.75);
  }

  @Test
  void gradOfWhatDoesNotDependIsZero() {
    Tensor gradient = Autodiff.grad(x -> Tensor.scalar(5.0)).apply(X);
    assertThat(gradient.spec()).isEqualTo(X.spec());
    assertThat(gradient.toDoubleArray()).containsOnly(0);
  }

  @Test
  void valueAndGradGiveOneGradientAnArgument() {
    Autodiff.ValueAndGrad<List<Tensor>> found =
        Autodiff.valueAndGrad(AutodiffTest::cubic, List.of(Tensor.scalar(3.0), Tensor.scalar(5.0)));
    assertThat(found.value().item()).isEqualTo(45);
    assertThat(found.value().trace()).isNull();
    assertThat(found.gradients()).extracting(Tensor::item).containsExactly(30.0, 9.0);
    assertThat(found.gradients()).allMatch(gradient -> gradient.trace() == null);
  }

  @Test
  void vjpPullsAnyNumberOfCotangentsBack() {
    int[] runs = {0};
    Autodiff.Vjp<List<Tensor>, Tensor> vjp =
        Autodiff.vjp(
            in -> {
              runs[0]++;
              return in.get(0).times(in.get(1));
            },
            List.of(X, Tensor.scalar(2.0)));
    assertThat(vjp.value().toDoubleArray()).containsExactly(2, -4, 1);
    List<Tensor> one = vjp.pullback().apply(Tensor.of(1.0, 0.0, 0.0));
    assertThat(one.get(0).toDoubleArray()).containsExactly(2, 0, 0);
    assertThat(one.get(1).item()).isEqualTo(1);
    List<Tensor> two = vjp.pullback().apply(Tensor.of(0.0, 10.0, 100.0));
    assertThat(two.get(0).toDoubleArray()).containsExactly(0, 20, 200);
    assertThat(two.get(1).item()).isEqualTo(-20 + 50);
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void jvpIsTheDerivativeAlongADirection() {
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            AutodiffTest::cubic,
            List.of(Tensor.scalar(3.0), Tensor.scalar(5.0)),
            List.of(Tensor.scalar(1.0), Tensor.scalar(10.0)));
    assertThat(jvp.value().item()).isEqualTo(45);
    assertThat(jvp.tangent().item()).isEqualTo(30 + 90);
    assertThat(jvp.tangent().trace()).isNull();
  }

  @Test
  void jvpOfWhatDoesNotDependIsZero() {
    Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(in -> Tensor.of(1f, 2f), List.of(X), List.of(X));
    assertThat(jvp.tangent().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(jvp.tangent().toFloatArray()).containsExactly(0, 0);
    Autodiff.Jvp<Tensor> whole =
        Autodiff.jvp(in -> in.get(0).to(DType.INT32), List.of(X), List.of(X));
    assertThat(whole.value().toIntArray()).containsExactly(1, -2, 0);
    assertThat(whole.tangent().toIntArray()).containsExactly(0, 0, 0);
  }

  @Test
  void hvpMultipliesTheHessian() {
    List<Tensor> product =
        Autodiff.hvp(
            AutodiffTest::cubic,
            List.of(Tensor.scalar(3.0), Tensor.scalar(5.0)),
            List.of(Tensor.scalar(1.0), Tensor.scalar(-2.0)));
    assertThat(product).extracting(Tensor::item).containsExactly(10.0 - 12.0, 6.0);
  }

  @Test
  void hvpOfALinearFunctionIsZero() {
    assertThat(
            Autodiff.hvp(in -> Samples.sum(in.get(0).times(3)), List.of(X), List.of(X))
                .get(0)
                .toDoubleArray())
        .containsExactly(0, 0, 0);
  }

  /** The Hessian of x' A x is A + A'. */
  @Test
  void hvpOfAQuadraticForm() {
    Tensor a = Samples.normal(Seeds.random(1), 3, 3);
    Tensor v = Tensor.of(0.3, -1.0, 2.0);
    Tensor product =
        Autodiff.hvp(in -> in.get(0).matmul(a).matmul(in.get(0)), List.of(X), List.of(v)).get(0);
    Samples.assertClose(product, a.plus(a.transpose()).matmul(v), 1e-14);
  }

  @Test
  void stopGradientIsAConstantOfTheDerivative() {
    Tensor gradient = Autodiff.grad(x -> Samples.sum(Autodiff.stopGradient(x).times(x))).apply(X);
    assertThat(gradient.toDoubleArray()).containsExactly(X.toDoubleArray());
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> Autodiff.stopGradient(in.get(0)).times(in.get(0)), List.of(X), List.of(X));
    assertThat(jvp.tangent().toDoubleArray()).containsExactly(1, 4, 0.25);
    assertThat(Autodiff.stopGradient(X).toDoubleArray()).containsExactly(X.toDoubleArray());
  }

  /** The functions of one variable that a derivative of any order is known of in closed form. */
  static Stream<Arguments> closedForms() {
    return Stream.of(
        form("cube", x -> x.pow(3), x -> 3 * x * x, x -> 6 * x, x -> 6),
        form(
            "reciprocal",
            x -> Tensor.scalar(1.0).div(x),
            x -> -1 / (x * x),
            x -> 2 / Math.pow(x, 3),
            x -> -6 / Math.pow(x, 4)),
        form("exp", of("exp", Expression::exp), Math::exp, Math::exp, Math::exp),
        form(
            "log",
            of("log", Expression::log),
            x -> 1 / x,
            x -> -1 / (x * x),
            x -> 2 / Math.pow(x, 3)),
        form("sin", of("sin", Expression::sin), Math::cos, x -> -Math.sin(x), x -> -Math.cos(x)),
        form("cos", of("cos", Expression::cos), x -> -Math.sin(x), x -> -Math.cos(x), Math::sin),
        form(
            "sqrt",
            of("sqrt", Expression::sqrt),
            x -> 0.5 / Math.sqrt(x),
            x -> -0.25 * Math.pow(x, -1.5),
            x -> 0.375 * Math.pow(x, -2.5)),
        form(
            "tanh",
            of("tanh", Expression::tanh),
            x -> 1 - sq(Math.tanh(x)),
            x -> -2 * Math.tanh(x) * (1 - sq(Math.tanh(x))),
            x -> (1 - sq(Math.tanh(x))) * (6 * sq(Math.tanh(x)) - 2)),
        form(
            "sigmoid",
            of("sigmoid", Expression::sigmoid),
            x -> s(x) * (1 - s(x)),
            x -> s(x) * (1 - s(x)) * (1 - 2 * s(x)),
            x -> s(x) * (1 - s(x)) * (1 - 6 * s(x) + 6 * s(x) * s(x))),
        form("expm1", of("expm1", Expression::expm1), Math::exp, Math::exp, Math::exp),
        form(
            "log1p",
            of("log1p", Expression::log1p),
            x -> 1 / (1 + x),
            x -> -1 / sq(1 + x),
            x -> 2 / Math.pow(1 + x, 3)),
        form(
            "x^x",
            x -> x.pow(x),
            x -> Math.pow(x, x) * (Math.log(x) + 1),
            x -> Math.pow(x, x) * (sq(Math.log(x) + 1) + 1 / x),
            x ->
                Math.pow(x, x)
                    * (Math.pow(Math.log(x) + 1, 3) + 3 * (Math.log(x) + 1) / x - 1 / (x * x))));
  }

  private static Arguments form(
      String name,
      Function<Tensor, Tensor> f,
      DoubleUnaryOperator first,
      DoubleUnaryOperator second,
      DoubleUnaryOperator third) {
    return Arguments.of(name, f, first, second, third);
  }

  private static Function<Tensor, Tensor> of(
      String name, java.util.function.UnaryOperator<Expression> formula) {
    Elementwise primitive = Elementwise.of(name, formula);
    return primitive::apply;
  }

  private static double sq(double x) {
    return x * x;
  }

  private static double s(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("closedForms")
  void threeOrdersAgreeWithTheClosedForm(
      String name,
      Function<Tensor, Tensor> f,
      DoubleUnaryOperator first,
      DoubleUnaryOperator second,
      DoubleUnaryOperator third) {
    Function<Tensor, Tensor> g1 = Autodiff.grad(f);
    Function<Tensor, Tensor> g2 = Autodiff.grad(g1);
    Function<Tensor, Tensor> g3 = Autodiff.grad(g2);
    for (double x : new double[] {0.3, 1.0, 2.7}) {
      Tensor at = Tensor.scalar(x);
      assertClose(name, g1.apply(at).item(), first.applyAsDouble(x));
      assertClose(name, g2.apply(at).item(), second.applyAsDouble(x));
      assertClose(name, g3.apply(at).item(), third.applyAsDouble(x));
      Tensor one = Tensor.scalar(1.0);
      assertClose(
          name,
          Autodiff.hvp(in -> f.apply(in.get(0)), List.of(at), List.of(one)).get(0).item(),
          second.applyAsDouble(x));
    }
  }

  private static void assertClose(String name, double actual, double expected) {
    assertThat(actual)
        .as(name)
        .isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void theSecondDerivativeOfAbsIsZeroAlsoAtItsKink() {
    Elementwise abs = Elementwise.of("abs", Expression::abs);
    Tensor x = Tensor.of(-2.0, 0.0, 3.0);
    assertThat(Autodiff.grad(y -> Samples.sum(abs.apply(y))).apply(x).toDoubleArray())
        .containsExactly(-1, 0, 1);
    assertThat(
            Autodiff.hvp(
                    in -> Samples.sum(abs.apply(in.get(0))),
                    List.of(x),
                    List.of(Tensor.of(1.0, 1.0, 1.0)))
                .get(0)
                .toDoubleArray())
        .containsExactly(0, 0, 0);
  }

  @Test
  void refusesAValueThatIsNotAScalar() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.grad(x -> x.times(2)).apply(X))
        .withMessage(
            "grad: the function's value must be a scalar, its shape is [3]; reduce it with"
                + " sum(...) or use vjp");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.hvp(in -> in.get(0), List.of(X), List.of(X)))
        .withMessageStartingWith("grad: the function's value must be a scalar");
  }

  @Test
  void refusesArgumentsWithoutADerivative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.grad(x -> x).apply(Tensor.scalar(1)))
        .withMessageStartingWith(
            "grad: the argument is INT32[], and only floating tensors have a derivative");
    Tensor whole = Tensor.scalar(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.jvp(in -> in.get(0), List.of(whole), List.of(whole)))
        .withMessage(
            "jvp: tangent 0 does not fit its argument: INT32[] for INT32[]; both must be floating,"
                + " of one dtype and shape");
  }

  @Test
  void refusesCotangentsAndDirectionsThatDoNotFit() {
    Tensor wrong = Tensor.of(1.0, 2.0);
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(in -> in.get(0), List.of(X));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vjp.pullback().apply(wrong))
        .withMessage(
            "vjp: the cotangent does not fit the value: FLOAT64[2] for FLOAT64[3]; give it the"
                + " value's dtype and shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.jvp(in -> in.get(0), List.of(X), List.of(wrong)))
        .withMessage(
            "jvp: tangent 0 does not fit its argument: FLOAT64[2] for FLOAT64[3]; both must be"
                + " floating, of one dtype and shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.jvp(in -> in.get(0), List.of(X), List.of()))
        .withMessage(
            "jvp: the tangent is made of other parts: [] for [0]; give it the same structure");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.hvp(in -> in.get(0), List.of(X), List.of(wrong)))
        .withMessage(
            "hvp: direction 0 does not fit its argument: FLOAT64[2] for FLOAT64[3]; both must be"
                + " floating, of one dtype and shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.hvp(in -> in.get(0), List.of(X), List.of(X, X)))
        .withMessage(
            "hvp: the direction is made of other parts: [0, 1] for [0]; give it the same"
                + " structure");
  }

  @Test
  void emptyTensorsHaveEmptyGradients() {
    Tensor none = Tensor.wrap(new double[0], 0, 3);
    assertThat(Autodiff.grad(x -> Samples.sum(x.times(x))).apply(none).shape())
        .isEqualTo(Shape.of(0, 3));
    assertThat(
            Autodiff.vjp(in -> in.get(0).plus(in.get(1)), List.of(none, Tensor.of(1.0, 2.0, 3.0)))
                .pullback()
                .apply(none)
                .get(1)
                .toDoubleArray())
        .containsExactly(0, 0, 0);
  }

  @Test
  void float32StaysFloat32InEveryOrder() {
    Tensor x = Tensor.of(0.1f, 0.2f);
    Tensor gradient = Autodiff.grad(y -> Samples.sum(y.times(y).times(3))).apply(x);
    assertThat(gradient.toFloatArray()).containsExactly(0.1f * 3 + 0.1f * 3, 0.2f * 3 + 0.2f * 3);
    Tensor product =
        Autodiff.hvp(in -> Samples.sum(in.get(0).pow(2)), List.of(x), List.of(x)).get(0);
    assertThat(product.toFloatArray()).containsExactly(0.2f, 0.4f);
  }

  @Test
  void tellsTheShapeOfAValueWithoutComputingIt() {
    Spec x = new Spec(DType.FLOAT32, Shape.of(5, 3));
    Spec w = new Spec(DType.FLOAT32, Shape.of(3, 2));
    Function<List<Tensor>, Tensor> f = in -> in.get(0).matmul(in.get(1)).gt(0);
    assertThat(Autodiff.shapes(f, List.of(x, w))).isEqualTo(new Spec(DType.BOOL, Shape.of(5, 2)));
    // A gradient taken inside is known by its shape too.
    assertThat(
            Autodiff.shapes(
                in -> Autodiff.grad(v -> Sum.of(v.times(v), false)).apply(in.get(0)), List.of(x)))
        .isEqualTo(x);
    assertThatThrownBy(() -> Autodiff.shapes(in -> Tensor.of(in.get(0).item()), List.of(x)))
        .isInstanceOf(RuntimeException.class);
  }
}
