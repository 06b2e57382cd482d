package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ElementaryTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  private static double slope(UnaryOperator<Tensor> f, double x) {
    return Autodiff.grad(f).apply(Tensor.scalar(x)).item();
  }

  private static void assertSame(UnaryOperator<Tensor> f, DoubleUnaryOperator expected) {
    for (double x : new double[] {-0.9, -0.3, -1e-9, 1e-9, 0.2, 0.7}) {
      double allowed = 4 * Math.ulp(expected.applyAsDouble(x));
      assertThat(f.apply(Tensor.scalar(x)).item())
          .as("at %s", x)
          .isCloseTo(expected.applyAsDouble(x), within(allowed));
    }
  }

  @Test
  void agreesWithMathIncludingSmallArguments() {
    assertSame(Elementary::sinh, Math::sinh);
    assertSame(Elementary::cosh, Math::cosh);
    assertSame(Elementary::tan, Math::tan);
    assertSame(Elementary::asin, Math::asin);
    assertSame(Elementary::acos, Math::acos);
    assertSame(Elementary::atan, Math::atan);
  }

  @Test
  void roundsAndHasNoSlopeThere() {
    Tensor x = Tensor.of(-1.5, -0.5, 0.5, 1.5, 2.5, -2);
    assertValues(Elementary.floor(x), sides(6), -2, -1, 0, 1, 2, -2);
    assertValues(Elementary.round(x), sides(6), -2, -0.0, 0, 2, 2, -2);
    assertThat(Elementary.ceil(x).toDoubleArray())
        .usingComparatorWithPrecision(0.0)
        .containsExactly(-1, 0, 1, 2, 3, -2);
    assertValues(
        Elementary.sign(Tensor.of(-3.0, 0, 8, Double.NaN)), sides(4), -1, 0, 1, Double.NaN);
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(
            Elementary::floor, Elementary::ceil, Elementary::round, Elementary::sign)) {
      assertThat(slope(f, 0.3)).isZero();
    }
  }

  @Test
  void keepsItsConventionsAtKinks() {
    assertThat(slope(Elementary::abs, 0)).isZero();
    assertThat(slope(x -> Elementary.maximum(x, 1), 1)).isEqualTo(0.5);
    assertThat(slope(x -> Elementary.minimum(x, 1), 1)).isEqualTo(0.5);
    assertThat(slope(x -> Elementary.clamp(x, -1, 1), 1)).isEqualTo(1);
    assertThat(slope(x -> Elementary.clamp(x, -1, 1), 1.5)).isZero();
    assertThat(slope(x -> Elementary.hypot(x, Tensor.scalar(0.0)), 0)).isZero();
    assertThat(slope(Elementary::sqrt, 0)).isEqualTo(INF);
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(Activations::relu, Activations::relu6)) {
      assertThat(slope(f, 0)).isZero();
    }
    assertThat(slope(Activations::relu6, 6)).isZero();
    assertThat(slope(Activations::hardTanh, 1)).isZero();
    assertThat(slope(x -> Activations.leakyRelu(x, 0.25), 0)).isEqualTo(0.25);
    assertThat(slope(Activations::hardSwish, -3)).isZero();
    assertThat(slope(Activations::hardSwish, 3)).isEqualTo(1);
  }

  @Test
  void hardSwishIsTheInputTimesAClippedLine() {
    for (double x : new double[] {-100, -3, -2.75, -1.5, 0, 0.5, 2.875, 3, 100}) {
      assertThat(Activations.hardSwish(Tensor.scalar(x)).item())
          .as("x = %s", x)
          .isCloseTo(x * Math.clamp(x + 3, 0, 6) / 6, within(1e-15));
    }
    assertThat(Activations.hardSwish(Tensor.of(-INF, INF)).toDoubleArray()).containsExactly(0, INF);
    // The parabola x (x + 3) / 6 has the slope (2 x + 3) / 6.
    assertThat(slope(Activations::hardSwish, 0)).isEqualTo(0.5);
    assertThat(slope(Activations::hardSwish, -1.5)).isZero();
  }

  @Test
  void neitherOverflowsNorLosesSmallResults() {
    assertThat(Elementary.hypot(Tensor.scalar(3e200), Tensor.scalar(-4e200)).item())
        .isCloseTo(5e200, within(1e185));
    assertThat(Elementary.logAddExp(Tensor.scalar(1000.0), Tensor.scalar(1000.0)).item())
        .isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(Elementary.logAddExp(Tensor.scalar(-INF), Tensor.scalar(-INF)).item())
        .isEqualTo(-INF);
    assertThat(Elementary.logAddExp(Tensor.scalar(-INF), Tensor.scalar(2.0)).item()).isEqualTo(2);
    assertThat(Activations.softplus(Tensor.scalar(800.0)).item()).isEqualTo(800);
    assertThat(Activations.softplus(Tensor.scalar(-745.0)).item()).isEqualTo(Math.exp(-745));
    assertThat(Activations.logSigmoid(Tensor.scalar(-800.0)).item()).isEqualTo(-800);
    assertThat(slope(Activations::softplus, -800)).isZero();
    assertThat(slope(Activations::softplus, 800)).isEqualTo(1);
  }

  /** As C99 has it, for all signs, and by FLOAT32 too; Java's own hypot is the reference. */
  @Test
  void aTriangleWithAnInfiniteLegHasAnInfiniteHypotenuse() {
    double[] legs = {INF, -INF, Double.NaN, 0, 1, -3e200};
    for (double x : legs) {
      for (double y : legs) {
        double z = Elementary.hypot(Tensor.scalar(x), Tensor.scalar(y)).item();
        double expected = Math.hypot(x, y);
        assertThat(Double.compare(z, expected) == 0 || Math.abs(z - expected) < 1e-15 * expected)
            .as("hypot(%s, %s) is %s", x, y, z)
            .isTrue();
        Tensor single = Elementary.hypot(Tensor.scalar((float) x), Tensor.scalar((float) y));
        float rounded = (float) Math.hypot((float) x, (float) y);
        assertThat(single.toFloatArray()).containsExactly(rounded);
      }
    }
    assertThat(slope(x -> Elementary.hypot(x, Tensor.scalar(INF)), 1)).isZero();
    assertThat(slope(x -> Elementary.hypot(x, Tensor.scalar(1.0)), -INF)).isEqualTo(-1);
    assertThat(slope(x -> Elementary.hypot(x, Tensor.scalar(2.0)), 2))
        .isCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(slope(x -> Elementary.hypot(Tensor.scalar(-2.0), x), 2))
        .isCloseTo(Math.sqrt(0.5), within(1e-15));
  }

  /** Far out every derivative is a number, and errs by less than a rounding of 1 before. */
  @Test
  void theSlopeOfSigmoidIsStableFarOut() {
    for (double x : new double[] {-1000, -750, -40, -20, 0, 5, 20, 36, 37, 750, 1000}) {
      double small = Math.exp(-Math.abs(x));
      double expected = small / (1 + small) / (1 + small);
      assertThat(slope(Activations::sigmoid, x)).isCloseTo(expected, within(Math.ulp(1.0)));
      if (x < 0) {
        assertThat(slope(Activations::sigmoid, x)).isCloseTo(expected, within(1e-15 * expected));
      }
      assertThat(slope(Autodiff.grad(Activations::sigmoid), x))
          .isCloseTo(-Math.signum(x) * expected * (1 - small) / (1 + small), within(1e-15));
    }
  }

  /** The formulas change at 0; the function does not. */
  @Test
  void softplusIsSmoothWhereItsFormulaChanges() {
    UnaryOperator<Tensor> first = Autodiff.grad(Activations::softplus);
    UnaryOperator<Tensor> second = Autodiff.grad(first);
    UnaryOperator<Tensor> third = Autodiff.grad(second);
    assertThat(first.apply(Tensor.scalar(0.0)).item()).isEqualTo(0.5);
    assertThat(second.apply(Tensor.scalar(0.0)).item()).isEqualTo(0.25);
    assertThat(third.apply(Tensor.scalar(0.0)).item()).isEqualTo(0);
    assertThat(
            Autodiff.hessian(x -> Elementary.hypot(x, Tensor.scalar(1.0)), Tensor.scalar(1.0))
                .item())
        .isCloseTo(Math.pow(2, -1.5), within(1e-15));
  }

  @Test
  void whereLetsNothingOfTheOtherBranchIntoTheGradient() {
    Tensor x = Tensor.of(0.0, -1, 4);
    UnaryOperator<Tensor> gradient =
        Autodiff.grad(
            in ->
                Reductions.sum(
                    Selection.where(
                        in.gt(0), Elementary.log(in).plus(Elementary.sqrt(in).div(in)), 0)));
    assertThat(gradient.apply(x).toDoubleArray()).containsExactly(0, 0, 0.25 - 0.0625);
    assertValues(Selection.where(x.lt(1), -1, x), sides(3), -1, -1, 4);
  }

  @Test
  void takesWholeNumbersWhereThatHasASense() {
    Tensor x = Tensor.of(-3, 0, 2);
    assertThat(Elementary.abs(x).toIntArray()).containsExactly(3, 0, 2);
    assertThat(Elementary.sign(x).toIntArray()).containsExactly(-1, 0, 1);
    assertThat(Elementary.square(x).toIntArray()).containsExactly(9, 0, 4);
    assertThat(Elementary.maximum(x, 1).toIntArray()).containsExactly(1, 1, 2);
    assertThat(Elementary.clamp(x, -1, 1).toIntArray()).containsExactly(-1, 0, 1);
  }

  @Test
  void tellsSpecialValuesApart() {
    Tensor x = Tensor.of(1, INF, -INF, Double.NaN);
    assertThat(Comparisons.isNaN(x).toBooleanArray()).containsExactly(false, false, false, true);
    assertThat(Comparisons.isInfinite(x).toBooleanArray())
        .containsExactly(false, true, true, false);
    assertThat(Comparisons.isFinite(x).toBooleanArray()).containsExactly(true, false, false, false);
  }

  @Test
  void combinesTruthValues() {
    Tensor a = Tensor.of(true, true, false, false);
    Tensor b = Tensor.of(true, false, true, false);
    assertThat(Comparisons.and(a, b).toBooleanArray()).containsExactly(true, false, false, false);
    assertThat(Comparisons.or(a, b).toBooleanArray()).containsExactly(true, true, true, false);
    assertThat(Comparisons.xor(a, b).toBooleanArray()).containsExactly(false, true, true, false);
    assertThat(Comparisons.not(a).toBooleanArray()).containsExactly(false, false, true, true);
    Tensor table = Shapes.stack(0, a, b);
    assertThat(Comparisons.any(table, 0).toBooleanArray()).containsExactly(true, true, true, false);
    assertThat(Comparisons.all(table, 0).toBooleanArray())
        .containsExactly(true, false, false, false);
    assertThat(Comparisons.all(table).toBooleanArray()).containsExactly(false);
    assertThat(Comparisons.all(Tensor.zeros(DType.BOOL, 0)).toBooleanArray()).containsExactly(true);
    assertThat(Comparisons.any(Tensor.zeros(DType.BOOL, 0)).toBooleanArray())
        .containsExactly(false);
    Tensor x = Tensor.of(1, 100, INF);
    assertThat(Comparisons.allClose(x, x.times(1 + 1e-9), 1e-8, 0).toBooleanArray())
        .containsExactly(true);
    assertThat(Comparisons.allClose(x, x.plus(0.01), 1e-8, 0).toBooleanArray())
        .containsExactly(false);
  }

  /** Against their inverses, near 0, far out and at the ends. */
  @Test
  void inversesOfHyperbolicFunctions() {
    for (double x : new double[] {0, 1e-300, -1e-9, 0.3, -2, 50, 700}) {
      assertThat(Elementary.asinh(Tensor.scalar(Math.sinh(x))).item())
          .isCloseTo(x, within(1e-15 * Math.max(1e-9, Math.abs(x))));
    }
    assertThat(Elementary.asinh(Tensor.scalar(-1e200)).item())
        .isCloseTo(-(200 * Math.log(10) + Math.log(2)), within(1e-12));
    assertThat(Elementary.asinh(Tensor.scalar(1e30f)).item())
        .isCloseTo(30 * Math.log(10) + Math.log(2), within(1e-5));
    assertThat(slope(Elementary::asinh, 0)).isEqualTo(1);
    assertThat(slope(Elementary::asinh, -1e200)).isCloseTo(1e-200, within(1e-214));
    for (double x : new double[] {0, 1e-5, 0.3, 2, 50, 700}) {
      assertThat(Elementary.acosh(Tensor.scalar(Math.cosh(x))).item())
          .isCloseTo(x, within(x < 0.1 ? 1e-11 : 1e-14 * x));
    }
    assertThat(Elementary.acosh(Tensor.scalar(0.5)).item()).isNaN();
    assertThat(slope(Elementary::acosh, 1)).isEqualTo(INF);
    for (double x : new double[] {0, 1e-300, -1e-9, 0.3, -2, 8}) {
      assertThat(Elementary.atanh(Tensor.scalar(Math.tanh(x))).item())
          .isCloseTo(x, within(x == 8 ? 1e-9 : 1e-15 * Math.max(1e-9, Math.abs(x))));
    }
    assertThat(Elementary.atanh(Tensor.scalar(1.0)).item()).isEqualTo(INF);
    assertThat(Elementary.atanh(Tensor.scalar(-1.0)).item()).isEqualTo(-INF);
    assertThat(Elementary.atanh(Tensor.scalar(1.5)).item()).isNaN();
  }

  /** By closed formulas; an error of a few roundings of the second derivative, however small. */
  @Test
  void secondDerivativesKeepTheirDigitsNear0() {
    checkSecond(Elementary::asin, x -> x / Math.pow(1 - x * x, 1.5));
    checkSecond(Elementary::acos, x -> -x / Math.pow(1 - x * x, 1.5));
    checkSecond(Elementary::atanh, x -> 2 * x / Math.pow(1 - x * x, 2));
    checkSecond(Elementary::asinh, x -> -x / Math.pow(1 + x * x, 1.5));
    checkSecond(Elementary::atan, x -> -2 * x / Math.pow(1 + x * x, 2));
    checkSecond(Elementary::sinh, Math::sinh);
    checkSecond(Elementary::cosh, Math::cosh);
    checkSecond(Activations::tanh, x -> -2 * Math.tanh(x) / Math.pow(Math.cosh(x), 2));
  }

  private static void checkSecond(UnaryOperator<Tensor> f, DoubleUnaryOperator second) {
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> Reductions.sum(f.apply(x)));
    double[] at = {1e-300, -1e-30, 1e-12, -3e-9, 1e-5, 0.01, -0.25, 0.5, 0.75};
    double[] found =
        Autodiff.grad(x -> Reductions.sum(slope.apply(x))).apply(Tensor.of(at)).toDoubleArray();
    for (int i = 0; i < at.length; i++) {
      double expected = second.applyAsDouble(at[i]);
      assertThat(found[i]).isCloseTo(expected, within(Math.abs(expected) * 1e-14));
    }
  }
}
